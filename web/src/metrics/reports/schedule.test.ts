import { describe, expect, it } from "vitest";
import { repeatOf } from "./ScheduleDialog";

describe("the form of a schedule", () => {
  const form = { every: "DAY" as const, minute: "5", time: "17:30", days: ["MONDAY"], day: "31" };

  it("is a schedule once its fields are right", () => {
    const at = { hours: 17, minutes: 30 };
    expect(repeatOf(form)).toEqual({ every: "DAY", at });
    expect(repeatOf({ ...form, every: "HOUR" })).toEqual({ every: "HOUR", minute: 5 });
    expect(repeatOf({ ...form, every: "WEEK" })).toEqual({ every: "WEEK", days: ["MONDAY"], at });
    expect(repeatOf({ ...form, every: "MONTH" })).toEqual({ every: "MONTH", day: 31, at });
  });

  it("is none before", () => {
    expect(repeatOf({ ...form, time: "late" })).toBeNull();
    expect(repeatOf({ ...form, every: "HOUR", minute: "60" })).toBeNull();
    expect(repeatOf({ ...form, every: "HOUR", minute: "" })).toBeNull();
    expect(repeatOf({ ...form, every: "WEEK", days: [] })).toBeNull();
    expect(repeatOf({ ...form, every: "MONTH", day: "0" })).toBeNull();
  });
});
