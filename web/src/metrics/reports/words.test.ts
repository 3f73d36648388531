import { describe, expect, it } from "vitest";
import type { OfferedMetric } from "../../protocol/reports";
import {
  blank,
  cellText,
  clockOf,
  rangesFor,
  rangeText,
  repeatText,
  tidy,
  timeText,
  unfit,
} from "./words";

describe("reports in words", () => {
  it("tells how often a report is made", () => {
    const at = { hours: 17, minutes: 0 };
    expect(repeatText({ every: "HOUR", minute: 5 })).toBe("Hourly at 05 past");
    expect(repeatText({ every: "DAY", at })).toBe("Daily at 17:00");
    expect(repeatText({ every: "WEEK", days: ["FRIDAY", "MONDAY"], at })).toBe(
      "Monday, Friday at 17:00",
    );
    expect(repeatText({ every: "MONTH", day: 1, at })).toBe("Monthly on day 1 at 17:00");
  });

  it("tells of which time a report is", () => {
    expect(rangeText({ preset: "LAST_DAYS", days: 7 })).toBe("Last 7 days");
    expect(rangeText({ preset: "CUSTOM", from: "2026-11-01T00:00", to: "2026-11-02T00:00" })).toBe(
      "2026-11-01 00:00 to 2026-11-02 00:00",
    );
  });

  it("offers only ranges that the interval allows", () => {
    const labels = (interval: "THIRTY_MIN" | "DAY") =>
      rangesFor("HISTORICAL_QUEUES", interval).map(({ label }) => label);
    expect(labels("THIRTY_MIN")).not.toContain("Last 7 days");
    expect(labels("THIRTY_MIN")).not.toContain("Month to date");
    expect(labels("DAY")).toContain("Month to date");
    const logins = rangesFor("LOGIN_LOGOUT", "TOTAL").map(({ label }) => label);
    expect(logins).toContain("Last 7 days");
    expect(logins).not.toContain("Last 14 days");
  });

  it("reads a time of day", () => {
    expect(clockOf("7:05")).toEqual({ hours: 7, minutes: 5 });
    expect([clockOf("24:00"), clockOf("12:60"), clockOf("noon")]).toEqual([null, null, null]);
  });

  it("flags a metric that the groupings and filters do not go with", () => {
    const metric: OfferedMetric = {
      name: "SUM_ONLINE_TIME_AGENT",
      title: "Online time",
      definition: "",
      seconds: false,
      groupings: ["AGENT"],
      filters: ["AGENT"],
    };
    const report = blank("HISTORICAL_QUEUES", "UTC");
    expect(unfit(metric, report)).toEqual(["QUEUE"]);
    const agents = {
      ...blank("HISTORICAL_AGENTS", "UTC"),
      filters: { QUEUE: [], CHANNEL: ["VOICE"] },
    };
    expect(unfit(metric, agents)).toEqual(["CHANNEL"]);
    expect(tidy(agents).filters).toEqual({ CHANNEL: ["VOICE"] });
  });

  it("shows cells by their unit, and what is missing as a dash", () => {
    expect(cellText(61.4, "SECONDS")).toBe("1:01");
    expect(cellText(80, "PERCENT")).toBe("80.0 %");
    expect(cellText(1.5, "AVERAGE")).toBe("1.50");
    expect(cellText(3, "COUNT")).toBe("3");
    expect(cellText("Sales", "TEXT")).toBe("Sales");
    expect(cellText(null, "COUNT")).toBe("–");
    expect(cellText("2026-11-23T09:00:00+01:00", "TIME")).toBe("2026-11-23 09:00");
    expect(timeText("2026-11-23T09:00:00+01:00")).toBe("2026-11-23 09:00");
  });
});
