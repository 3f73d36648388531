/** Sends one message and shows what becomes of it (sms.md §17, “Send test SMS”). */

import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Form from "@cloudscape-design/components/form";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { useFetched } from "../../console/useFetched";
import { errorText } from "../../protocol/http";
import { useAll, useMessaging } from "../api";
import { messagingData } from "../data";
import { useNames } from "../names";
import { ofNumbers, ofPools, ofSenderIds, type Originator } from "../originators/options";
import { Problem } from "../pieces/Problem";
import { Section } from "../Section";
import { countryText } from "../text";
import type {
  Capability,
  Channel,
  ConfigurationSet,
  PhoneNumber,
  Pool,
  SenderId,
  VerifiedNumber,
} from "../types";
import { EventLog } from "./EventLog";
import { BodyFields, ChannelField, FromFields, MoreFields, ToFields } from "./fields";
import { isRight, newForm, sendOperation, sendProblems, type SendForm } from "./form";
import { VerifiedNumbers } from "./VerifiedNumbers";

const capability: Record<Channel, Capability> = { TEXT: "SMS", MEDIA: "MMS", VOICE: "VOICE" };

export default function SendTestPage() {
  const { call, may } = useMessaging();
  const numbers = useAll<PhoneNumber>("DescribePhoneNumbers", "PhoneNumbers");
  const pools = useAll<Pool>("DescribePools", "Pools");
  const poolNames = useNames(pools.data?.map((pool) => pool.PoolArn) ?? null);
  const senderIds = useAll<SenderId>("DescribeSenderIds", "SenderIds");
  const verified = useAll<VerifiedNumber>(
    "DescribeVerifiedDestinationNumbers",
    "VerifiedDestinationNumbers",
  );
  const sets = useAll<ConfigurationSet>("DescribeConfigurationSets", "ConfigurationSets");
  const world = useFetched(messagingData.countries, null);
  const [form, setForm] = useState<SendForm>(newForm);
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [sent, setSent] = useState<string | null>(null);
  const [managing, setManaging] = useState(false);
  const set = (part: Partial<SendForm>) => setForm((now) => ({ ...now, ...part }));
  const problems = sendProblems(form);

  const able = (numbers.data ?? []).filter((it) =>
    it.NumberCapabilities.includes(capability[form.channel]),
  );
  const offered: Record<SendForm["originatorKind"], Originator[]> = {
    number: ofNumbers(able),
    pool: ofPools(pools.data ?? [], (pool) => poolNames[pool.PoolArn] ?? pool.PoolId),
    "sender-id": ofSenderIds(senderIds.data ?? []),
  };
  const from = offered[form.originatorKind].find(({ id }) => id === form.originator);
  // A simulator's originator reaches its own country's destinations alone.
  const only = able.find((it) => it.PhoneNumberId === from?.id && it.NumberType === "SIMULATOR");
  const simulators = (world.data?.simulators ?? [])
    .filter(({ country }) => only === undefined || country === only.IsoCountryCode)
    .map(({ country, delivered, failing }) => ({
      label: countryText(country),
      options: [
        { value: delivered, label: delivered, labelTag: "Is delivered" },
        { value: failing, label: failing, labelTag: "Fails" },
      ],
    }))
    .sort((a, b) => a.label.localeCompare(b.label));
  const proven = (verified.data ?? [])
    .filter(({ Status }) => Status === "VERIFIED")
    .map(({ DestinationPhoneNumber: value }) => ({ value, label: value }));

  const submit = () => {
    setTried(true);
    if (!isRight(problems) || busy) return;
    const { name, input } = sendOperation(form);
    setBusy(true);
    setProblem(null);
    call<{ MessageId: string }>(name, input)
      .then(
        ({ MessageId }) => {
          setSent(MessageId);
          setTried(false);
        },
        (error: unknown) => setProblem(errorText(error)),
      )
      .finally(() => setBusy(false));
  };

  const fields = { form, problems, tried, set };
  return (
    <Section title="Send a test message">
      <SpaceBetween size="m">
        <Header
          variant="h1"
          description="One message to one destination. It is sent and counted like any other."
        >
          Send a test message
        </Header>
        <Problem of={numbers} what="the numbers" />
        <div className="send-columns">
          <form
            onSubmit={(event) => {
              event.preventDefault();
              submit();
            }}
          >
            <Form
              actions={
                <Button
                  variant="primary"
                  formAction="submit"
                  loading={busy}
                  disabled={!may("Messaging.Send")}
                  {...(may("Messaging.Send")
                    ? {}
                    : { disabledReason: "Your security profile has no Messaging.Send." })}
                >
                  {form.dryRun ? "Check the message" : "Send the message"}
                </Button>
              }
            >
              <SpaceBetween size="m">
                <ChannelField form={form} set={set} />
                <FromFields
                  {...fields}
                  offered={offered[form.originatorKind]}
                  loading={numbers.data === null && numbers.loading}
                  onSimulator={(id) => {
                    numbers.reload();
                    set({ originator: id });
                  }}
                />
                <ToFields
                  {...fields}
                  simulators={simulators}
                  verified={proven}
                  onManage={() => setManaging(true)}
                />
                <BodyFields {...fields} />
                <MoreFields {...fields} sets={sets.data ?? []} />
                <div role="alert">
                  {problem !== null && (
                    <Alert type="error" header="The message was not taken">
                      {problem}
                    </Alert>
                  )}
                </div>
              </SpaceBetween>
            </Form>
          </form>
          <div className="send-events">
            {sent === null ? (
              <Container header={<Header variant="h2">Event log</Header>}>
                <Box color="text-body-secondary">
                  What becomes of the message appears here once it was sent.
                </Box>
              </Container>
            ) : (
              <EventLog key={sent} id={sent} />
            )}
          </div>
        </div>
      </SpaceBetween>
      {managing && (
        <VerifiedNumbers
          of={verified}
          numbers={numbers.data ?? []}
          onClose={() => setManaging(false)}
        />
      )}
    </Section>
  );
}
