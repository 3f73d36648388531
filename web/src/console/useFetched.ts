/** A request's result that can be renewed; what was loaded stays while newer data is on its way. */

import { useCallback, useEffect, useState } from "react";
import { useSession } from "../app/session";
import { RequestError, errorText } from "../protocol/http";

export interface Fetched<T> {
  data: T | null;
  loading: boolean;
  problem: { status: number; message: string } | null;
  reload: () => void;
}

/**
 * Runs `load` at once, whenever it changes (memoise it), and every `everyMs` while the page is
 * visible. A lost session leads to the sign-in page.
 */
export function useFetched<T>(
  load: (signal: AbortSignal) => Promise<T>,
  everyMs: number | null,
): Fetched<T> {
  const { lost } = useSession();
  const [data, setData] = useState<T | null>(null);
  const [loading, setLoading] = useState(true);
  const [problem, setProblem] = useState<Fetched<T>["problem"]>(null);
  const [round, setRound] = useState(0);
  const reload = useCallback(() => setRound((value) => value + 1), []);

  useEffect(() => {
    setData(null);
  }, [load]);

  useEffect(() => {
    const abort = new AbortController();
    setLoading(true);
    load(abort.signal).then(
      (loaded) => {
        if (abort.signal.aborted) return;
        setData(loaded);
        setProblem(null);
        setLoading(false);
      },
      (error: unknown) => {
        if (abort.signal.aborted) return;
        const status = error instanceof RequestError ? error.status : 0;
        if (status === 401) lost();
        setProblem({ status, message: errorText(error) });
        setLoading(false);
      },
    );
    return () => abort.abort();
  }, [load, round, lost]);

  useEffect(() => {
    if (everyMs === null) return;
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") reload();
    }, everyMs);
    return () => clearInterval(timer);
  }, [everyMs, reload]);

  return { data, loading, problem, reload };
}
