/** One contact: its record in sections, its time line, events, flow log, recording. */

import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import BreadcrumbGroup from "@cloudscape-design/components/breadcrumb-group";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import CopyToClipboard from "@cloudscape-design/components/copy-to-clipboard";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import Link from "@cloudscape-design/components/link";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Spinner from "@cloudscape-design/components/spinner";
import Table from "@cloudscape-design/components/table";
import Tabs from "@cloudscape-design/components/tabs";
import { useCallback, useEffect, useState } from "react";
import { phoneText } from "../agent/text";
import { follow } from "../app/router";
import { app } from "../protocol/http";
import type { ContactDetailsBody } from "../protocol/types";
import { useNow } from "../ui/time";
import { Player } from "./Player";
import {
  durationText,
  isUnfinished,
  preciseTime,
  timeText,
  viewRecord,
  wordsFor,
  type RecordView,
} from "./record";
import { Shell } from "./Shell";
import { Timeline } from "./Timeline";
import { useFetched } from "./useFetched";

const refreshMs = 3000;

function seconds(value: number | null): string {
  return durationText(value === null ? null : value * 1000);
}

function contactLink(id: string | null) {
  if (id === null) return "–";
  return (
    <Link href={`/contacts/${encodeURIComponent(id)}`} onFollow={follow}>
      {id}
    </Link>
  );
}

function Json({ value }: { value: unknown }) {
  const empty =
    value === null ||
    value === undefined ||
    (typeof value === "object" && Object.keys(value).length === 0);
  if (empty) return "–";
  return (
    <pre className="inline-json">
      {typeof value === "string" ? value : JSON.stringify(value, null, 1)}
    </pre>
  );
}

function Pairs({ entries, empty }: { entries: [string, string][]; empty: string }) {
  if (entries.length === 0) return <Box color="text-body-secondary">{empty}</Box>;
  return <KeyValuePairs columns={3} items={entries.map(([label, value]) => ({ label, value }))} />;
}

function Overview({ view }: { view: RecordView }) {
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2">Contact</Header>}>
        <KeyValuePairs
          columns={4}
          items={[
            { label: "Customer", value: phoneText(view.customer) },
            { label: "Dialled", value: view.dialled === null ? "–" : phoneText(view.dialled) },
            { label: "Channel", value: wordsFor(view.channel) },
            { label: "Initiation method", value: wordsFor(view.initiationMethod) },
            { label: "Initiated", value: timeText(view.initiated) },
            { label: "Connected to system", value: timeText(view.connectedToSystem) },
            { label: "Disconnected", value: timeText(view.disconnected) },
            { label: "Disconnect reason", value: wordsFor(view.disconnectReason) },
          ]}
        />
      </Container>
      <Container header={<Header variant="h2">Queue</Header>}>
        {view.enqueued === null ? (
          <Box color="text-body-secondary">The contact never entered a queue.</Box>
        ) : (
          <KeyValuePairs
            columns={4}
            items={[
              { label: "Queue", value: view.queueName ?? "–" },
              { label: "Entered", value: timeText(view.enqueued) },
              { label: "Left", value: timeText(view.dequeued) },
              { label: "Time in queue", value: seconds(view.queueSeconds) },
            ]}
          />
        )}
      </Container>
      <Container header={<Header variant="h2">Agent</Header>}>
        {view.connectedToAgent === null ? (
          <Box color="text-body-secondary">
            The contact was never connected to an agent.
            {view.attempts !== null && view.attempts > 0
              ? ` It was offered ${view.attempts} time${view.attempts === 1 ? "" : "s"}.`
              : ""}
          </Box>
        ) : (
          <KeyValuePairs
            columns={4}
            items={[
              { label: "Agent", value: view.agent ?? "–" },
              { label: "Routing profile", value: view.routingProfile ?? "–" },
              { label: "Connected", value: timeText(view.connectedToAgent) },
              { label: "Attempts", value: view.attempts === null ? "–" : String(view.attempts) },
              { label: "Conversation", value: seconds(view.interactionSeconds) },
              {
                label: "Holds",
                value: view.holds === null ? "–" : `${view.holds}, ${seconds(view.holdSeconds)}`,
              },
              { label: "Longest hold", value: seconds(view.longestHoldSeconds) },
              { label: "After contact work", value: seconds(view.workSeconds) },
            ]}
          />
        )}
      </Container>
      <Container header={<Header variant="h2">Attributes</Header>}>
        <Pairs entries={view.attributes} empty="The flow set no attributes." />
      </Container>
      {view.tags.length > 0 && (
        <Container header={<Header variant="h2">Tags</Header>}>
          <Pairs entries={view.tags} empty="" />
        </Container>
      )}
      <Container header={<Header variant="h2">Related contacts</Header>}>
        <KeyValuePairs
          columns={2}
          items={[
            { label: "First contact", value: contactLink(view.initialContactId) },
            { label: "Previous contact", value: contactLink(view.previousContactId) },
            { label: "Next contact", value: contactLink(view.nextContactId) },
            { label: "Related contact", value: contactLink(view.relatedContactId) },
          ]}
        />
      </Container>
    </SpaceBetween>
  );
}

function Events({ events }: { events: ContactDetailsBody["events"] }) {
  return (
    <Table
      variant="container"
      items={events}
      wrapLines
      columnDefinitions={[
        {
          id: "at",
          header: "Time",
          cell: (event) => <span className="numeric">{preciseTime(event.at)}</span>,
          width: 150,
        },
        { id: "type", header: "Event", cell: (event) => event.type, width: 260, isRowHeader: true },
        { id: "detail", header: "Details", cell: (event) => <Json value={event.detail} /> },
      ]}
      empty={<Box color="inherit">No events yet.</Box>}
      header={<Header variant="h2">Events</Header>}
    />
  );
}

