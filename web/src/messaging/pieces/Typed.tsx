/** A dialogue for what cannot be undone: the button works once a word was typed. */

import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState, type ReactNode } from "react";
import { errorText } from "../../protocol/http";

export function Typed(props: {
  title: string;
  /** The word that is to be typed, such as `release`. */
  word: string;
  button: string;
  /** What will happen. */
  children: ReactNode;
  act: () => Promise<unknown>;
  onDone: () => void;
  onCancel: () => void;
}) {
  const { word, act, onDone, onCancel } = props;
  const [text, setText] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const typed = text.trim().toLowerCase() === word;
  const run = () => {
    if (!typed || busy) return;
    setBusy(true);
    setProblem(null);
    act().then(onDone, (error: unknown) => {
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
            <Button variant="primary" disabled={!typed} loading={busy} onClick={run}>
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
          <div>{props.children}</div>
          <FormField label={`To agree, type “${word}”`}>
            <Input
              value={text}
              placeholder={word}
              autoComplete={false}
              onChange={({ detail }) => setText(detail.value)}
            />
          </FormField>
        </SpaceBetween>
      </form>
    </Modal>
  );
}
