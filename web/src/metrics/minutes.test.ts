import { describe, expect, it } from "vitest";
import { asked, course, pieces, spans, ticks, valueText, type MinuteSeries } from "./minutes";

const series: MinuteSeries = {
  MetricName: "QueueSize",
  Unit: "Count",
  Definition: "Contacts in the queue.",
  Points: [
    { Timestamp: 60, SampleCount: 60, Sum: 60, Average: 1, Minimum: 0, Maximum: 2 },
    { Timestamp: 120, SampleCount: 60, Sum: 0, Average: 0, Minimum: 0, Maximum: 0 },
    { Timestamp: 240, SampleCount: 60, Sum: 120, Average: 2, Minimum: 2, Maximum: 2 },
  ],
};

describe("metrics by the minute", () => {
  it("tells no data from zero", () => {
    const places = course(series, "Average", 0, 300_000, 60_000);
    expect(places.map((one) => one.y)).toEqual([null, 1, 0, null, 2]);
  });

  it("breaks a line where there are no data", () => {
    const line = pieces(course(series, "Maximum", 0, 300_000, 60_000));
    expect(line.map((piece) => piece.map((one) => one.y))).toEqual([[2, 0], [2]]);
    expect(pieces([])).toEqual([]);
  });

  it("asks for whole periods", () => {
    const times = asked(spans[2], new Date(1_700_000_123_000));
    expect(times.StartTime % times.Period).toBe(0);
    expect(times.EndTime - times.StartTime).toBeGreaterThanOrEqual(24 * 3600);
  });

  it("labels axes with round numbers", () => {
    expect(ticks(0)).toEqual([0, 1]);
    expect(ticks(7)).toEqual([0, 2, 4, 6, 8]);
    expect(ticks(0.5)).toEqual([0, 0.2, 0.4, 0.6]);
    expect(ticks(100)).toEqual([0, 50, 100]);
  });

  it("shows a value without needless decimals", () => {
    expect([valueText(null), valueText(0), valueText(2 / 3)]).toEqual(["–", "0", "0.667"]);
  });
});
