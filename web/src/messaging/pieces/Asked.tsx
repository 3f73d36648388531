/** A dialogue with a few fields that does one thing. */

import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState, type ReactNode } from "react";
import { errorText } from "../../protocol/http";

export function Asked(props: {
  title: string;
  button: string;
  children: ReactNode;
  /** Whether the button works: unless told otherwise, it does. */
  ready?: boolean;
  /** Does it; null is returned where something is still to be filled in. */
  act: () => Promise<unknown> | null;
  onDone: () => void;
  onCancel: () => void;
}) {
  const { ready = true, act, onDone, onCancel } = props;
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const run = () => {
    if (busy || !ready) return;
    const running = act();
    if (running === null) return;
    setBusy(true);
    setProblem(null);
    running.then(onDone, (error: unknown) => {
      setBusy(false);
      setProblem(errorText(error));
    });
  };
  return (
    <Modal
      visible
      header={props.title}
      closeAriaLabel="Close"
      onDismiss={onCancel}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button onClick={onCancel}>Cancel</Button>
            <Button variant="primary" disabled={!ready} loading={busy} onClick={run}>
              {props.button}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          run();
        }}
      >
        <SpaceBetween size="m">
          {problem !== null && (
            <Alert type="error" header="That did not work">
              {problem}
            </Alert>
          )}
          {props.children}
        </SpaceBetween>
      </form>
    </Modal>
  );
}
