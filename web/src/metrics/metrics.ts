/** Metrics as the public API gives them, and how the metrics pages ask for them. */

import { operation } from "../protocol/account";

interface Reference {
  Id: string;
  Arn: string;
}

export interface Choice {
  id: string;
  name: string;
}

/** One line of the real-time queues table. */
export interface QueueNow {
  id: string;
  name: string;
  values: Record<string, number | null>;
}

export interface AgentNow {
  id: string;
  name: string;
  status: string;
  since: string;
  contact: string;
  available: number;
  /** Calls of the agent that a supervisor can listen to. */
  calls: string[];
}

export interface Point {
  from: Date;
  values: Record<string, number | null>;
}

/** One line of the historical table: what it is of, and its numbers over the whole time. */
export interface GroupTotal {
  id: string;
  name: string;
  values: Record<string, number | null>;
}

export const queueMetrics = [
  "CONTACTS_IN_QUEUE",
  "OLDEST_CONTACT_AGE",
  "CONTACTS_SCHEDULED",
  "AGENTS_ONLINE",
  "AGENTS_AVAILABLE",
  "AGENTS_STAFFED",
  "AGENTS_ON_CONTACT",
  "AGENTS_AFTER_CONTACT_WORK",
  "AGENTS_NON_PRODUCTIVE",
  "AGENTS_ERROR",
] as const;

/** Metrics of the historical page; the service level is within 20 seconds. */
export const historyMetrics = [
  "CONTACTS_QUEUED",
  "CONTACTS_HANDLED",
  "CONTACTS_ABANDONED",
  "SERVICE_LEVEL",
  "AVG_QUEUE_ANSWER_TIME",
  "AVG_HANDLE_TIME",
] as const;

export const serviceLevelSeconds = 20;

export const ranges = [
  { value: "8h", label: "Last 8 hours", hours: 8, period: "FIFTEEN_MIN" },
  { value: "24h", label: "Last 24 hours", hours: 24, period: "HOUR" },
  { value: "7d", label: "Last 7 days", hours: 7 * 24, period: "DAY" },
  { value: "30d", label: "Last 30 days", hours: 30 * 24, period: "DAY" },
] as const;

export type Range = (typeof ranges)[number];

export async function queues(csrf: string): Promise<Choice[]> {
  const found: Choice[] = [];
  let next: string | undefined;
  do {
    const page: { QueueSummaryList: { Id: string; Name?: string }[]; NextToken?: string } =
      await operation(csrf, "ListQueues", {
        QueueTypes: ["STANDARD"],
        ...(next === undefined ? {} : { NextToken: next }),
      });
    for (const one of page.QueueSummaryList) found.push({ id: one.Id, name: one.Name ?? one.Id });
    next = page.NextToken;
  } while (next !== undefined);
  // As many as one question can name.
  return found.slice(0, 100);
}

interface Collected {
  Metric: { Name: string };
  Value?: number;
}

/** Values by metric; one that cannot be computed is null. */
export function valuesOf(collections: Collected[]): Record<string, number | null> {
  return Object.fromEntries(collections.map((one) => [one.Metric.Name, one.Value ?? null]));
}

export async function queuesNow(
  csrf: string,
  of: Choice[],
  metrics: readonly string[] = queueMetrics,
): Promise<QueueNow[]> {
  if (of.length === 0) return [];
  const found: {
    MetricResults: { Dimensions?: { Queue?: Reference }; Collections: Collected[] }[];
  } = await operation(csrf, "GetCurrentMetricData", {
    Filters: { Queues: of.map((one) => one.id) },
    Groupings: ["QUEUE"],
    CurrentMetrics: metrics.map((Name) => ({ Name })),
    MaxResults: 100,
  });
  const rows = found.MetricResults.map((row) => {
    const id = row.Dimensions?.Queue?.Id ?? "";
    const name = of.find((one) => one.id === id)?.name ?? id;
    return { id, name, values: valuesOf(row.Collections) };
  });
  return rows.sort((a, b) => a.name.localeCompare(b.name));
}

