/** A new pool, with its first originator. */

import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import Checkbox from "@cloudscape-design/components/checkbox";
import Container from "@cloudscape-design/components/container";
import Form from "@cloudscape-design/components/form";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import RadioGroup from "@cloudscape-design/components/radio-group";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { navigate } from "../../app/router";
import { errorText } from "../../protocol/http";
import { useAll, useMessaging } from "../api";
import { RequestSimulator } from "../numbers/RequestSimulator";
import { ofNumbers, ofSenderIds } from "../originators/options";
import { Problem } from "../pieces/Problem";
import { TagFields } from "../pieces/Tags";
import { tagProblem } from "../pieces/tags";
import { poolPath } from "../places";
import { say } from "../said";
import { Section } from "../Section";
import { messageTypeText } from "../text";
import type { MessageType, PhoneNumber, SenderId, Tag } from "../types";

type Kind = "number" | "sender-id";

export default function CreatePoolPage() {
  const { call, may } = useMessaging();
  const numbers = useAll<PhoneNumber>("DescribePhoneNumbers", "PhoneNumbers");
  const senderIds = useAll<SenderId>("DescribeSenderIds", "SenderIds");
  const [name, setName] = useState("");
  const [kind, setKind] = useState<Kind>("number");
  const [chosen, setChosen] = useState<string | null>(null);
  const [type, setType] = useState<MessageType>("TRANSACTIONAL");
  const [protect, setProtect] = useState(false);
  const [tags, setTags] = useState<Tag[]>([]);
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const free = (numbers.data ?? []).filter((it) => it.PoolId === undefined);
  const offered = kind === "number" ? ofNumbers(free) : ofSenderIds(senderIds.data ?? []);
  const originator = offered.find(({ id }) => id === chosen) ?? null;
  const types = originator?.types ?? (["TRANSACTIONAL", "PROMOTIONAL"] as MessageType[]);
  const messageType = types.includes(type) ? type : (types[0] ?? "TRANSACTIONAL");
  const named: Tag[] = name.trim() === "" ? [] : [{ Key: "Name", Value: name.trim() }];
  const wrongTags = tags.some((tag, at) => tagProblem([...named, ...tags], tag, at + named.length));

  const submit = async () => {
    setTried(true);
    if (originator === null || wrongTags || busy) return;
    setBusy(true);
    setProblem(null);
    try {
      const { PoolId } = await call<{ PoolId: string }>("CreatePool", {
        OriginationIdentity: originator.id,
        IsoCountryCode: originator.country,
        MessageType: messageType,
        DeletionProtectionEnabled: protect,
        Tags: [...named, ...tags],
      });
      say("The pool was created.", poolPath(PoolId));
      navigate(poolPath(PoolId));
    } catch (error) {
      setProblem(errorText(error));
      setBusy(false);
    }
  };

  return (
    <Section title="Create a pool" above={[{ href: "/messaging/pools", text: "Phone pools" }]}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <Form
          header={
            <Header
              variant="h1"
              description="The pool takes over the settings and the keywords of its first originator; every later one must have the same."
            >
              Create a pool
            </Header>
          }
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              <Button formAction="none" onClick={() => navigate("/messaging/pools")}>
                Cancel
              </Button>
              <Button
                variant="primary"
                formAction="submit"
                loading={busy}
                disabled={!may("Messaging.Create")}
              >
                Create pool
              </Button>
            </SpaceBetween>
          }
          errorText={problem}
        >
          <SpaceBetween size="m">
            <Container header={<Header variant="h2">Pool</Header>}>
              <SpaceBetween size="m">
                <FormField
                  label={
                    <>
                      Name <i>– optional</i>
                    </>
                  }
                  constraintText="What it is called in lists: the tag “Name”."
                >
                  <Input value={name} onChange={({ detail }) => setName(detail.value)} />
                </FormField>
                <Checkbox
                  checked={protect}
                  onChange={({ detail }) => setProtect(detail.checked)}
                  description="While it is on, nobody can delete the pool."
                >
                  Deletion protection
                </Checkbox>
              </SpaceBetween>
            </Container>
            <Container header={<Header variant="h2">First originator</Header>}>
              <SpaceBetween size="m">
                <Problem of={kind === "number" ? numbers : senderIds} what="originators" />
                <FormField label="Kind of originator">
                  <RadioGroup
                    value={kind}
                    items={[
                      { value: "number", label: "Phone number" },
                      { value: "sender-id", label: "Sender ID" },
                    ]}
                    onChange={({ detail }) => {
                      setKind(detail.value as Kind);
                      setChosen(null);
                    }}
                  />
                </FormField>
                <FormField
                  label={kind === "number" ? "Phone number" : "Sender ID"}
                  errorText={tried && originator === null ? "Choose the first originator." : null}
                  secondaryControl={
                    kind === "number" ? (
                      <RequestSimulator
                        onRequested={(id) => {
                          numbers.reload();
                          setChosen(id);
                        }}
                      />
                    ) : undefined
                  }
                >
                  <Select
                    selectedOption={originator?.option ?? null}
                    options={offered.map(({ option }) => option)}
                    placeholder="Choose one"
                    empty={
                      kind === "number"
                        ? "There is no number outside pools."
                        : "There are no sender IDs."
                    }
                    statusType={numbers.loading && numbers.data === null ? "loading" : "finished"}
                    filteringType="auto"
                    onChange={({ detail }) => setChosen(detail.selectedOption.value ?? null)}
                  />
                </FormField>
                <FormField label="Message type">
                  <RadioGroup
                    value={messageType}
                    items={(["TRANSACTIONAL", "PROMOTIONAL"] as const).map((value) => ({
                      value,
                      label: messageTypeText(value),
                      disabled: !types.includes(value),
                    }))}
                    onChange={({ detail }) => setType(detail.value as MessageType)}
                  />
                </FormField>
              </SpaceBetween>
            </Container>
            <Container header={<Header variant="h2">Tags</Header>}>
              <TagFields tags={tags} onChange={setTags} />
              {tried && wrongTags && <Alert type="error">Some tags are not right.</Alert>}
            </Container>
          </SpaceBetween>
        </Form>
      </form>
    </Section>
  );
}
