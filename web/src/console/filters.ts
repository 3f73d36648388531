/** The contact list's filters, kept in the page's address so that a search can be shared. */

import type { ContactFilter } from "../protocol/http";

export interface Filters {
  /** One of `ranges`, or `custom` with `from` and `to`. */
  range: string;
  from: string;
  to: string;
  channel: string;
  queue: string;
  agent: string;
  text: string;
}

/** Time ranges that end now, by their length in milliseconds. */
export const ranges: { value: string; label: string; ms: number | null }[] = [
  { value: "1h", label: "Last hour", ms: 3_600_000 },
  { value: "24h", label: "Last 24 hours", ms: 86_400_000 },
  { value: "7d", label: "Last 7 days", ms: 7 * 86_400_000 },
  { value: "30d", label: "Last 30 days", ms: 30 * 86_400_000 },
  { value: "all", label: "Any time", ms: null },
  { value: "custom", label: "From … to …", ms: null },
];

export const noFilters: Filters = {
  range: "24h",
  from: "",
  to: "",
  channel: "",
  queue: "",
  agent: "",
  text: "",
};

export function readFilters(query: URLSearchParams): Filters {
  const filters = { ...noFilters };
  for (const name of Object.keys(noFilters) as (keyof Filters)[]) {
    const value = query.get(name);
    if (value !== null) filters[name] = value;
  }
  if (!ranges.some((range) => range.value === filters.range)) filters.range = noFilters.range;
  return filters;
}

/** The address of the list with these filters; defaults are left out. */
export function filtersPath(filters: Filters): string {
  const query = new URLSearchParams();
  for (const name of Object.keys(noFilters) as (keyof Filters)[]) {
    if (filters[name] !== noFilters[name]) query.set(name, filters[name]);
  }
  const encoded = query.toString();
  return encoded === "" ? "/contacts" : `/contacts?${encoded}`;
}

function isoOf(local: string): string | undefined {
  const at = local === "" ? Number.NaN : new Date(local).getTime();
  return Number.isNaN(at) ? undefined : new Date(at).toISOString();
}

/** The request for these filters. `now` in epoch milliseconds bounds the relative ranges. */
export function toRequest(filters: Filters, now: number, next: string | null): ContactFilter {
  const request: ContactFilter = {
    channel: filters.channel,
    queue: filters.queue,
    agent: filters.agent,
    text: filters.text,
  };
  if (filters.range === "custom") {
    const from = isoOf(filters.from);
    const to = isoOf(filters.to);
    if (from !== undefined) request.from = from;
    if (to !== undefined) request.to = to;
  } else {
    const ms = ranges.find((range) => range.value === filters.range)?.ms ?? null;
    if (ms !== null) request.from = new Date(now - ms).toISOString();
  }
  if (next !== null) request.next = next;
  return request;
}
