/** One message: what it was, what happened to it, and, for those who may, what it said. */

import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Spinner from "@cloudscape-design/components/spinner";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useState } from "react";
import { Link } from "../../app/router";
import { errorText } from "../../protocol/http";
import { useMessaging } from "../api";
import "../operations.css";
import { useOperators, useOperatorsAnswer } from "../operators";
import { Problem } from "../pieces/Problem";
import { setPath } from "../places";
import { Refused } from "../Refused";
import type { PageProps } from "../routes";
import { Section } from "../Section";
import { count, countryText, timeText, words } from "../text";
import { channelTexts, isBad, isGood, statusKind, type MessageDetails, type Step } from "./history";

const list = "/messaging/history";
/** How often a message without an outcome is looked at again. */
const lookMs = 3_000;

const exact = new Intl.DateTimeFormat(undefined, {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  fractionalSecondDigits: 3,
});

function Timeline({ steps }: { steps: Step[] }) {
  return (
    <ol className="message-events" aria-label="What happened">
      {steps.map((step, at) => (
        <li
          key={at}
          className={isGood(step.Status) ? "good" : isBad(step.Status) ? "bad" : undefined}
        >
          <span className="event-type">{words(step.Status)}</span>
          <time dateTime={new Date(step.At * 1000).toISOString()}>
            {exact.format(new Date(step.At * 1000))}
          </time>
          <p>
            {step.Description}
            {step.Carrier === undefined ? "" : ` · ${step.Carrier}`}
          </p>
        </li>
      ))}
    </ol>
  );
}

/** The text, asked for apart: it has a permission of its own, and looking is recorded. */
function Text(props: { id: string; length: number; unicode: boolean }) {
  const { may } = useMessaging();
  const ask = useOperators();
  const [text, setText] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const allowed = may("MessageHistory.ViewText");
  const read = () => {
    setProblem(null);
    ask<{ Text?: string }>("GetMessageText", { MessageId: props.id }).then(
      (answer) => setText(answer.Text ?? ""),
      (error: unknown) => setProblem(errorText(error)),
    );
  };
  return (
    <Container
      header={
        <Header
          variant="h2"
          description={`${count(props.length)} characters, ${props.unicode ? "Unicode" : "GSM alphabet"}.`}
          actions={text === null && allowed && <Button onClick={read}>Show text</Button>}
        >
          Text
        </Header>
      }
    >
      {problem !== null && <Alert type="error">{problem}</Alert>}
      {text !== null ? (
        <p className="message-text">{text === "" ? "The message has no text." : text}</p>
      ) : (
        <Box color="text-body-secondary">
          <span className="redacted" aria-hidden="true">
            ••••••••••••
          </span>{" "}
          {allowed
            ? "Hidden until you ask for it."
            : "Hidden: reading texts needs the permission MessageHistory.ViewText."}
        </Box>
      )}
    </Container>
  );
}

export default function MessagePage({ parameters }: PageProps) {
  const id = parameters["id"] ?? "";
  const { may } = useMessaging();
  const [open, setOpen] = useState(true);
  const of = useOperatorsAnswer<MessageDetails>(
    "DescribeMessage",
    { MessageId: id },
    open ? lookMs : null,
  );
  const details = of.data;
  const it = details?.Message;
  if (it?.IsFinal === true && open) setOpen(false);
  if (!may("MessageHistory.View")) {
    return <Refused title="Message" needs="MessageHistory.View" />;
  }
  const context = Object.entries(details?.Context ?? {});
  return (
    <Section title="Message" above={[{ href: list, text: "Message history" }]}>
      <SpaceBetween size="m">
        <Header
          variant="h1"
          description={id}
          actions={<Button iconName="refresh" ariaLabel="Refresh" onClick={of.reload} />}
        >
          {it === undefined ? "Message" : `Message to ${it.Destination}`}
        </Header>
        <Problem of={of} what="the message" />
        {details === null && of.loading && (
          <Box textAlign="center" padding="xl">
            <Spinner /> <span role="status">Loading the message</span>
          </Box>
        )}
        {details !== null && it !== undefined && (
          <SpaceBetween size="m">
            <Container header={<Header variant="h2">Summary</Header>}>
              <KeyValuePairs
                columns={4}
                minColumnWidth={160}
                items={[
                  {
                    label: "Status",
                    value: (
                      <>
                        <StatusIndicator type={statusKind(it.Status)}>
                          {words(it.Status)}
                        </StatusIndicator>
                        <Box fontSize="body-s" color="text-body-secondary">
                          {it.Description}
                        </Box>
                      </>
                    ),
                  },
                  { label: "Kind", value: channelTexts[it.Channel] },
                  { label: "Destination", value: it.Destination },
                  { label: "Country", value: countryText(it.CountryCode) },
                  { label: "Originator", value: it.Originator },
                  { label: "Pool", value: it.PoolId ?? "—" },
                  { label: "Carrier", value: it.Carrier ?? "—" },
                  { label: "Message type", value: words(it.MessageType) },
                  {
                    label: "Configuration set",
                    value:
                      it.ConfigurationSet === undefined ? (
                        "—"
                      ) : (
                        <Link href={setPath(it.ConfigurationSet)}>{it.ConfigurationSet}</Link>
                      ),
                  },
                  { label: "Parts", value: String(it.Parts) },
                  { label: "Price", value: `USD ${it.Price}` },
                  { label: "Accepted", value: timeText(it.Requested) },
                  ...context.map(([label, value]) => ({ label: `Context: ${label}`, value })),
                ]}
              />
            </Container>
            <Container
              header={
                <Header
                  variant="h2"
                  description={it.IsFinal ? "Nothing more will come." : "More may come."}
                >
                  What happened
                </Header>
              }
            >
              <Timeline steps={details.Steps ?? []} />
            </Container>
            <Text id={id} length={details.TextLength} unicode={details.Unicode} />
          </SpaceBetween>
        )}
      </SpaceBetween>
    </Section>
  );
}
