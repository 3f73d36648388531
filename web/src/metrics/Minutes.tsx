/** Metrics by the minute: one metric as a plot, with its numbers in a table beside it. */

import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Grid from "@cloudscape-design/components/grid";
import Header from "@cloudscape-design/components/header";
import Multiselect from "@cloudscape-design/components/multiselect";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table from "@cloudscape-design/components/table";
import { useCallback, useMemo, useState } from "react";
import { useFetched } from "../console/useFetched";
import { Plot } from "./Plot";
import {
  course,
  minutes,
  nameOf,
  spans,
  statistics,
  valueText,
  type MinuteSeries,
  type Statistic,
  type TimeSpan,
} from "./minutes";

const everyMs = 60_000;
/** As many lines as can be told apart. */
const most = 6;

function timeText(span: TimeSpan) {
  const options: Intl.DateTimeFormatOptions =
    span.hours > 24
      ? { day: "numeric", month: "short", hour: "2-digit" }
      : { hour: "2-digit", minute: "2-digit" };
  return (date: Date) => date.toLocaleString(undefined, options);
}

function Course({
  of,
  statistic,
  span,
  from,
  to,
}: {
  of: MinuteSeries[];
  statistic: Statistic;
  span: TimeSpan;
  from: number;
  to: number;
}) {
  const lines = of.map((series) => ({
    title: series.DimensionValue || series.MetricName,
    places: course(series, statistic, from, to, span.period * 1000),
  }));
  const first = lines[0];
  const text = timeText(span);
  const rows = (first?.places ?? [])
    .map(({ x }, at) => ({ x, values: lines.map((line) => line.places[at]?.y ?? null) }))
    .filter((row) => row.values.some((value) => value !== null))
    .reverse();
  return (
    <Grid gridDefinition={[{ colspan: { default: 12, m: 8 } }, { colspan: { default: 12, m: 4 } }]}>
      <Plot
        lines={lines}
        from={from}
        to={to}
        label={`${statistic} of ${of[0]?.MetricName ?? ""}`}
        empty="No data in this time."
        valueText={valueText}
        timeText={text}
      />
      <div className="minutes-table">
        <Table
          variant="embedded"
          contentDensity="compact"
          columnDefinitions={[
            {
              id: "time",
              header: "Time",
              cell: (row) => text(new Date(row.x)),
              isRowHeader: true,
            },
            ...lines.map((line, at) => ({
              id: line.title,
              header: line.title,
              cell: (row: (typeof rows)[number]) => valueText(row.values[at] ?? null),
            })),
          ]}
          items={rows}
          trackBy={(row) => String(row.x)}
          ariaLabels={{ tableLabel: `Values of ${of[0]?.MetricName ?? ""}` }}
          empty={
            <Box textAlign="center" color="inherit">
              No data in this time.
            </Box>
          }
        />
      </div>
    </Grid>
  );
}

export function Minutes({ csrf }: { csrf: string }) {
  const [span, setSpan] = useState<TimeSpan>(spans[1]);
  const [statistic, setStatistic] = useState<Statistic>("Average");
  const [metric, setMetric] = useState<string | null>(null);
  const [wanted, setWanted] = useState<string[]>([]);
  const load = useCallback(() => minutes(csrf, span, new Date()), [csrf, span]);
  const { data, loading, problem } = useFetched(load, everyMs);
  const all = useMemo(() => data?.series ?? [], [data]);
  const names = useMemo(() => [...new Set(all.map((one) => one.MetricName))], [all]);
  const chosen = metric !== null && names.includes(metric) ? metric : (names[0] ?? null);
  const ofMetric = all.filter((one) => one.MetricName === chosen);
  const picked = ofMetric.filter((one) => wanted.includes(nameOf(one)));
  const shown = (picked.length > 0 ? picked : ofMetric).slice(0, most);
  const dimension = ofMetric[0]?.DimensionName;
  return (
    <SpaceBetween size="l">
      <div className="filters">
        <FormField label="Time">
          <Select
            selectedOption={span}
            options={spans.map(({ value, label }) => ({ value, label }))}
            onChange={({ detail }) => {
              const found = spans.find((one) => one.value === detail.selectedOption.value);
              if (found !== undefined) setSpan(found);
            }}
          />
        </FormField>
        <FormField label="Metric">
          <Select
            selectedOption={chosen === null ? null : { value: chosen, label: chosen }}
            options={names.map((name) => ({ value: name, label: name }))}
            placeholder="No metric has data"
            disabled={names.length === 0}
            onChange={({ detail }) => {
              setMetric(detail.selectedOption.value ?? null);
              setWanted([]);
            }}
          />
        </FormField>
        {dimension !== undefined && (
          <FormField label={dimension}>
            <Multiselect
              selectedOptions={picked.map((one) => ({
                value: nameOf(one),
                label: one.DimensionValue ?? "",
              }))}
              options={ofMetric.map((one) => ({
                value: nameOf(one),
                label: one.DimensionValue ?? "",
              }))}
              placeholder={`All, at most ${most}`}
              onChange={({ detail }) =>
                setWanted(detail.selectedOptions.flatMap((one) => one.value ?? []).slice(0, most))
              }
            />
          </FormField>
        )}
        <FormField label="Statistic">
          <Select
            selectedOption={{ value: statistic, label: statistic }}
            options={statistics.map((name) => ({ value: name, label: name }))}
            onChange={({ detail }) => {
              const found = statistics.find((one) => one === detail.selectedOption.value);
              if (found !== undefined) setStatistic(found);
            }}
          />
        </FormField>
      </div>
      {problem !== null && (
        <Alert type="error" header="The metrics could not be loaded">
          {problem.message}
        </Alert>
      )}
      <Container
        header={
          <Header variant="h2" description={ofMetric[0]?.Definition}>
            {chosen ?? "Metrics by the minute"}
          </Header>
        }
      >
        {data === null ? (
          <Box color="text-body-secondary">{loading ? "Loading" : "No data."}</Box>
        ) : (
          <Course of={shown} statistic={statistic} span={span} from={data.from} to={data.to} />
        )}
      </Container>
    </SpaceBetween>
  );
}
