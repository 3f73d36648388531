/** Signing in, and going back to the page that asked for it. */

import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Form from "@cloudscape-design/components/form";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input, { type InputProps } from "@cloudscape-design/components/input";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useEffect, useRef, useState } from "react";
import { navigate, safeReturn, useLocation } from "../app/router";
import { useSession } from "../app/session";
import { app, errorText, RequestError } from "../protocol/http";
import { Logo } from "../ui/Icon";
import { Shell } from "./Shell";

function failureText(error: unknown): string {
  if (error instanceof RequestError && error.code === "WrongCode") {
    return "The code is not right. Each code is good once.";
  }
  if (error instanceof RequestError && error.code === "InvalidCredentials") {
    return "The user name or the password is wrong.";
  }
  if (error instanceof RequestError && error.status === 429) {
    return "Too many attempts. Wait a minute, then try again.";
  }
  return errorText(error);
}

export default function SignInPage() {
  const session = useSession();
  const { query } = useLocation();
  const target = safeReturn(query.get("return"));
  const [instances, setInstances] = useState<string[]>([]);
  const [instance, setInstance] = useState("");
  const [username, setUsername] = useState("");
  const [password, setPassword] = useState("");
  /** The second factor's code, once the server has asked for it. */
  const [code, setCode] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [tried, setTried] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const userField = useRef<InputProps.Ref>(null);
  const codeField = useRef<InputProps.Ref>(null);
  const codeAsked = code !== null;
  const signedIn = session.state.phase === "signedIn";

  useEffect(() => {
    if (signedIn) navigate(target, { replace: true });
  }, [signedIn, target]);

  useEffect(() => {
    userField.current?.focus();
  }, []);

  useEffect(() => {
    if (codeAsked) codeField.current?.focus();
  }, [codeAsked]);

  useEffect(() => {
    const abort = new AbortController();
    app.welcome(abort.signal).then(
      (welcome) => {
        const aliases = welcome.instances.map((one) => one.alias);
        setInstances(aliases);
        setInstance((before) => (before === "" ? (aliases[0] ?? "") : before));
      },
      // Signing in works without the list when there is one instance; the attempt tells the rest.
      () => undefined,
    );
    return () => abort.abort();
  }, []);

  const submit = async () => {
    setTried(true);
    if (username.trim() === "" || password === "" || code?.trim() === "" || busy) return;
    setBusy(true);
    setProblem(null);
    try {
      session.signedIn(
        await app.signIn({
          ...(instances.length > 1 ? { instance } : {}),
          username: username.trim(),
          password,
          ...(code === null ? {} : { code }),
        }),
      );
    } catch (error) {
      setTried(false);
      if (error instanceof RequestError && error.code === "SecondFactorNeeded") {
        setCode("");
        return;
      }
      setProblem(failureText(error));
      if (error instanceof RequestError && error.code === "WrongCode") {
        setCode("");
        return;
      }
      setPassword("");
      setCode(null);
    } finally {
      setBusy(false);
    }
  };

  return (
    <Shell title="Sign in" narrow>
      <div className="center-logo" aria-hidden="true">
        <Logo size={40} /> Carillon
      </div>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <Container header={<Header variant="h1">Sign in</Header>}>
          <Form
            actions={
              <Button variant="primary" formAction="submit" loading={busy} fullWidth>
                Sign in
              </Button>
            }
          >
            <SpaceBetween size="m">
              {problem !== null && <Alert type="error">{problem}</Alert>}
              {instances.length > 1 && (
                <FormField label="Instance">
                  <Select
                    selectedOption={{ value: instance, label: instance }}
                    options={instances.map((alias) => ({ value: alias, label: alias }))}
                    onChange={({ detail }) => setInstance(detail.selectedOption.value ?? "")}
                  />
                </FormField>
              )}
              <FormField
                label="User name"
                errorText={tried && username.trim() === "" ? "Enter the user name." : undefined}
              >
                <Input
                  value={username}
                  ref={userField}
                  autoComplete="username"
                  name="username"
                  onChange={({ detail }) => setUsername(detail.value)}
                />
              </FormField>
              <FormField
                label="Password"
                errorText={tried && password === "" ? "Enter the password." : undefined}
              >
                <Input
                  type="password"
                  value={password}
                  autoComplete="current-password"
                  name="password"
                  onChange={({ detail }) => setPassword(detail.value)}
                />
              </FormField>
              {code !== null && (
                <FormField
                  label="Code"
                  description="What your authenticator app shows, or a recovery code."
                  errorText={tried && code.trim() === "" ? "Enter the code." : undefined}
                >
                  <Input
                    value={code}
                    ref={codeField}
                    name="code"
                    autoComplete="one-time-code"
                    onChange={({ detail }) => setCode(detail.value)}
                  />
                </FormField>
              )}
            </SpaceBetween>
          </Form>
        </Container>
      </form>
    </Shell>
  );
}
