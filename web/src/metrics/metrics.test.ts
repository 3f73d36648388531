import { describe, expect, it } from "vitest";
import {
  contactText,
  count,
  duration,
  filled,
  moment,
  monitorable,
  percent,
  ranges,
  starts,
  valuesOf,
} from "./metrics";
import { clockIn, secondsBetween, today } from "./zones";

describe("numbers of the metrics pages", () => {
  it("shows times as people read them", () => {
    expect([0, 59.6, 61, 3_725].map(duration)).toEqual(["0:00", "1:00", "1:01", "1:02:05"]);
  });

  it("shows what cannot be computed as a dash", () => {
    expect([duration(null), count(null), percent(undefined)]).toEqual(["–", "–", "–"]);
    expect([count(3), percent(80)]).toEqual(["3", "80.0 %"]);
    expect(valuesOf([{ Metric: { Name: "A" } }, { Metric: { Name: "B" }, Value: 0 }])).toEqual({
      A: null,
      B: 0,
    });
  });

  it("names the states of contacts", () => {
    expect(contactText([{ AgentContactState: "ENDED" }, { AgentContactState: "NEW" }])).toBe(
      "After contact work, NEW",
    );
  });

  it("tells a supervisor's own contact, and which calls can be listened to", () => {
    const one = (ContactId: string, AgentContactState: string, more = {}) => ({
      ContactId,
      AgentContactState,
      Channel: "VOICE",
      InitiationMethod: "INBOUND",
      ...more,
    });
    const contacts = [
      one("a", "CONNECTED"),
      one("b", "CONNECTED_ONHOLD"),
      one("c", "ENDED"),
      one("d", "CONNECTED", { Channel: "TASK" }),
      one("e", "CONNECTED", { InitiationMethod: "MONITOR" }),
    ];
    expect(monitorable(contacts)).toEqual(["a", "b"]);
    expect(contactText(contacts.slice(4))).toBe("Monitoring");
  });

  it("shows times by the clocks of a zone", () => {
    const at = "2026-11-23T23:30:05Z";
    expect(today("Europe/Berlin", new Date(at))).toBe("2026-11-24");
    expect(clockIn("Europe/Berlin", at)).toBe("00:30:05");
    expect(clockIn("UTC", at, true)).toBe("2026-11-23 23:30:05");
    expect(clockIn("UTC", null)).toBe("–");
    expect(secondsBetween(at, "2026-11-23T23:30:09.900Z")).toBe(4);
  });

  it("reads both forms of time stamps", () => {
    expect(moment(1_700_000_000).getTime()).toBe(1_700_000_000_000);
    expect(moment("2024-01-15T00:00:00Z").getUTCFullYear()).toBe(2024);
  });

  it("has an interval for each day and hour, also where clocks are changed", () => {
    const now = new Date(2026, 9, 26, 9, 30);
    const days = starts(ranges[2], now);
    expect(days).toHaveLength(8);
    expect(days.every((day) => day.getHours() === 0 && day.getMinutes() === 0)).toBe(true);
    const hours = starts(ranges[1], now).map((hour) => hour.getTime());
    expect(hours).toHaveLength(25);
    expect(hours.every((at, n) => n === 0 || at - (hours[n - 1] ?? 0) === 3_600_000)).toBe(true);
    expect(new Set(hours).size).toBe(25);
  });

  it("leaves a gap where nothing was counted", () => {
    const [first, second] = [new Date(0), new Date(3_600_000)];
    const points = filled([{ from: second, values: { A: 0 } }], [first, second]);
    expect(points.map((point) => point.values["A"] ?? null)).toEqual([null, 0]);
  });
});
