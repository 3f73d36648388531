/** Who is signed in. The cookie is HttpOnly; the page holds the user and the CSRF token in memory. */

import {
  createContext,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useState,
  type ReactNode,
} from "react";
import { app, errorText, RequestError } from "../protocol/http";
import type { Session } from "../protocol/types";

export type SessionState =
  | { phase: "loading" }
  | { phase: "signedIn"; session: Session }
  | { phase: "signedOut" }
  | { phase: "failed"; message: string };

interface SessionContextValue {
  state: SessionState;
  /** Asks the server again. */
  refresh: () => Promise<void>;
  /** Takes the session that signing in returned. */
  signedIn: (session: Session) => void;
  /** The server no longer knows the session. */
  lost: () => void;
  signOut: () => Promise<void>;
}

const SessionContext = createContext<SessionContextValue | null>(null);

export function SessionProvider({ children }: { children: ReactNode }) {
  const [state, setState] = useState<SessionState>({ phase: "loading" });

  const refresh = useCallback(async () => {
    try {
      setState({ phase: "signedIn", session: await app.session() });
    } catch (error) {
      if (error instanceof RequestError && error.status === 401) setState({ phase: "signedOut" });
      else setState({ phase: "failed", message: errorText(error) });
    }
  }, []);

  useEffect(() => {
    void refresh();
  }, [refresh]);

  const csrf = state.phase === "signedIn" ? state.session.csrf : null;
  const signOut = useCallback(async () => {
    if (csrf !== null) {
      try {
        await app.signOut(csrf);
      } catch (error) {
        // Already signed out is what was wanted; anything else the person must know.
        if (!(error instanceof RequestError) || error.status !== 401) throw error;
      }
    }
    setState({ phase: "signedOut" });
  }, [csrf]);

  const value = useMemo<SessionContextValue>(
    () => ({
      state,
      refresh,
      signedIn: (session) => setState({ phase: "signedIn", session }),
      lost: () => setState({ phase: "signedOut" }),
      signOut,
    }),
    [state, refresh, signOut],
  );
  return <SessionContext value={value}>{children}</SessionContext>;
}

export function useSession(): SessionContextValue {
  const value = useContext(SessionContext);
  if (value === null) throw new Error("useSession needs a SessionProvider above it.");
  return value;
}
