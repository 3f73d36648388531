/** What holds for a set's messages where the request says nothing (sms.md §11.1). */

import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import RadioGroup from "@cloudscape-design/components/radio-group";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { errorText } from "../../protocol/http";
import { useMessaging, type Messaging } from "../api";
import { senderIdProblem } from "../forms";
import { Setting } from "../pieces/Setting";
import { say } from "../said";
import type { ConfigurationSet } from "./sets";

/** Sets what changed, one operation each. */
async function save(call: Messaging["call"], set: ConfigurationSet, type: string, sender: string) {
  const of = { ConfigurationSetName: set.ConfigurationSetName };
  if (type !== (set.DefaultMessageType ?? "")) {
    if (type === "") await call("DeleteDefaultMessageType", of);
    else await call("SetDefaultMessageType", { ...of, MessageType: type });
  }
  if (sender !== (set.DefaultSenderId ?? "")) {
    if (sender === "") await call("DeleteDefaultSenderId", of);
    else await call("SetDefaultSenderId", { ...of, SenderId: sender });
  }
}

export function SetSettings(props: { set: ConfigurationSet; onChanged: () => void }) {
  const { set, onChanged } = props;
  const { call, may } = useMessaging();
  const [type, setType] = useState<string>(set.DefaultMessageType ?? "");
  const [sender, setSender] = useState(set.DefaultSenderId ?? "");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const wrong = sender.trim() === "" ? null : senderIdProblem(sender, "");
  const same =
    type === (set.DefaultMessageType ?? "") && sender.trim() === (set.DefaultSenderId ?? "");
  const run = () => {
    setBusy(true);
    setProblem(null);
    save(call, set, type, sender.trim())
      .then(
        () => {
          say("The set's settings were saved.");
          onChanged();
        },
        (error: unknown) => setProblem(errorText(error)),
      )
      .finally(() => setBusy(false));
  };
  return (
    <SpaceBetween size="m">
      <Container
        header={
          <Header
            variant="h2"
            description="They hold for messages that name this set and say nothing else themselves."
            actions={
              <Button
                variant="primary"
                loading={busy}
                disabled={!may("Messaging.Edit") || same || wrong !== null}
                onClick={run}
              >
                Save settings
              </Button>
            }
          >
            Set settings
          </Header>
        }
      >
        <SpaceBetween size="m">
          {problem !== null && (
            <Alert type="error" header="The settings were not saved">
              {problem}
            </Alert>
          )}
          <FormField label="Message type">
            <RadioGroup
              value={type}
              items={[
                { value: "", label: "None: the originator's own" },
                {
                  value: "TRANSACTIONAL",
                  label: "Transactional",
                  description: "Critical or urgent, such as codes.",
                },
                {
                  value: "PROMOTIONAL",
                  label: "Promotional",
                  description: "Marketing, and whatever can wait.",
                },
              ]}
              onChange={({ detail }) => setType(detail.value)}
            />
          </FormField>
          <FormField
            label="Default sender ID"
            description="Shown in countries that allow sender IDs. Leave it empty for none."
            errorText={wrong}
          >
            <Input value={sender} onChange={({ detail }) => setSender(detail.value)} />
          </FormField>
        </SpaceBetween>
      </Container>
      <Setting
        title="Message feedback"
        description="Your application says later whether a message did what it was for, such as a code that was used."
        label="Expect feedback for messages of this set"
        on={set.DefaultMessageFeedbackEnabled === true}
        change={(on) =>
          call("SetDefaultMessageFeedbackEnabled", {
            ConfigurationSetName: set.ConfigurationSetName,
            MessageFeedbackEnabled: on,
          })
        }
        onChanged={onChanged}
      />
    </SpaceBetween>
  );
}
