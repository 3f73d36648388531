/** What one agent did on a day (connect-d §6.1). */

import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import Link from "@cloudscape-design/components/link";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table from "@cloudscape-design/components/table";
import { useCallback, useState } from "react";
import { follow } from "../app/router";
import { useFetched } from "../console/useFetched";
import { app } from "../protocol/http";
import type { AgentActivity } from "../protocol/types";
import { duration } from "./metrics";
import { clockIn, ownZone, secondsBetween, today, ZoneField } from "./zones";

type Row = AgentActivity["activities"][number];

function columns(zone: string) {
  return [
    { id: "status", header: "Status", cell: (row: Row) => row.status, isRowHeader: true },
    { id: "start", header: "Start", cell: (row: Row) => clockIn(zone, row.started) },
    { id: "end", header: "End", cell: (row: Row) => clockIn(zone, row.ended) },
    {
      id: "duration",
      header: "Duration",
      cell: (row: Row) => duration(secondsBetween(row.started, row.ended)),
    },
    { id: "channel", header: "Channel", cell: (row: Row) => row.channel ?? "–" },
    { id: "queue", header: "Queue", cell: (row: Row) => row.queue ?? "–" },
    {
      id: "contact",
      header: "Contact",
      cell: (row: Row) =>
        row.contact === null ? (
          "–"
        ) : (
          <Link href={`/contacts/${row.contact}`} onFollow={follow}>
            {row.contact}
          </Link>
        ),
    },
  ];
}

interface Asked {
  agent: string;
  date: string;
  zone: string;
}

function Report({ asked }: { asked: Asked }) {
  const query = new URLSearchParams({ ...asked }).toString();
  const load = useCallback((signal: AbortSignal) => app.agentActivity(query, signal), [query]);
  const { data, loading, problem } = useFetched(load, null);
  return (
    <>
      {problem !== null && (
        <Alert type="error" header="The report could not be made">
          {problem.message}
        </Alert>
      )}
      <Table
        header={
          <Header
            variant="h2"
            actions={
              <Button
                iconName="download"
                href={`/app/reports/agent-activity?${query}&format=csv`}
                download
                disabled={data === null}
              >
                Download CSV
              </Button>
            }
          >
            {data === null ? "Activity" : `Activity of ${data.username}`}
          </Header>
        }
        columnDefinitions={columns(asked.zone)}
        items={data?.activities ?? []}
        loading={loading}
        loadingText="Loading"
        empty={
          <Box textAlign="center" color="inherit">
            Nothing is known of this day.
          </Box>
        }
      />
    </>
  );
}

export function ActivityAudit() {
  const [zone, setZone] = useState(ownZone);
  const [agent, setAgent] = useState("");
  const [date, setDate] = useState(() => today(ownZone()));
  const [asked, setAsked] = useState<Asked | null>(null);
  return (
    <SpaceBetween size="l">
      <form
        className="filters"
        onSubmit={(event) => {
          event.preventDefault();
          setAsked({ agent: agent.trim(), date, zone });
        }}
      >
        <FormField label="Agent" constraintText="User name">
          <Input value={agent} onChange={({ detail }) => setAgent(detail.value)} />
        </FormField>
        <FormField label="Day" constraintText="Year-month-day">
          <Input value={date} onChange={({ detail }) => setDate(detail.value)} />
        </FormField>
        <ZoneField zone={zone} onChange={setZone} />
        <Button variant="primary" formAction="submit" disabled={agent.trim() === ""}>
          Generate report
        </Button>
      </form>
      {asked !== null && <Report asked={asked} />}
    </SpaceBetween>
  );
}
