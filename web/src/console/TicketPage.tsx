/** Signing in with a link to which another directory's sign-in led (GetFederationToken). */

import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Spinner from "@cloudscape-design/components/spinner";
import { useEffect, useRef, useState } from "react";
import { navigate, safeReturn, useLocation } from "../app/router";
import { useSession } from "../app/session";
import { account } from "../protocol/account";
import { errorText } from "../protocol/http";
import { Shell } from "./Shell";

export default function TicketPage() {
  const { query } = useLocation();
  // What federated sign-ins call the page to go to.
  const target = safeReturn(query.get("destination"));
  const { signedIn } = useSession();
  const [problem, setProblem] = useState<string | null>(null);
  // The link is good once: it is used once, however often the page is drawn.
  const used = useRef(false);

  useEffect(() => {
    if (used.current) return;
    used.current = true;
    account.signInWithTicket(window.location.hash.slice(1)).then(
      (session) => {
        signedIn(session);
        navigate(target, { replace: true });
      },
      (error: unknown) => setProblem(errorText(error)),
    );
  }, [signedIn, target]);

  return (
    <Shell title="Signing in" narrow>
      <Container header={<Header variant="h1">Signing in</Header>}>
        {problem === null ? (
          <Spinner size="large" />
        ) : (
          <SpaceBetween size="m">
            <Alert type="error">{problem}</Alert>
            <Button variant="primary" fullWidth onClick={() => navigate("/sign-in")}>
              To the sign-in page
            </Button>
          </SpaceBetween>
        )}
      </Container>
    </Shell>
  );
}
