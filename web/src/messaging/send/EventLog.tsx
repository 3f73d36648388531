/** What became of one message. Asked for again and again until it has ended. */

import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useCallback, useState } from "react";
import { useFetched } from "../../console/useFetched";
import { messagingData, type SentMessage } from "../data";
import { Problem } from "../pieces/Problem";
import { clockTime, dollars, words } from "../text";
import { eventMood } from "./form";

const everyMs = 2_000;

function State({ message }: { message: SentMessage }) {
  if (message.dryRun) return <StatusIndicator type="info">Dry run: not sent</StatusIndicator>;
  if (!message.isFinal) {
    return <StatusIndicator type="in-progress">{words(message.status)}</StatusIndicator>;
  }
  const good = eventMood(message.status, true) === "good";
  return (
    <StatusIndicator type={good ? "success" : "error"}>{words(message.status)}</StatusIndicator>
  );
}

/** The events of a message in order. */
export function Events({ message }: { message: SentMessage }) {
  return (
    <ol className="message-events">
      {message.events.map((event, at) => (
        <li key={at} className={eventMood(event.status, event.isFinal)}>
          <span className="event-type">{event.type}</span>
          <time dateTime={event.at}>{clockTime(event.at)}</time>
          <p>{event.description}</p>
        </li>
      ))}
    </ol>
  );
}

export function EventLog({ id }: { id: string }) {
  const [ended, setEnded] = useState(false);
  const load = useCallback(async () => {
    const message = await messagingData.message(id);
    setEnded(message.isFinal);
    return message;
  }, [id]);
  const fetched = useFetched(load, ended ? null : everyMs);
  const message = fetched.data;
  return (
    <Container
      header={
        <Header
          variant="h2"
          description="Events of the message, whether or not a configuration set passes them on. Carriers may take up to 72 hours."
          actions={
            <Button iconName="refresh" onClick={fetched.reload}>
              Refresh
            </Button>
          }
        >
          Event log
        </Header>
      }
    >
      <SpaceBetween size="m">
        <Problem of={fetched} what="the message" />
        {message === null ? (
          <Box color="text-body-secondary">
            {fetched.loading ? "Loading the events" : "There are no events."}
          </Box>
        ) : (
          <SpaceBetween size="m">
            <div role="status">
              <State message={message} />
            </div>
            <KeyValuePairs
              columns={2}
              minColumnWidth={130}
              items={[
                { label: "From", value: message.originator },
                { label: "To", value: message.destination },
                { label: "Parts", value: message.parts },
                { label: "Price", value: dollars(message.price) },
                { label: "Carrier", value: message.carrier ?? "None yet" },
                { label: "Message ID", value: <span className="message-id">{message.id}</span> },
              ]}
            />
            <Events message={message} />
          </SpaceBetween>
        )}
      </SpaceBetween>
    </Container>
  );
}
