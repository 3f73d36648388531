/** Carriers and counts, as our own API tells them (docs/messaging.md). */

import type { StatusIndicatorProps } from "@cloudscape-design/components/status-indicator";
import type { Channel } from "../types";

export interface Carrier {
  Name: string;
  Kind: "smpp" | "http" | "simulator";
  Connected: boolean;
  Window: number;
  InFlight: number;
  Failures: number;
  RestsUntil?: number;
  Binds?: number;
  BindsWanted?: number;
  PduInFlight?: number;
  Sent: number;
  Accepted: number;
  Refused: number;
  Throttled: number;
  InDoubt: number;
  Receipts: number;
  ReceiptMedianMillis?: number;
  ReceiptSlowMillis?: number;
  /** Parts that were taken, one figure for each span, the latest last. */
  Parts?: number[];
  PartsFrom: number;
  SpanSeconds: number;
}

export interface Carriers {
  Carriers?: Carrier[];
  Waiting: number;
  Open: number;
}

export interface MessageCounts {
  Day: string;
  Channel: Channel;
  CountryCode: string;
  MessageType: string;
  Sent: number;
  Parts: number;
  Delivered: number;
  Taken: number;
  Failed: number;
  Unknown: number;
  Spent: string;
}

export const kindTexts: Record<Carrier["Kind"], string> = {
  smpp: "SMPP",
  http: "HTTP",
  simulator: "Built-in simulator",
};

/** How a carrier does, in words. */
export function healthOf(it: Carrier): { type: StatusIndicatorProps.Type; text: string } {
  if (!it.Connected) return { type: "error", text: "Not connected" };
  if (it.RestsUntil !== undefined) return { type: "warning", text: "Rests after failures" };
  if (it.InFlight >= it.Window) return { type: "warning", text: "Window full" };
  return { type: "success", text: "Healthy" };
}

/** Parts per second of each minute, from spans that are shorter. */
export function perMinute(it: Carrier): { x: Date; y: number }[] {
  const spans = Math.max(1, Math.round(60 / it.SpanSeconds));
  const parts = it.Parts ?? [];
  const points: { x: Date; y: number }[] = [];
  for (let at = 0; at < parts.length; at += spans) {
    const some = parts.slice(at, at + spans);
    const sum = some.reduce((total, one) => total + one, 0);
    const x = new Date((it.PartsFrom + at * it.SpanSeconds) * 1000);
    points.push({ x, y: sum / (some.length * it.SpanSeconds) });
  }
  return points;
}

/** Parts per second in the last minute. */
export function rateNow(it: Carrier): number {
  const spans = Math.max(1, Math.round(60 / it.SpanSeconds));
  const last = (it.Parts ?? []).slice(-spans);
  return last.reduce((total, one) => total + one, 0) / (spans * it.SpanSeconds);
}

export const rateText = (rate: number): string =>
  rate === 0 ? "0" : rate < 0.1 ? "< 0.1" : rate.toFixed(1);

/** A time that receipts took. */
export function tookText(millis: number | undefined): string {
  if (millis === undefined) return "—";
  if (millis < 1_000) return `${millis} ms`;
  if (millis < 120_000) return `${(millis / 1_000).toFixed(1)} s`;
  return `${Math.round(millis / 60_000)} min`;
}

export type Grouping = "CountryCode" | "MessageType" | "Channel" | "Day";

export interface Total {
  key: string;
  sent: number;
  parts: number;
  delivered: number;
  taken: number;
  failed: number;
  unknown: number;
  spent: number;
}

const nothing = (key: string): Total => ({
  key,
  sent: 0,
  parts: 0,
  delivered: 0,
  taken: 0,
  failed: 0,
  unknown: 0,
  spent: 0,
});

function add(total: Total, line: MessageCounts): void {
  total.sent += line.Sent;
  total.parts += line.Parts;
  total.delivered += line.Delivered;
  total.taken += line.Taken;
  total.failed += line.Failed;
  total.unknown += line.Unknown;
  total.spent += Number(line.Spent);
}

/** The figures by what is asked for, the most first; days in their order. */
export function totals(lines: MessageCounts[], by: Grouping): Total[] {
  const found = new Map<string, Total>();
  for (const line of lines) {
    const key = line[by];
    const total = found.get(key) ?? nothing(key);
    add(total, line);
    found.set(key, total);
  }
  const all = [...found.values()];
  return by === "Day"
    ? all.sort((a, b) => a.key.localeCompare(b.key))
    : all.sort((a, b) => b.sent - a.sent || a.key.localeCompare(b.key));
}

/** All of it together. */
export function sum(lines: MessageCounts[]): Total {
  const total = nothing("");
  for (const line of lines) add(total, line);
  return total;
}

/** The last months as `2026-11`, the latest first. Days are counted in UTC. */
export function months(now: Date, count = 15): { value: string; label: string }[] {
  const name = new Intl.DateTimeFormat("en", { month: "long", year: "numeric", timeZone: "UTC" });
  return Array.from({ length: count }, (_, back) => {
    const month = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back, 1));
    return { value: month.toISOString().slice(0, 7), label: name.format(month) };
  });
}