interface AgentContactNow {
  ContactId: string;
  AgentContactState: string;
  Channel: string;
  InitiationMethod: string;
}

interface UserData {
  User: Reference;
  Status: { StatusName: string; StatusStartTimestamp: string | number };
  Contacts: AgentContactNow[];
  AvailableSlotsByChannel: Record<string, number>;
}

const contactStates: Record<string, string> = {
  INCOMING: "Incoming contact",
  CONNECTING: "Connecting",
  CONNECTED: "Connected",
  CONNECTED_ONHOLD: "On hold",
  MISSED: "Missed contact",
  REJECTED: "Rejected",
  ERROR: "Error",
  ENDED: "After contact work",
};

type Stated = Pick<AgentContactNow, "AgentContactState"> & Partial<AgentContactNow>;

/** A supervisor's own contact is shown as what it is (connect-d §3.2). */
export function contactText(contacts: Stated[]): string {
  const states = contacts.map((one) =>
    one.InitiationMethod === "MONITOR" && one.AgentContactState === "CONNECTED"
      ? "Monitoring"
      : (contactStates[one.AgentContactState] ?? one.AgentContactState),
  );
  return states.join(", ");
}

/** The calls that can be listened to: those with somebody on the line. */
export function monitorable(contacts: AgentContactNow[]): string[] {
  const talking = ["CONNECTED", "CONNECTED_ONHOLD"];
  return contacts
    .filter(
      (one) =>
        one.Channel === "VOICE" &&
        one.InitiationMethod !== "MONITOR" &&
        talking.includes(one.AgentContactState),
    )
    .map((one) => one.ContactId);
}

/** Listens to a contact as the person who is signed in; barging too, where `mayBarge`. */
export async function monitor(csrf: string, contactId: string, mayBarge: boolean): Promise<void> {
  await operation(csrf, "MonitorContact", {
    ContactId: contactId,
    // The server puts the person who asks in its place.
    UserId: "me",
    AllowedMonitorCapabilities: mayBarge ? ["SILENT_MONITOR", "BARGE"] : ["SILENT_MONITOR"],
  });
}

/** A time stamp of the API: seconds since the epoch, or a text. */
export function moment(value: string | number): Date {
  return new Date(typeof value === "number" ? value * 1000 : value);
}

export async function agentsNow(csrf: string, of: Choice[]): Promise<AgentNow[]> {
  if (of.length === 0) return [];
  const [found, users] = await Promise.all([
    operation<{ UserDataList: UserData[] }>(csrf, "GetCurrentUserData", {
      Filters: { Queues: of.map((one) => one.id) },
      MaxResults: 100,
    }),
    operation<{ UserSummaryList: { Id: string; Username: string }[] }>(csrf, "ListUsers", {
      MaxResults: 1000,
    }).catch(() => ({ UserSummaryList: [] })),
  ]);
  const names = new Map(users.UserSummaryList.map((one) => [one.Id, one.Username]));
  const rows = found.UserDataList.map((one) => ({
    id: one.User.Id,
    name: names.get(one.User.Id) ?? one.User.Id,
    status: one.Status.StatusName,
    since: moment(one.Status.StatusStartTimestamp).toISOString(),
    contact: contactText(one.Contacts),
    calls: monitorable(one.Contacts),
    available: Object.values(one.AvailableSlotsByChannel).reduce((sum, slots) => sum + slots, 0),
  }));
  return rows.sort((a, b) => a.name.localeCompare(b.name));
}

/** The statuses that a supervisor can set. */
export async function agentStatuses(csrf: string): Promise<Choice[]> {
  const found: { AgentStatusSummaryList: { Id: string; Name: string }[] } = await operation(
    csrf,
    "ListAgentStatuses",
    { MaxResults: 1000 },
  );
  return found.AgentStatusSummaryList.map(({ Id, Name }) => ({ id: Id, name: Name }));
}

