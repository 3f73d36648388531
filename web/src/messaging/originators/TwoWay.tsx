/** Where messages that come in go to (sms.md §4). */

import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Form from "@cloudscape-design/components/form";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import RadioGroup from "@cloudscape-design/components/radio-group";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Toggle from "@cloudscape-design/components/toggle";
import { useState } from "react";
import { errorText } from "../../protocol/http";
import { useMessaging } from "../api";
import { arnProblem } from "../forms";
import { say } from "../said";
import { InPool } from "./InPool";
import type { Owner } from "./owner";
import { regionOf, twoWayInput, type TwoWayForm } from "./two-way";

export function TwoWay({ owner, onChanged }: { owner: Owner; onChanged: () => void }) {
  const { call, may } = useMessaging();
  const { settings } = owner;
  const arn = settings.TwoWayChannelArn ?? "";
  const region = regionOf(owner.arn, arn);
  const [form, setForm] = useState<TwoWayForm>({
    on: settings.TwoWayEnabled,
    to: arn.startsWith("connect.") ? "contact-centre" : "topic",
    topic: arn.startsWith("connect.") ? "" : arn,
    role: settings.TwoWayChannelRole ?? "",
  });
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const set = (part: Partial<TwoWayForm>) => setForm({ ...form, ...part });
  const topicProblem = form.on && form.to === "topic" ? arnProblem(form.topic) : null;
  const roleProblem = form.on && form.role.trim() !== "" ? arnProblem(form.role) : null;
  const save = () => {
    setTried(true);
    if (topicProblem !== null || roleProblem !== null) return;
    setBusy(true);
    setProblem(null);
    call(owner.update, { [owner.key]: owner.id, ...twoWayInput(form, region) })
      .then(
        () => {
          say("Two-way messages were changed.");
          onChanged();
        },
        (error: unknown) => setProblem(errorText(error)),
      )
      .finally(() => setBusy(false));
  };
  const locked = owner.pool !== null || !may("Messaging.Edit");
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <Container
        header={
          <Header
            variant="h2"
            description="With it, what people send to you is passed on. Without it, keywords alone are answered."
          >
            Two-way SMS
          </Header>
        }
      >
        <SpaceBetween size="m">
          {owner.pool !== null && <InPool pool={owner.pool} tab="two-way" />}
          <Form
            actions={
              <Button variant="primary" formAction="submit" loading={busy} disabled={locked}>
                Save
              </Button>
            }
          >
            <SpaceBetween size="m">
              {problem !== null && (
                <Alert type="error" header="It was not changed">
                  {problem}
                </Alert>
              )}
              <Toggle
                checked={form.on}
                disabled={locked}
                onChange={({ detail }) => set({ on: detail.checked })}
              >
                Pass messages on
              </Toggle>
              {form.on && (
                <>
                  <FormField label="Where they go">
                    <RadioGroup
                      value={form.to}
                      items={[
                        {
                          value: "topic",
                          label: "To a topic",
                          description: "A sink of this product delivers what goes to its ARN.",
                          disabled: locked,
                        },
                        {
                          value: "contact-centre",
                          label: "To the contact centre",
                          description: `As connect.${region}.amazonaws.com`,
                          disabled: locked,
                        },
                      ]}
                      onChange={({ detail }) => set({ to: detail.value as TwoWayForm["to"] })}
                    />
                  </FormField>
                  {form.to === "topic" && (
                    <FormField
                      label="ARN of the topic"
                      constraintText="A standard topic, such as arn:aws:sns:us-east-1:123456789012:answers"
                      errorText={tried ? topicProblem : null}
                    >
                      <Input
                        value={form.topic}
                        disabled={locked}
                        onChange={({ detail }) => set({ topic: detail.value })}
                      />
                    </FormField>
                  )}
                  <FormField
                    label={
                      <>
                        ARN of the role <i>– optional</i>
                      </>
                    }
                    errorText={tried ? roleProblem : null}
                  >
                    <Input
                      value={form.role}
                      disabled={locked}
                      onChange={({ detail }) => set({ role: detail.value })}
                    />
                  </FormField>
                </>
              )}
            </SpaceBetween>
          </Form>
        </SpaceBetween>
      </Container>
    </form>
  );
}
