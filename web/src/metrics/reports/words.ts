/** Reports in words, and the rules of their forms. Spec: connect-d §5, §6.2. */

import type {
  ClockTime,
  Definition,
  OfferedMetric,
  Repeat,
  ReportInterval,
  ReportKind,
  ReportMetric,
  ReportRange,
  Unit,
} from "../../protocol/reports";
import { count, duration, percent, queueMetrics } from "../metrics";

export const kinds: { value: ReportKind; label: string; description: string }[] = [
  {
    value: "HISTORICAL_QUEUES",
    label: "Queues",
    description: "Contacts and how they were served, by queue",
  },
  {
    value: "HISTORICAL_AGENTS",
    label: "Agents",
    description: "What agents did with contacts and with their time",
  },
  {
    value: "LOGIN_LOGOUT",
    label: "Login/Logout",
    description: "Who signed in and out when",
  },
  {
    value: "REAL_TIME",
    label: "Real-time queues",
    description: "Queues as they are now",
  },
];

export const intervals: { value: ReportInterval; label: string }[] = [
  { value: "FIFTEEN_MIN", label: "15 minutes" },
  { value: "THIRTY_MIN", label: "30 minutes" },
  { value: "DAY", label: "Daily" },
  { value: "TOTAL", label: "Total" },
];

export const keyNames: Record<string, string> = {
  QUEUE: "Queue",
  AGENT: "Agent",
  ROUTING_PROFILE: "Routing profile",
  CHANNEL: "Channel",
  AGENT_HIERARCHY_LEVEL_ONE: "Agent hierarchy level 1",
  AGENT_HIERARCHY_LEVEL_TWO: "Agent hierarchy level 2",
  AGENT_HIERARCHY_LEVEL_THREE: "Agent hierarchy level 3",
  AGENT_HIERARCHY_LEVEL_FOUR: "Agent hierarchy level 4",
  AGENT_HIERARCHY_LEVEL_FIVE: "Agent hierarchy level 5",
};

export const groupingKeys = Object.keys(keyNames);

export const channels = [
  { id: "VOICE", name: "Voice" },
  { id: "CHAT", name: "Chat" },
  { id: "TASK", name: "Task" },
];

export const mostGroupings = 5;

/** Seconds that are offered for thresholds (connect-d §18). */
export const presetSeconds = [15, 20, 25, 30, 45, 60, 90, 120, 180, 240, 300, 600];

const short: ReportInterval[] = ["FIFTEEN_MIN", "THIRTY_MIN"];

export const presets: { value: string; label: string; range: ReportRange }[] = [
  { value: "today", label: "Today", range: { preset: "TODAY" } },
  { value: "yesterday", label: "Yesterday", range: { preset: "YESTERDAY" } },
  { value: "24h", label: "Last 24 hours", range: { preset: "LAST_HOURS", hours: 24 } },
  { value: "3d", label: "Last 3 days", range: { preset: "LAST_DAYS", days: 3 } },
  { value: "7d", label: "Last 7 days", range: { preset: "LAST_DAYS", days: 7 } },
  { value: "14d", label: "Last 14 days", range: { preset: "LAST_DAYS", days: 14 } },
  { value: "30d", label: "Last 30 days", range: { preset: "LAST_DAYS", days: 30 } },
  { value: "month", label: "Month to date", range: { preset: "MONTH_TO_DATE" } },
];

/** The ranges that go with an interval, and with the kind of report. */
export function rangesFor(kind: ReportKind, interval: ReportInterval) {
  const fits = (range: ReportRange) => {
    const most = kind === "LOGIN_LOGOUT" ? 7 : short.includes(interval) ? 3 : 31;
    if (range.preset === "MONTH_TO_DATE") return most === 31;
    return range.preset !== "LAST_DAYS" || range.days <= most;
  };
  return presets.filter(({ range }) => fits(range));
}

export function rangeText(range: ReportRange): string {
  switch (range.preset) {
    case "TODAY":
      return "Today";
    case "YESTERDAY":
      return "Yesterday";
    case "MONTH_TO_DATE":
      return "Month to date";
    case "LAST_HOURS":
      return range.hours === 1 ? "Last hour" : `Last ${range.hours} hours`;
    case "LAST_DAYS":
      return range.days === 1 ? "Last day" : `Last ${range.days} days`;
    case "CUSTOM":
      return `${range.from.replace("T", " ")} to ${range.to.replace("T", " ")}`;
  }
}

const days = [
  ["MONDAY", "Monday"],
  ["TUESDAY", "Tuesday"],
  ["WEDNESDAY", "Wednesday"],
  ["THURSDAY", "Thursday"],
  ["FRIDAY", "Friday"],
  ["SATURDAY", "Saturday"],
  ["SUNDAY", "Sunday"],
] as const;

export const weekdays = days.map(([value, label]) => ({ value, label }));

const two = (value: number) => String(value).padStart(2, "0");

export function clockText(at: ClockTime): string {
  return `${two(at.hours)}:${two(at.minutes)}`;
}

/** A time such as 17:00; null for what is none. */
export function clockOf(text: string): ClockTime | null {
  const match = /^(\d{1,2}):(\d{2})$/.exec(text.trim());
  const [hours, minutes] = [Number(match?.[1]), Number(match?.[2])];
  return match !== null && hours < 24 && minutes < 60 ? { hours, minutes } : null;
}

