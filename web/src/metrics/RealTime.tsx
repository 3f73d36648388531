/** Queues and agents as they are, read again every 15 seconds (connect-d §3.3). */

import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import { useCallback, useState } from "react";
import { follow } from "../app/router";
import { timeText } from "../console/record";
import { useFetched } from "../console/useFetched";
import { Icon } from "../ui/Icon";
import { SuperviseAgent } from "./SuperviseAgent";
import {
  agentsNow,
  agentStatuses,
  count,
  duration,
  queues,
  queuesNow,
  type AgentNow,
  type QueueNow,
} from "./metrics";

const everyMs = 15_000;

const queueColumns = [
  {
    id: "name",
    header: "Queue",
    cell: (row: QueueNow) => row.name,
    isRowHeader: true,
    minWidth: 160,
  },
  {
    id: "oldest",
    header: "Oldest",
    cell: (row: QueueNow) => duration(row.values["OLDEST_CONTACT_AGE"] ?? null),
  },
  ...(
    [
      ["CONTACTS_IN_QUEUE", "In queue"],
      ["CONTACTS_SCHEDULED", "Scheduled"],
      ["AGENTS_ONLINE", "Online"],
      ["AGENTS_AVAILABLE", "Available"],
      ["AGENTS_STAFFED", "Staffed"],
      ["AGENTS_ON_CONTACT", "On contact"],
      ["AGENTS_AFTER_CONTACT_WORK", "ACW"],
      ["AGENTS_NON_PRODUCTIVE", "NPT"],
      ["AGENTS_ERROR", "Error"],
    ] as const
  ).map(([name, header]) => ({
    id: name,
    header,
    cell: (row: QueueNow) => count(row.values[name]),
  })),
];

const agentColumns: TableProps.ColumnDefinition<AgentNow>[] = [
  { id: "name", header: "Agent", cell: (row: AgentNow) => row.name, isRowHeader: true },
  { id: "status", header: "Status", cell: (row: AgentNow) => row.status },
  { id: "since", header: "Since", cell: (row: AgentNow) => timeText(row.since) },
  { id: "contact", header: "Contact state", cell: (row: AgentNow) => row.contact || "–" },
  { id: "slots", header: "Availability", cell: (row: AgentNow) => String(row.available) },
];

const monitorColumn: TableProps.ColumnDefinition<AgentNow> = {
  id: "monitor",
  header: "Monitor",
  cell: (row: AgentNow) =>
    row.calls.map((contactId) => (
      <Button
        key={contactId}
        variant="icon"
        iconSvg={<Icon name="eye" size={16} />}
        href={`/agent?monitor=${contactId}`}
        onFollow={follow}
        ariaLabel={`Listen to ${row.name}`}
      />
    )),
};

function empty(text: string) {
  return (
    <Box textAlign="center" color="inherit">
      {text}
    </Box>
  );
}

interface RealTimeProps {
  csrf: string;
  /** Whether the person may listen to agents' calls. */
  listens: boolean;
  /** Whether the person may set agents' statuses and sign agents out. */
  supervises: boolean;
}

export function RealTime({ csrf, listens, supervises }: RealTimeProps) {
  const [refused, setRefused] = useState<string | null>(null);
  const load = useCallback(async () => {
    const of = await queues(csrf);
    const [inQueues, agents, statuses] = await Promise.all([
      queuesNow(csrf, of),
      agentsNow(csrf, of),
      supervises ? agentStatuses(csrf) : [],
    ]);
    return { queues: inQueues, agents, statuses, at: new Date().toISOString() };
  }, [csrf, supervises]);
  const { data, loading, problem, reload } = useFetched(load, everyMs);
  const first = loading && data === null;
  const columns: TableProps.ColumnDefinition<AgentNow>[] = [
    ...agentColumns,
    ...(listens ? [monitorColumn] : []),
    ...(supervises
      ? [
          {
            id: "supervise",
            header: "Change",
            cell: (row: AgentNow) => (
              <SuperviseAgent
                csrf={csrf}
                agent={row}
                statuses={data?.statuses ?? []}
                onDone={(problem) => {
                  setRefused(problem);
                  reload();
                }}
              />
            ),
          },
        ]
      : []),
  ];
  return (
    <SpaceBetween size="l">
      {problem !== null && (
        <Alert type="error" header="The metrics could not be loaded">
          {problem.message}
        </Alert>
      )}
      <Table
        header={
          <Header
            variant="h2"
            description={data === null ? "" : `As of ${timeText(data.at)}`}
            actions={<Button iconName="refresh" ariaLabel="Read again" onClick={reload} />}
          >
            Queues
          </Header>
        }
        columnDefinitions={queueColumns}
        items={data?.queues ?? []}
        trackBy="id"
        loading={first}
        loadingText="Loading"
        empty={empty("No queue has a contact or an agent online.")}
      />
      {refused !== null && (
        <Alert
          type="error"
          header="The agent could not be changed"
          dismissible
          onDismiss={() => setRefused(null)}
        >
          {refused}
        </Alert>
      )}
      <Table
        header={<Header variant="h2">Agents</Header>}
        columnDefinitions={columns}
        items={data?.agents ?? []}
        trackBy="id"
        loading={first}
        loadingText="Loading"
        empty={empty("No agent is signed in.")}
      />
    </SpaceBetween>
  );
}
