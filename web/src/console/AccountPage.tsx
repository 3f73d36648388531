/** A person's own account: password, second factor, where they are signed in. */

import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Form from "@cloudscape-design/components/form";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useCallback, useState } from "react";
import { useSession } from "../app/session";
import { account, type SignedInSession } from "../protocol/account";
import { errorText } from "../protocol/http";
import { displayName } from "../ui/AppBar";
import { choiceProblem, NewPasswordFields } from "./NewPasswordFields";
import { SecondFactor } from "./SecondFactor";
import { SessionsTable } from "./SessionsTable";
import { Shell } from "./Shell";
import { useFetched } from "./useFetched";

function Password(props: { csrf: string; onChange: () => void }) {
  const [current, setCurrent] = useState("");
  const [password, setPassword] = useState("");
  const [again, setAgain] = useState("");
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [done, setDone] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  const submit = async () => {
    setTried(true);
    setDone(false);
    if (current === "" || choiceProblem(password, again) !== null || busy) return;
    setBusy(true);
    setProblem(null);
    try {
      await account.setPassword(props.csrf, current, password);
      setDone(true);
      setTried(false);
      setCurrent("");
      setPassword("");
      setAgain("");
      props.onChange();
    } catch (error) {
      setProblem(errorText(error));
    } finally {
      setBusy(false);
    }
  };

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <Container
        header={
          <Header variant="h2" description="Changing it ends all your other sessions.">
            Password
          </Header>
        }
      >
        <Form
          actions={
            <Button formAction="submit" loading={busy}>
              Change the password
            </Button>
          }
        >
          <SpaceBetween size="m">
            {problem !== null && <Alert type="error">{problem}</Alert>}
            {done && <Alert type="success">The password is changed.</Alert>}
            <FormField
              label="Current password"
              errorText={tried && current === "" ? "Enter the current password." : undefined}
            >
              <Input
                type="password"
                value={current}
                autoComplete="current-password"
                onChange={({ detail }) => setCurrent(detail.value)}
              />
            </FormField>
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
  );
}

export default function AccountPage() {
  const { state, lost } = useSession();
  const load = useCallback((signal: AbortSignal) => account.show(signal), []);
  const { data, loading, problem, reload } = useFetched(load, null);
  const [failure, setFailure] = useState<string | null>(null);
  if (state.phase !== "signedIn") return null;
  const { csrf, user, instance } = state.session;

  const end = (session: SignedInSession) => {
    setFailure(null);
    account.endSession(csrf, session.id).then(
      () => (session.current === true ? lost() : reload()),
      (error: unknown) => setFailure(errorText(error)),
    );
  };

  return (
    <Shell title="Your account">
      <SpaceBetween size="l">
        <Header variant="h1" description={`${user.username} at ${instance.alias}`}>
          {displayName(user)}
        </Header>
        {problem !== null && (
          <Alert
            type="error"
            header="Your account could not be loaded"
            action={<Button onClick={reload}>Try again</Button>}
          >
            {problem.message}
          </Alert>
        )}
        {failure !== null && <Alert type="error">{failure}</Alert>}
        {data?.hasPassword === true && <Password csrf={csrf} onChange={reload} />}
        {data?.hasPassword === false && (
          <Alert type="info">Another directory keeps your password.</Alert>
        )}
        {data !== null && <SecondFactor csrf={csrf} data={data} onChange={reload} />}
        <SessionsTable
          sessions={data?.sessions ?? []}
          loading={data === null && loading}
          description="A session ends after 12 hours, or when it is not used."
          onEnd={end}
        />
      </SpaceBetween>
    </Shell>
  );
}