export function repeatText(repeat: Repeat): string {
  switch (repeat.every) {
    case "HOUR":
      return `Hourly at ${two(repeat.minute)} past`;
    case "DAY":
      return `Daily at ${clockText(repeat.at)}`;
    case "WEEK": {
      const names = weekdays
        .filter(({ value }) => repeat.days.includes(value))
        .map(({ label }) => label);
      return `${names.join(", ")} at ${clockText(repeat.at)}`;
    }
    case "MONTH":
      return `Monthly on day ${repeat.day} at ${clockText(repeat.at)}`;
  }
}

export function kindText(kind: ReportKind): string {
  return kinds.find(({ value }) => value === kind)?.label ?? kind;
}

/** A new report of a kind, as the public product opens it: with the figures most looked at. */
export function blank(kind: ReportKind, zone: string): Definition {
  const base = {
    kind,
    filters: {},
    range: { preset: "LAST_HOURS", hours: 24 } as const,
    zone,
  };
  switch (kind) {
    case "HISTORICAL_QUEUES":
      return {
        ...base,
        metrics: [
          { name: "CONTACTS_QUEUED" },
          { name: "CONTACTS_HANDLED" },
          { name: "CONTACTS_ABANDONED" },
          { name: "AVG_QUEUE_ANSWER_TIME" },
          { name: "AVG_HANDLE_TIME" },
          { name: "SERVICE_LEVEL", seconds: 60 },
        ],
        groupings: ["QUEUE"],
        interval: "TOTAL",
      };
    case "HISTORICAL_AGENTS":
      return {
        ...base,
        metrics: [
          { name: "CONTACTS_HANDLED" },
          { name: "AVG_HANDLE_TIME" },
          { name: "AVG_AFTER_CONTACT_WORK_TIME" },
          { name: "AGENT_NON_RESPONSE" },
        ],
        groupings: ["AGENT"],
        interval: "TOTAL",
      };
    case "LOGIN_LOGOUT":
      return { ...base, metrics: [], groupings: [], interval: "TOTAL" };
    case "REAL_TIME":
      return {
        ...base,
        metrics: queueMetrics.map((name) => ({ name })),
        groupings: ["QUEUE"],
        interval: "TOTAL",
      };
  }
}

/** The keys by which a metric of the report cannot be told, of those that are chosen. */
export function unfit(metric: OfferedMetric, definition: Definition): string[] {
  const groupings = definition.groupings.filter((key) => !metric.groupings.includes(key));
  const filters = Object.entries(definition.filters)
    .filter(([, values]) => values.length > 0)
    .map(([key]) => key)
    .filter((key) => !metric.filters.includes(key));
  return [...new Set([...groupings, ...filters])];
}

/** Without filters that have no values, and in one order, so that equal reports are equal. */
export function tidy(definition: Definition): Definition {
  const { kind, metrics, groupings, interval, range, zone } = definition;
  const filters = Object.entries(definition.filters)
    .filter(([, values]) => values.length > 0)
    .sort(([one], [other]) => one.localeCompare(other));
  return {
    kind,
    metrics,
    groupings,
    filters: Object.fromEntries(filters),
    interval,
    range,
    zone,
  };
}

export function cellText(value: string | number | null, unit: Unit): string {
  if (value === null) return "–";
  if (typeof value === "string") return unit === "TIME" ? timeText(value) : value;
  switch (unit) {
    case "SECONDS":
      return duration(value);
    case "PERCENT":
      return percent(value);
    case "AVERAGE":
      return value.toFixed(2);
    default:
      return count(value);
  }
}

/** A time as the clocks of its zone show it: what the server sent, without the offset. */
export function timeText(iso: string): string {
  return iso.slice(0, 16).replace("T", " ");
}

/** The link that opens a report. */
export function linkOf(id: string): string {
  return `/performance?report=${encodeURIComponent(id)}`;
}

/** A metric as the value of an option: one with a threshold has it after a colon. */
export function optionOf({ name, seconds }: ReportMetric): string {
  return seconds === undefined ? name : `${name}:${seconds}`;
}

export function metricOf(option: string): ReportMetric {
  const [name = "", seconds] = option.split(":");
  return seconds === undefined ? { name } : { name, seconds: Number(seconds) };
}

/** The name of a metric, with its seconds in the place of the X. */
export function metricText(metric: ReportMetric, offered: OfferedMetric | undefined): string {
  const title = offered?.title ?? metric.name;
  if (metric.seconds === undefined) return title;
  return title.replace(" X seconds", " X").replace(" X", ` ${metric.seconds} seconds`);
}

/** All that can be chosen; what the groupings and filters do not go with is said so. */
export function metricOptions(metrics: OfferedMetric[], definition: Definition) {
  return metrics.flatMap((one) => {
    const keys = unfit(one, definition);
    const why = keys.map((key) => keyNames[key] ?? key).join(", ");
    const more = keys.length === 0 ? {} : { disabled: true, tags: [`! Not by ${why}`] };
    const of = one.seconds ? presetSeconds : [undefined];
    return of.map((seconds) => {
      const metric = seconds === undefined ? { name: one.name } : { name: one.name, seconds };
      return {
        value: optionOf(metric),
        label: metricText(metric, one),
        description: one.definition,
        ...more,
      };
    });
  });
}
