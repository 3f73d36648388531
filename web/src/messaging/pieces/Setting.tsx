/** One setting that is on or off, changed at once. */

import Alert from "@cloudscape-design/components/alert";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Toggle from "@cloudscape-design/components/toggle";
import { useEffect, useState, type ReactNode } from "react";
import { errorText } from "../../protocol/http";
import { useMessaging } from "../api";
import { say } from "../said";

export function Setting(props: {
  title: string;
  description: string;
  label: string;
  on: boolean;
  /** Why it cannot be changed here. */
  locked?: ReactNode;
  change: (on: boolean) => Promise<unknown>;
  onChanged: () => void;
}) {
  const { may } = useMessaging();
  const [busy, setBusy] = useState(false);
  /** What was chosen, until it is known to hold. */
  const [chosen, setChosen] = useState<boolean | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => setChosen(null), [props.on]);
  const set = (on: boolean) => {
    setBusy(true);
    setChosen(on);
    setProblem(null);
    props
      .change(on)
      .then(
        () => {
          say(`${props.title}: ${on ? "on" : "off"}.`);
          props.onChanged();
        },
        (error: unknown) => {
          setChosen(null);
          setProblem(errorText(error));
        },
      )
      .finally(() => setBusy(false));
  };
  return (
    <Container
      header={
        <Header variant="h2" description={props.description}>
          {props.title}
        </Header>
      }
    >
      <SpaceBetween size="s">
        {problem !== null && (
          <Alert type="error" header="It was not changed">
            {problem}
          </Alert>
        )}
        {props.locked}
        <Toggle
          checked={chosen ?? props.on}
          disabled={busy || props.locked !== undefined || !may("Messaging.Edit")}
          onChange={({ detail }) => set(detail.checked)}
        >
          {props.label}
        </Toggle>
      </SpaceBetween>
    </Container>
  );
}
