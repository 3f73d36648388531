/** The frame of the console's pages: the bar, and our tokens handed to the component library. */

import Alert from "@cloudscape-design/components/alert";
import I18nProvider from "@cloudscape-design/components/i18n";
import messages from "@cloudscape-design/components/i18n/messages/all.en";
import { useEffect, useState, type ReactNode } from "react";
import { focusHeading, navigate } from "../app/router";
import { useSession } from "../app/session";
import { errorText } from "../protocol/http";
import { AppBar } from "../ui/AppBar";
import "./console.css";

export function Shell(props: {
  title: string;
  narrow?: boolean;
  wide?: boolean;
  children: ReactNode;
}) {
  const { state, signOut } = useSession();
  const [problem, setProblem] = useState<string | null>(null);

  useEffect(() => {
    document.title = `${props.title} · Carillon`;
    focusHeading();
  }, [props.title]);

  const session = state.phase === "signedIn" ? state.session : null;
  const width = props.narrow === true ? " narrow" : props.wide === true ? " wide" : "";
  return (
    <I18nProvider locale="en" messages={[messages]}>
      <div className="console">
        <AppBar
          user={session?.user ?? null}
          detail={session?.instance.alias ?? ""}
          onSignOut={() => {
            signOut().then(
              () => navigate("/sign-in"),
              (error: unknown) => setProblem(errorText(error)),
            );
          }}
        />
        <main className={`console-main${width}`}>
          {problem !== null && (
            <Alert
              type="error"
              header="Signing out failed"
              dismissible
              onDismiss={() => setProblem(null)}
            >
              {problem}
            </Alert>
          )}
          {props.children}
        </main>
      </div>
    </I18nProvider>
  );
}
