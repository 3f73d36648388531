/** What was counted over a time: plots, and a line for each queue. */

import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import MixedLineBarChart from "@cloudscape-design/components/mixed-line-bar-chart";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table from "@cloudscape-design/components/table";
import { useCallback, useState } from "react";
import { useFetched } from "../console/useFetched";
import { Plot } from "./Plot";
import {
  count,
  duration,
  history,
  percent,
  queues,
  ranges,
  serviceLevelSeconds,
  type GroupTotal,
  type Point,
  type Range,
} from "./metrics";

const columns = [
  { id: "name", header: "Queue", cell: (row: GroupTotal) => row.name, isRowHeader: true },
  ...(
    [
      ["CONTACTS_QUEUED", "Queued", count],
      ["CONTACTS_HANDLED", "Handled", count],
      ["CONTACTS_ABANDONED", "Abandoned", count],
      ["SERVICE_LEVEL", `Service level ${serviceLevelSeconds} s`, percent],
      ["AVG_QUEUE_ANSWER_TIME", "Average answer time", duration],
      ["AVG_HANDLE_TIME", "Average handle time", duration],
    ] as const
  ).map(([name, header, text]) => ({
    id: name,
    header,
    cell: (row: GroupTotal) => text(row.values[name] ?? null),
  })),
];

function when(range: Range) {
  const options: Intl.DateTimeFormatOptions =
    range.period === "DAY"
      ? { day: "numeric", month: "short" }
      : { hour: "2-digit", minute: "2-digit" };
  return (date: Date) => date.toLocaleString(undefined, options);
}

function Contacts({ points, range }: { points: Point[]; range: Range }) {
  const text = when(range);
  // By instant: where clocks are set back, two intervals show the same time.
  const key = (point: Point) => point.from.toISOString();
  const bars = (name: string, title: string) => ({
    title,
    type: "bar" as const,
    data: points.flatMap((point) => {
      const y = point.values[name] ?? null;
      return y === null ? [] : [{ x: key(point), y }];
    }),
  });
  return (
    <MixedLineBarChart
      series={[bars("CONTACTS_HANDLED", "Handled"), bars("CONTACTS_ABANDONED", "Abandoned")]}
      stackedBars
      xScaleType="categorical"
      xDomain={points.map(key)}
      xTickFormatter={(at) => text(new Date(at))}
      yTitle="Contacts"
      height={220}
      hideFilter
      ariaLabel="Contacts handled and abandoned"
      empty="No contacts in this time."
    />
  );
}

function Times({ points, range }: { points: Point[]; range: Range }) {
  const line = (name: string, title: string) => ({
    title,
    places: points.map((point) => ({ x: point.from.getTime(), y: point.values[name] ?? null })),
  });
  return (
    <Plot
      lines={[
        line("AVG_QUEUE_ANSWER_TIME", "Average answer time"),
        line("AVG_HANDLE_TIME", "Average handle time"),
      ]}
      from={points[0]?.from.getTime() ?? 0}
      to={points.at(-1)?.from.getTime() ?? 0}
      valueText={duration}
      timeText={when(range)}
      label="Average times"
      empty="No contacts in this time."
    />
  );
}

export function History({ csrf }: { csrf: string }) {
  const [range, setRange] = useState<Range>(ranges[1]);
  const load = useCallback(
    async () => history(csrf, await queues(csrf), range, new Date()),
    [csrf, range],
  );
  const { data, loading, problem } = useFetched(load, null);
  const points = data?.points ?? [];
  return (
    <SpaceBetween size="l">
      <div className="filters">
        <FormField label="Time">
          <Select
            selectedOption={range}
            options={ranges.map(({ value, label }) => ({ value, label }))}
            onChange={({ detail }) => {
              const chosen = ranges.find((one) => one.value === detail.selectedOption.value);
              if (chosen !== undefined) setRange(chosen);
            }}
          />
        </FormField>
      </div>
      {problem !== null && (
        <Alert type="error" header="The metrics could not be loaded">
          {problem.message}
        </Alert>
      )}
      <Container header={<Header variant="h2">Contacts</Header>}>
        <Contacts points={points} range={range} />
      </Container>
      <Container header={<Header variant="h2">Times</Header>}>
        <Times points={points} range={range} />
      </Container>
      <Table
        header={<Header variant="h2">Queues</Header>}
        columnDefinitions={columns}
        items={data?.totals ?? []}
        trackBy="id"
        loading={loading && data === null}
        loadingText="Loading"
        empty={
          <Box textAlign="center" color="inherit">
            No contacts in this time.
          </Box>
        }
      />
    </SpaceBetween>
  );
}
