/** Metrics by the minute as Carillon's API gives them, and what plots need of them. */

import { operation } from "../protocol/account";
import { moment } from "./metrics";

interface MinutePoint {
  Timestamp: string | number;
  SampleCount: number;
  Sum: number;
  Average: number;
  Minimum: number;
  Maximum: number;
}

export interface MinuteSeries {
  MetricName: string;
  Unit: string;
  Definition: string;
  MetricGroup?: string;
  DimensionName?: string;
  DimensionValue?: string;
  Points: MinutePoint[];
}

export const statistics = ["Average", "Maximum", "Minimum", "Sum", "SampleCount"] as const;
export type Statistic = (typeof statistics)[number];

export const spans = [
  { value: "1h", label: "Last hour", hours: 1, period: 60 },
  { value: "3h", label: "Last 3 hours", hours: 3, period: 60 },
  { value: "24h", label: "Last 24 hours", hours: 24, period: 300 },
  { value: "14d", label: "Last 14 days", hours: 14 * 24, period: 3600 },
] as const;

export type TimeSpan = (typeof spans)[number];

/** A place on a plot: `y` is null where there are no data. */
export interface Place {
  x: number;
  y: number | null;
}

/** What is asked for a span: it begins with a whole period. */
export function asked(span: TimeSpan, now: Date) {
  const to = Math.ceil(now.getTime() / 1000);
  const from = Math.floor((to - span.hours * 3600) / span.period) * span.period;
  return { StartTime: from, EndTime: to, Period: span.period };
}

export async function minutes(csrf: string, span: TimeSpan, now: Date) {
  const times = asked(span, now);
  const found: { Series: MinuteSeries[] } = await operation(
    csrf,
    "GetInstanceMetrics",
    times,
    "carillon",
  );
  return { series: found.Series, from: times.StartTime * 1000, to: times.EndTime * 1000 };
}

/** A statistic of every period from a time on; null where nothing was measured. */
export function course(
  series: MinuteSeries,
  statistic: Statistic,
  from: number,
  to: number,
  periodMs: number,
): Place[] {
  const values = new Map(
    series.Points.map((point) => [moment(point.Timestamp).getTime(), point[statistic]]),
  );
  const places: Place[] = [];
  for (let x = from; x < to; x += periodMs) places.push({ x, y: values.get(x) ?? null });
  return places;
}

/** Pieces of a line between places where there are no data. */
export function pieces(places: Place[]): { x: number; y: number }[][] {
  const all: { x: number; y: number }[][] = [];
  let open = false;
  for (const { x, y } of places) {
    if (y === null) open = false;
    else if (open) all.at(-1)?.push({ x, y });
    else {
      all.push([{ x, y }]);
      open = true;
    }
  }
  return all;
}

/** Round numbers from 0 to at least `most`, about four of them. */
export function ticks(most: number): number[] {
  if (!(most > 0)) return [0, 1];
  const rough = most / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5].find((one) => one * power >= rough) ?? 10) * power;
  const count = Math.ceil(most / step - 1e-9);
  return Array.from({ length: count + 1 }, (_, at) => Number((at * step).toPrecision(12)));
}

/** What a series is of, in words. */
export function nameOf(series: MinuteSeries): string {
  return series.DimensionValue === undefined || series.DimensionValue === ""
    ? series.MetricName
    : `${series.MetricName}: ${series.DimensionValue}`;
}

/** A value with at most three decimals. */
export function valueText(value: number | null): string {
  return value === null ? "–" : String(Number(value.toFixed(3)));
}
