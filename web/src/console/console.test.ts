import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import type { ContactSummary } from "../protocol/types";
import { filtersPath, noFilters, readFilters, toRequest } from "./filters";
import {
  durationText,
  isUnfinished,
  phases,
  summaryDuration,
  viewRecord,
  wordsFor,
} from "./record";
import { slices } from "./waveform";

const record = {
  ContactId: "c",
  InitiationTimestamp: "2026-01-01T10:00:00Z",
  Queue: { Name: "Support", EnqueueTimestamp: "2026-01-01T10:00:10Z" },
};

it("overrides only custom properties that the component library has", () => {
  const ours = readFileSync("src/console/console.css", "utf8");
  const theirs = readFileSync(
    "node_modules/@cloudscape-design/components/internal/base-theme/styles.scoped.css",
    "utf8",
  );
  const names = [...ours.matchAll(/^ {2}(--[a-z0-9-]+-[a-z0-9]{6}):/gm)].map((match) => match[1]);
  expect(names.length).toBeGreaterThan(10);
  for (const name of names) expect(theirs).toContain(`${name ?? ""}:`);
});

it("plots a contact that waits in the queue as still going on", () => {
  const view = viewRecord(record);
  const now = Date.parse("2026-01-01T10:00:40Z");
  expect(phases(view, now).map(({ name, from, to, open }) => [name, to - from, open])).toEqual([
    ["flow", 10_000, false],
    ["queue", 30_000, true],
  ]);
  expect(isUnfinished(view)).toBe(true);
});

it("plots an abandoned contact without an agent", () => {
  const view = viewRecord({ ...record, DisconnectTimestamp: "2026-01-01T10:00:25Z" });
  expect(phases(view, Date.now()).map(({ name, to, from }) => [name, to - from])).toEqual([
    ["flow", 10_000],
    ["queue", 15_000],
  ]);
  expect(isUnfinished(view)).toBe(false);
});

it("plots the whole life of a handled contact, and waits for its after contact work", () => {
  const agent = {
    Username: "alice",
    ConnectedToAgentTimestamp: "2026-01-01T10:00:30Z",
    AfterContactWorkStartTimestamp: "2026-01-01T10:02:00Z",
  };
  const base = { ...record, DisconnectTimestamp: "2026-01-01T10:02:00Z" };
  expect(isUnfinished(viewRecord({ ...base, Agent: agent }))).toBe(true);
  const done = viewRecord({
    ...base,
    Agent: { ...agent, AfterContactWorkEndTimestamp: "2026-01-01T10:02:20Z" },
  });
  expect(phases(done, Date.now()).map(({ name, to, from }) => [name, to - from])).toEqual([
    ["flow", 10_000],
    ["queue", 20_000],
    ["agent", 90_000],
    ["work", 20_000],
  ]);
});

it("survives a record with nothing or nonsense in it", () => {
  for (const odd of [{}, { Queue: 7, Agent: null, InitiationTimestamp: "soon" }]) {
    const view = viewRecord(odd);
    expect(phases(view, 0)).toEqual([]);
    expect(view.attributes).toEqual([]);
  }
});

it("says durations and codes in words", () => {
  expect([null, 7_400, 60_000, 185_000, 3_720_000].map(durationText)).toEqual([
    "–",
    "7 s",
    "1 min",
    "3 min 5 s",
    "1 h 2 min",
  ]);
  expect(wordsFor("CUSTOMER_DISCONNECT")).toBe("Customer hung up");
  expect(wordsFor("SOMETHING_NEW")).toBe("SOMETHING_NEW");
});

it("counts a live contact's duration up to now", () => {
  const live = { initiated: "2026-01-01T10:00:00Z", durationMs: null, live: true };
  const now = Date.parse("2026-01-01T10:00:09Z");
  expect(summaryDuration(live as ContactSummary, now)).toBe(9000);
  expect(summaryDuration({ ...live, live: false } as ContactSummary, now)).toBeNull();
});

it("keeps filters in the address, and out of it when they are the default", () => {
  expect(filtersPath(noFilters)).toBe("/contacts");
  const filters = { ...noFilters, range: "7d", text: "+1555 & co" };
  const path = filtersPath(filters);
  expect(readFilters(new URLSearchParams(path.split("?")[1]))).toEqual(filters);
  expect(readFilters(new URLSearchParams("range=forever")).range).toBe("24h");
});

it("asks the server for the time range that was chosen", () => {
  const now = Date.parse("2026-01-02T00:00:00Z");
  expect(toRequest(noFilters, now, null).from).toBe("2026-01-01T00:00:00.000Z");
  expect(toRequest({ ...noFilters, range: "all" }, now, "t")).toMatchObject({ next: "t" });
  expect(toRequest({ ...noFilters, range: "all" }, now, null).from).toBeUndefined();
  const custom = { ...noFilters, range: "custom", from: "nonsense", to: "2026-01-01T12:00" };
  expect(toRequest(custom, now, null).from).toBeUndefined();
  expect(toRequest(custom, now, null).to).toMatch(/^202[56]-/);
});

it("keeps every burst when a waveform is drawn smaller", () => {
  const peaks = Array.from({ length: 1000 }, (_, index) => (index === 777 ? 1 : 0.1));
  expect(Math.max(...slices(peaks, 100))).toBe(1);
  expect(slices([0.2, 0.4], 4)).toEqual([0.2, 0.2, 0.4, 0.4]);
  expect(slices([], 10)).toEqual([]);
});
