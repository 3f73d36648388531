/** What a set's event destinations were told lately, live. */

import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Header from "@cloudscape-design/components/header";
import Modal from "@cloudscape-design/components/modal";
import Multiselect from "@cloudscape-design/components/multiselect";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import Table from "@cloudscape-design/components/table";
import Toggle from "@cloudscape-design/components/toggle";
import { useEffect, useState } from "react";
import { Link } from "../../app/router";
import { errorText, RequestError } from "../../protocol/http";
import { useOperators } from "../operators";
import { messagePath } from "../places";
import { clockTime } from "../text";
import { eventGroups, eventWords } from "./events";
import type { ConfigurationSet } from "./sets";

interface Told {
  Position: number;
  At: number;
  EventType: string;
  MessageId: string;
  Body: string;
}

/** The most that is shown. */
const most = 200;
/** How long the server holds the line for news, and how long a failure is waited out. */
const waitSeconds = 15;
const pauseMs = 5_000;

/** The event's own words, as far as they are shown. */
function record(body: string): { destinationPhoneNumber?: string; messageStatus?: string } {
  try {
    return JSON.parse(body) as object;
  } catch {
    return {};
  }
}

const pretty = (body: string): string => JSON.stringify(record(body), null, 2);

const options = eventGroups.map((group) => ({
  label: group.label,
  options: group.types.map((type) => ({
    value: type,
    label: `${group.label}: ${eventWords(type)}`,
  })),
}));

function useEvents(set: string, types: string[], live: boolean) {
  const ask = useOperators();
  const [events, setEvents] = useState<Told[] | null>(null);
  const [problem, setProblem] = useState<{ status: number; text: string } | null>(null);
  const wanted = types.join(" ");
  useEffect(() => {
    let stopped = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    setEvents(null);
    const next = async (after: number | null): Promise<void> => {
      try {
        const page = await ask<{ Events?: Told[]; Through: number }>("ListMessageEvents", {
          ConfigurationSetName: set,
          Limit: most,
          ...(wanted === "" ? {} : { EventTypes: wanted.split(" ") }),
          ...(after === null ? {} : { After: after, WaitSeconds: waitSeconds }),
        });
        if (stopped) return;
        const news = (page.Events ?? []).reverse();
        setEvents((before) => [...news, ...(before ?? [])].slice(0, most));
        setProblem(null);
        // A pause also after news: many events come at once.
        if (live) timer = setTimeout(() => void next(page.Through), 1_000);
      } catch (error) {
        if (stopped) return;
        const status = error instanceof RequestError ? error.status : 0;
        setProblem({ status, text: errorText(error) });
        if (live && status !== 403) timer = setTimeout(() => void next(after), pauseMs);
      }
    };
    void next(null);
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }, [ask, set, wanted, live]);
  return { events, problem };
}

export function EventViewer({ set }: { set: ConfigurationSet }) {
  const [types, setTypes] = useState<string[]>([]);
  const [live, setLive] = useState(true);
  const [shown, setShown] = useState<Told | null>(null);
  const { events, problem } = useEvents(set.ConfigurationSetName, types, live);
  const nobody = set.EventDestinations.length === 0;
  return (
    <SpaceBetween size="m">
      {problem !== null && (
        <Alert
          type="error"
          header={problem.status === 403 ? "You may not see events" : "Loading events failed"}
        >
          {problem.status === 403
            ? "Your security profile does not allow it: it needs MessageHistory.View."
            : problem.text}
        </Alert>
      )}
      <Table
        variant="container"
        items={events ?? []}
        trackBy={(it) => `${it.Position}`}
        wrapLines
        loading={events === null && problem === null}
        loadingText="Loading events"
        ariaLabels={{ tableLabel: "Recent events" }}
        header={
          <Header
            variant="h2"
            description="Newest first, as the destinations were told."
            actions={
              <Toggle checked={live} onChange={({ detail }) => setLive(detail.checked)}>
                Live
              </Toggle>
            }
          >
            Recent events
          </Header>
        }
        filter={
          <Multiselect
            selectedOptions={types.map((type) => ({ value: type, label: eventWords(type) }))}
            options={options}
            filteringType="auto"
            placeholder="All types of events"
            ariaLabel="Types of events"
            deselectAriaLabel={(option) => `Remove ${option.label ?? ""}`}
            onChange={({ detail }) =>
              setTypes(detail.selectedOptions.flatMap(({ value }) => (value ? [value] : [])))
            }
          />
        }
        columnDefinitions={[
          {
            id: "time",
            header: "Time",
            cell: (it) => clockTime(new Date(it.At * 1000).toISOString()),
            minWidth: 110,
          },
          {
            id: "type",
            header: "Event",
            isRowHeader: true,
            cell: (it) => (
              <Button variant="inline-link" onClick={() => setShown(it)}>
                {it.EventType}
              </Button>
            ),
            minWidth: 180,
          },
          {
            id: "to",
            header: "Destination",
            cell: (it) => record(it.Body).destinationPhoneNumber ?? "",
            minWidth: 140,
          },
          {
            id: "message",
            header: "Message",
            cell: (it) => <Link href={messagePath(it.MessageId)}>{it.MessageId}</Link>,
            minWidth: 220,
          },
        ]}
        empty={
          <Box textAlign="center" padding="l">
            <b>No events</b>
            <Box color="text-body-secondary">
              {nobody
                ? "Add an event destination first: without one there are no events."
                : "Send a message that names this set, and its events appear here."}
            </Box>
          </Box>
        }
      />
      {live && events !== null && (
        <StatusIndicator type="in-progress">Waiting for events</StatusIndicator>
      )}
      <Modal
        visible={shown !== null}
        size="large"
        header={shown?.EventType ?? ""}
        closeAriaLabel="Close"
        onDismiss={() => setShown(null)}
      >
        <pre className="event-body">{shown === null ? "" : pretty(shown.Body)}</pre>
      </Modal>
    </SpaceBetween>
  );
}
