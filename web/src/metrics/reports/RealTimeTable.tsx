/** Queues as they are now, by the metrics of a report; read again every 15 seconds. */

import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table from "@cloudscape-design/components/table";
import { useCallback } from "react";
import { useFetched } from "../../console/useFetched";
import type { Definition, OfferedMetric } from "../../protocol/reports";
import { count, duration, queues, queuesNow, type QueueNow } from "../metrics";

const everyMs = 15_000;

/** Those that are times; all others are numbers. */
const times = ["OLDEST_CONTACT_AGE", "ESTIMATED_WAIT_TIME"];

export function RealTimeTable(props: {
  csrf: string;
  definition: Definition;
  offered: OfferedMetric[];
}) {
  const { csrf, definition } = props;
  const load = useCallback(async () => {
    const wanted = definition.filters["QUEUE"] ?? [];
    const all = await queues(csrf);
    const of = wanted.length === 0 ? all : all.filter(({ id }) => wanted.includes(id));
    const names = definition.metrics.map(({ name }) => name);
    return names.length === 0 ? [] : queuesNow(csrf, of, names);
  }, [csrf, definition]);
  const { data, loading, problem } = useFetched(load, everyMs);
  return (
    <SpaceBetween size="m">
      {problem !== null && (
        <Alert type="error" header="The report could not be made">
          {problem.message}
        </Alert>
      )}
      <Table
        header={
          <Header
            variant="h2"
            counter={data === null ? "" : `(${data.length})`}
            description="Renewed every 15 seconds"
          >
            Results
          </Header>
        }
        columnDefinitions={[
          { id: "name", header: "Queue", cell: (row: QueueNow) => row.name, isRowHeader: true },
          ...definition.metrics.map(({ name }) => ({
            id: name,
            header: props.offered.find((one) => one.name === name)?.title ?? name,
            cell: (row: QueueNow) =>
              times.includes(name) ? duration(row.values[name] ?? null) : count(row.values[name]),
          })),
        ]}
        items={data ?? []}
        trackBy="id"
        loading={loading && data === null}
        loadingText="Loading"
        empty={
          <Box textAlign="center" color="inherit">
            No queue has a contact, and nobody who serves one is online.
          </Box>
        }
      />
    </SpaceBetween>
  );
}