function FlowLog({ entries }: { entries: ContactDetailsBody["flowLog"] }) {
  return (
    <Table
      variant="container"
      items={entries}
      wrapLines
      columnDefinitions={[
        {
          id: "at",
          header: "Time",
          cell: (entry) => <span className="numeric">{preciseTime(entry.Timestamp ?? "–")}</span>,
          width: 150,
        },
        {
          id: "block",
          header: "Block",
          cell: (entry) => entry.ContactFlowModuleType ?? "–",
          width: 210,
          isRowHeader: true,
        },
        {
          id: "identifier",
          header: "Identifier",
          cell: (entry) => entry.Identifier ?? "–",
          width: 200,
        },
        { id: "flow", header: "Flow", cell: (entry) => entry.ContactFlowName ?? "–", width: 180 },
        {
          id: "parameters",
          header: "Parameters and results",
          cell: (entry) => (
            <Json
              value={
                entry.Results === undefined
                  ? entry.Parameters
                  : { parameters: entry.Parameters, results: entry.Results }
              }
            />
          ),
        },
      ]}
      empty={<Box color="inherit">The flow logged nothing for this contact.</Box>}
      header={<Header variant="h2">Flow log</Header>}
    />
  );
}

function Raw({ record }: { record: unknown }) {
  const text = JSON.stringify(record, null, 2);
  return (
    <Container
      header={
        <Header
          variant="h2"
          actions={
            <CopyToClipboard
              copyButtonText="Copy"
              copySuccessText="Copied"
              copyErrorText="The browser does not allow copying here"
              textToCopy={text}
            />
          }
        >
          Record as JSON
        </Header>
      }
    >
      {/* A long text that scrolls must be reachable by keyboard. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre className="raw" tabIndex={0} aria-label="Contact record">
        {text}
      </pre>
    </Container>
  );
}

/** Ticks by itself, so that the rest of the page need not. */
function LiveTimeline({ view }: { view: RecordView }) {
  return <Timeline view={view} now={useNow()} />;
}

function Loaded({ id, body }: { id: string; body: ContactDetailsBody }) {
  const view = viewRecord(body.record);
  const unfinished = isUnfinished(view);
  return (
    <SpaceBetween size="l">
      <Container
        header={
          <Header
            variant="h2"
            description={unfinished ? "Goes on as the contact does." : undefined}
          >
            Timeline
          </Header>
        }
      >
        <LiveTimeline view={view} />
      </Container>
      <Container header={<Header variant="h2">Recording</Header>}>
        {body.recording === null ? (
          <Box color="text-body-secondary">
            {unfinished
              ? "The recording is here once the conversation ended."
              : "There is no recording of this contact."}
          </Box>
        ) : (
          <Player contactId={id} url={body.recording.url} durationMs={body.recording.durationMs} />
        )}
      </Container>
      <Tabs
        tabs={[
          { id: "overview", label: "Overview", content: <Overview view={view} /> },
          {
            id: "events",
            label: `Events (${body.events.length})`,
            content: <Events events={body.events} />,
          },
          {
            id: "flow",
            label: `Flow log (${body.flowLog.length})`,
            content: <FlowLog entries={body.flowLog} />,
          },
          { id: "raw", label: "Raw record", content: <Raw record={body.record} /> },
        ]}
      />
    </SpaceBetween>
  );
}

export default function ContactDetailsPage({ id }: { id: string }) {
  const load = useCallback((signal: AbortSignal) => app.contact(id, signal), [id]);
  const [live, setLive] = useState(true);
  const { data, loading, problem, reload } = useFetched(load, live ? refreshMs : null);
  const view = data === null ? null : viewRecord(data.record);
  const unfinished = view === null ? problem === null : isUnfinished(view);

  useEffect(() => {
    setLive(unfinished);
  }, [unfinished]);

  return (
    <Shell title="Contact">
      <SpaceBetween size="m">
        <BreadcrumbGroup
          items={[
            { text: "Contacts", href: "/contacts" },
            { text: id, href: `/contacts/${encodeURIComponent(id)}` },
          ]}
          onFollow={follow}
        />
        <Header
          variant="h1"
          info={
            view !== null && view.disconnected === null ? (
              <span className="live">Live</span>
            ) : undefined
          }
          description={
            <span>
              {id}{" "}
              <CopyToClipboard
                variant="icon"
                copyButtonAriaLabel="Copy contact ID"
                copySuccessText="Copied"
                copyErrorText="The browser does not allow copying here"
                textToCopy={id}
              />
            </span>
          }
          actions={
            <Button iconName="refresh" ariaLabel="Refresh" onClick={reload} disabled={loading} />
          }
        >
          {view === null ? "Contact" : `Call with ${phoneText(view.customer)}`}
        </Header>
        {problem !== null && (
          <Alert
            type="error"
            header={
              problem.status === 404
                ? "There is no such contact"
                : problem.status === 403
                  ? "You may not see this contact"
                  : "The contact could not be loaded"
            }
            action={
              problem.status === 404 ? (
                <Button href="/contacts" onFollow={follow}>
                  To the contacts
                </Button>
              ) : (
                <Button onClick={reload}>Try again</Button>
              )
            }
          >
            {problem.message}
          </Alert>
        )}
        {data === null && loading && (
          <Box textAlign="center" padding="xxl">
            <Spinner size="large" /> <Box>Loading the contact</Box>
          </Box>
        )}
        {data !== null && <Loaded id={id} body={data} />}
      </SpaceBetween>
    </Shell>
  );
}
