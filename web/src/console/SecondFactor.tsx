/** Setting up and removing a second factor. */

import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useState } from "react";
import { account, type Account } from "../protocol/account";
import { errorText } from "../protocol/http";
import { QrCode } from "./QrCode";

type Step =
  { at: "scan"; secret: string; uri: string } | { at: "codes"; codes: string[] } | { at: "remove" };

/** The secret in groups of four, as it is easier to type. */
export function grouped(secret: string): string {
  return secret.replace(/(.{4})(?=.)/g, "$1 ");
}

function download(codes: string[]) {
  const url = URL.createObjectURL(new Blob([codes.join("\n") + "\n"], { type: "text/plain" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = "carillon-recovery-codes.txt";
  link.click();
  URL.revokeObjectURL(url);
}

export function SecondFactor(props: { csrf: string; data: Account; onChange: () => void }) {
  const { csrf, data, onChange } = props;
  const [step, setStep] = useState<Step | null>(null);
  const [typed, setTyped] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  const close = () => {
    setStep(null);
    setTyped("");
    setProblem(null);
    onChange();
  };
  const run = async (work: () => Promise<void>) => {
    setBusy(true);
    setProblem(null);
    try {
      await work();
      setTyped("");
    } catch (error) {
      setProblem(errorText(error));
    } finally {
      setBusy(false);
    }
  };
  const begin = () =>
    run(async () => {
      setStep({ at: "scan", ...(await account.enrol(csrf)) });
    });
  const prove = () =>
    run(async () => {
      const { recoveryCodes } = await account.prove(csrf, typed);
      setStep({ at: "codes", codes: recoveryCodes });
    });
  const remove = () =>
    run(async () => {
      await account.removeSecondFactor(csrf, typed);
      close();
    });

  const alert = problem !== null && <Alert type="error">{problem}</Alert>;
  return (
    <Container
      header={
        <Header
          variant="h2"
          description="A code from an authenticator app, besides the password."
          actions={
            data.secondFactor ? (
              <Button onClick={() => setStep({ at: "remove" })}>Remove</Button>
            ) : (
              <Button loading={busy && step === null} onClick={() => void begin()}>
                Set up
              </Button>
            )
          }
        >
          Second factor
        </Header>
      }
    >
      {step === null && alert}
      {data.secondFactor ? (
        <StatusIndicator type="success">
          On, {data.recoveryCodesLeft} recovery codes left
        </StatusIndicator>
      ) : (
        <StatusIndicator type="stopped">Off</StatusIndicator>
      )}
      {step?.at === "scan" && (
        <Modal
          visible
          header="Set up a second factor"
          onDismiss={close}
          footer={
            <Box float="right">
              <SpaceBetween direction="horizontal" size="xs">
                <Button onClick={close}>Cancel</Button>
                <Button variant="primary" loading={busy} onClick={() => void prove()}>
                  Turn on
                </Button>
              </SpaceBetween>
            </Box>
          }
        >
          <SpaceBetween size="m">
            {alert}
            <div>Scan this with an authenticator app, or type the key into it.</div>
            <QrCode text={step.uri} label="The key as a QR code" />
            <Box variant="code">{grouped(step.secret)}</Box>
            <FormField label="Code that the app shows">
              <Input
                value={typed}
                inputMode="numeric"
                autoComplete="one-time-code"
                onChange={({ detail }) => setTyped(detail.value)}
                onKeyDown={({ detail }) => {
                  if (detail.key === "Enter") void prove();
                }}
              />
            </FormField>
          </SpaceBetween>
        </Modal>
      )}
      {step?.at === "codes" && (
        <Modal
          visible
          header="Keep these recovery codes"
          onDismiss={close}
          footer={
            <Box float="right">
              <SpaceBetween direction="horizontal" size="xs">
                <Button iconName="download" onClick={() => download(step.codes)}>
                  Download
                </Button>
                <Button variant="primary" onClick={close}>
                  I have kept them
                </Button>
              </SpaceBetween>
            </Box>
          }
        >
          <SpaceBetween size="m">
            <div>
              Each is good once in the place of a code, should the device be lost. They are not
              shown again.
            </div>
            <ul className="recovery-codes">
              {step.codes.map((code) => (
                <li key={code}>{code}</li>
              ))}
            </ul>
          </SpaceBetween>
        </Modal>
      )}
      {step?.at === "remove" && (
        <Modal
          visible
          header="Remove the second factor"
          onDismiss={close}
          footer={
            <Box float="right">
              <SpaceBetween direction="horizontal" size="xs">
                <Button onClick={close}>Cancel</Button>
                <Button variant="primary" loading={busy} onClick={() => void remove()}>
                  Remove
                </Button>
              </SpaceBetween>
            </Box>
          }
        >
          <SpaceBetween size="m">
            {alert}
            <FormField label="Your password">
              <Input
                type="password"
                value={typed}
                autoComplete="current-password"
                onChange={({ detail }) => setTyped(detail.value)}
              />
            </FormField>
          </SpaceBetween>
        </Modal>
      )}
    </Container>
  );
}
