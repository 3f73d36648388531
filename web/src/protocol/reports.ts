/** Reports, saved ones and their schedules (docs/app-protocol.md, Reports). */

import { ask, init, read } from "./account";
import { send } from "./http";

export type ReportKind = "HISTORICAL_QUEUES" | "HISTORICAL_AGENTS" | "LOGIN_LOGOUT" | "REAL_TIME";

export type ReportInterval = "FIFTEEN_MIN" | "THIRTY_MIN" | "DAY" | "TOTAL";

export type ReportRange =
  | { preset: "TODAY" | "YESTERDAY" | "MONTH_TO_DATE" }
  | { preset: "LAST_HOURS"; hours: number }
  | { preset: "LAST_DAYS"; days: number }
  | { preset: "CUSTOM"; from: string; to: string };

export interface ReportMetric {
  name: string;
  seconds?: number;
}

export interface Definition {
  kind: ReportKind;
  metrics: ReportMetric[];
  groupings: string[];
  filters: Record<string, string[]>;
  interval: ReportInterval;
  range: ReportRange;
  zone: string;
}

export interface ClockTime {
  hours: number;
  minutes: number;
}

export type Repeat =
  | { every: "HOUR"; minute: number }
  | { every: "DAY"; at: ClockTime }
  | { every: "WEEK"; days: string[]; at: ClockTime }
  | { every: "MONTH"; day: number; at: ClockTime };

export interface Schedule {
  repeat: Repeat;
  zone: string;
  /** In the place of the report's own. */
  range: ReportRange | null;
  prefix: string;
}

/** What came of the last time that a report was due. */
export interface Run {
  due: string;
  at: string;
  object: string | null;
  rows: number | null;
  why: string | null;
  again: boolean;
}

export interface SavedReport {
  id: string;
  name: string;
  /** Null when the person is gone. */
  owner: { id: string; username: string } | null;
  published: boolean;
  definition: Definition;
  created: string;
  modified: string;
  schedule: (Schedule & { next: string | null; last: Run | null }) | null;
  may: { see: boolean; change: boolean; publish: boolean; delete: boolean; schedule: boolean };
}

export type Unit = "TEXT" | "TIME" | "COUNT" | "AVERAGE" | "SECONDS" | "PERCENT";

export interface Made {
  columns: { title: string; unit: Unit }[];
  rows: (string | number | null)[][];
  from: string;
  to: string;
  /** Whether there are rows beyond those. */
  more: boolean;
}

export interface OfferedMetric {
  name: string;
  title: string;
  definition: string;
  /** Whether it needs a threshold. */
  seconds: boolean;
  groupings: string[];
  filters: string[];
}

/** What can be chosen by key, such as the queues by `QUEUE`. */
export type Choices = Record<string, { id: string; name: string }[]>;

export type ReportList = "mine" | "published" | "all";

function madePath(definition: Definition, more: Record<string, string> = {}): string {
  const query = new URLSearchParams({ definition: JSON.stringify(definition), ...more });
  return `/app/reports/made?${query.toString()}`;
}

const saved = (id: string) => `/app/reports/saved/${encodeURIComponent(id)}`;

export const reports = {
  metrics: (signal?: AbortSignal) =>
    read<{ metrics: OfferedMetric[]; current: OfferedMetric[] }>("/app/reports/metrics", signal),

  choices: (signal?: AbortSignal) => read<Choices>("/app/reports/choices", signal),

  make: (definition: Definition, signal?: AbortSignal) => read<Made>(madePath(definition), signal),

  /** The path of the file of a report. */
  file: (definition: Definition, name: string) => madePath(definition, { name, format: "csv" }),

  list: (which: ReportList, signal?: AbortSignal) =>
    read<{ reports: SavedReport[]; more: boolean }>(`/app/reports/saved?list=${which}`, signal),

  open: (id: string, signal?: AbortSignal) => read<SavedReport>(saved(id), signal),

  create: (csrf: string, report: { name: string; definition: Definition }) =>
    ask<SavedReport>("/app/reports/saved", csrf, report),

  change: (
    csrf: string,
    id: string,
    changes: { name?: string; definition?: Definition; published?: boolean },
  ) => ask<SavedReport>(saved(id), csrf, changes),

  async remove(csrf: string, id: string): Promise<void> {
    await send(saved(id), init("DELETE", csrf));
  },

  schedule: (csrf: string, id: string, schedule: Schedule) =>
    ask<SavedReport>(`${saved(id)}/schedule`, csrf, schedule),

  async unschedule(csrf: string, id: string): Promise<SavedReport> {
    const response = await send(`${saved(id)}/schedule`, init("DELETE", csrf));
    return (await response.json()) as SavedReport;
  },
};
