/** Choosing a new password with a link that an administrator gave. */

import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Form from "@cloudscape-design/components/form";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Spinner from "@cloudscape-design/components/spinner";
import { useEffect, useState } from "react";
import { navigate } from "../app/router";
import { account } from "../protocol/account";
import { errorText } from "../protocol/http";
import { choiceProblem, NewPasswordFields } from "./NewPasswordFields";
import { Shell } from "./Shell";

export default function NewPasswordPage() {
  // The ticket stands behind the hash, so that it reaches no log; it is read once.
  const [ticket] = useState(() => window.location.hash.slice(1));
  const [whose, setWhose] = useState<{ username: string; instance: string } | null>(null);
  const [password, setPassword] = useState("");
  const [again, setAgain] = useState("");
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [done, setDone] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  useEffect(() => {
    account.newPassword(ticket).then(setWhose, (error: unknown) => setProblem(errorText(error)));
  }, [ticket]);

  const submit = async () => {
    setTried(true);
    if (choiceProblem(password, again) !== null || busy) return;
    setBusy(true);
    setProblem(null);
    try {
      await account.chooseNewPassword(ticket, password);
      setDone(true);
    } catch (error) {
      setProblem(errorText(error));
    } finally {
      setBusy(false);
    }
  };

  const toSignIn = (
    <Button variant="primary" fullWidth onClick={() => navigate("/sign-in")}>
      To the sign-in page
    </Button>
  );
  const header = <Header variant="h1">Choose a new password</Header>;
  if (done) {
    return (
      <Shell title="New password" narrow>
        <Container header={<Header variant="h1">The new password is set</Header>}>
          <SpaceBetween size="m">
            <div>Every session that was open has ended. Sign in with the new password.</div>
            {toSignIn}
          </SpaceBetween>
        </Container>
      </Shell>
    );
  }
  if (whose === null) {
    return (
      <Shell title="New password" narrow>
        <Container header={header}>
          {problem === null ? (
            <Spinner size="large" />
          ) : (
            <SpaceBetween size="m">
              <Alert type="error">{problem}</Alert>
              {toSignIn}
            </SpaceBetween>
          )}
        </Container>
      </Shell>
    );
  }
  return (
    <Shell title="New password" narrow>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <Container
          header={
            <Header variant="h1" description={`For ${whose.username} at ${whose.instance}.`}>
              Choose a new password
            </Header>
          }
        >
          <Form
            actions={
              <Button variant="primary" formAction="submit" loading={busy} fullWidth>
                Set the password
              </Button>
            }
          >
            <SpaceBetween size="m">
              {problem !== null && <Alert type="error">{problem}</Alert>}
              <NewPasswordFields
                password={password}
                again={again}
                tried={tried}
                onChange={(one, other) => {
                  setPassword(one);
                  setAgain(other);
                }}
              />
            </SpaceBetween>
          </Form>
        </Container>
      </form>
    </Shell>
  );
}