interface Result {
  Dimensions?: Record<string, string>;
  MetricInterval: { StartTime: string | number };
  Collections: Collected[];
}

function question(of: Choice[], range: Range, now: Date) {
  const names = historyMetrics.map((Name) =>
    Name === "SERVICE_LEVEL"
      ? { Name, Threshold: [{ Comparison: "LTE", ThresholdValue: serviceLevelSeconds }] }
      : { Name },
  );
  return {
    StartTime: Math.floor(now.getTime() / 1000) - range.hours * 3600,
    EndTime: Math.floor(now.getTime() / 1000),
    Filters: [{ FilterKey: "QUEUE", FilterValues: of.map((one) => one.id) }],
    Metrics: names,
    MaxResults: 100,
  };
}

/** All pages of a question's answer. */
async function results(csrf: string, asked: object): Promise<Result[]> {
  const rows: Result[] = [];
  let next: string | undefined;
  do {
    const page: { MetricResults: Result[]; NextToken?: string } = await operation(
      csrf,
      "GetMetricDataV2",
      { ...asked, ...(next === undefined ? {} : { NextToken: next }) },
    );
    rows.push(...page.MetricResults);
    next = page.NextToken;
  } while (next !== undefined);
  return rows;
}

const quarter = 15 * 60_000;

/**
 * The beginnings of all intervals of a time, as the clock here shows them: a day is from midnight
 * to midnight, also where the clocks are changed in it; hours and quarters go on through that.
 */
export function starts(range: Range, now: Date): Date[] {
  const first = new Date(now.getTime() - range.hours * 3_600_000);
  const all: Date[] = [];
  if (range.period === "DAY") {
    for (let day = 0; ; day++) {
      const at = new Date(first.getFullYear(), first.getMonth(), first.getDate() + day);
      if (at >= now) return all;
      all.push(at);
    }
  }
  const hour = new Date(first);
  hour.setMinutes(0, 0, 0);
  const step = range.period === "HOUR" ? 4 * quarter : quarter;
  const passed = Math.floor((first.getTime() - hour.getTime()) / step) * step;
  for (let at = hour.getTime() + passed; at < now.getTime(); at += step) all.push(new Date(at));
  return all;
}

/** A point for each interval: of those without data no value is known, which is not a zero. */
export function filled(points: Point[], all: Date[]): Point[] {
  const known = new Map(points.map((point) => [point.from.getTime(), point]));
  return all.map((from) => known.get(from.getTime()) ?? { from, values: {} });
}

export async function history(
  csrf: string,
  of: Choice[],
  range: Range,
  now: Date,
): Promise<{ points: Point[]; totals: GroupTotal[] }> {
  if (of.length === 0) return { points: [], totals: [] };
  const asked = question(of, range, now);
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const [course, groups] = await Promise.all([
    results(csrf, { ...asked, Interval: { TimeZone: zone, IntervalPeriod: range.period } }),
    results(csrf, { ...asked, Groupings: ["QUEUE"] }),
  ]);
  const told = course.map((row) => ({
    from: moment(row.MetricInterval.StartTime),
    values: valuesOf(row.Collections),
  }));
  const points = filled(told, starts(range, now));
  const totals = groups.map((row) => {
    const id = row.Dimensions?.["QUEUE"] ?? "";
    const name = of.find((one) => one.id === id)?.name ?? id;
    return { id, name, values: valuesOf(row.Collections) };
  });
  return { points, totals: totals.sort((a, b) => a.name.localeCompare(b.name)) };
}

/** Seconds as m:ss or h:mm:ss. */
export function duration(seconds: number | null): string {
  if (seconds === null) return "–";
  const whole = Math.round(seconds);
  const two = (value: number) => String(value).padStart(2, "0");
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const rest = two(whole % 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`;
}

export function count(value: number | null | undefined): string {
  return value === null || value === undefined ? "–" : String(Math.round(value));
}

export function percent(value: number | null | undefined): string {
  return value === null || value === undefined ? "–" : `${value.toFixed(1)} %`;
}
