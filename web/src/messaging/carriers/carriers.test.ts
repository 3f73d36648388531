import { describe, expect, it } from "vitest";
import {
  healthOf,
  months,
  perMinute,
  rateNow,
  rateText,
  sum,
  tookText,
  totals,
  type Carrier,
  type MessageCounts,
} from "./carriers";

const carrier: Carrier = {
  Name: "simulator",
  Kind: "simulator",
  Connected: true,
  Window: 10,
  InFlight: 0,
  Failures: 0,
  Sent: 0,
  Accepted: 0,
  Refused: 0,
  Throttled: 0,
  InDoubt: 0,
  Receipts: 0,
  PartsFrom: 1_700_000_000,
  SpanSeconds: 10,
};

describe("a carrier", () => {
  it("is healthy, full, resting or away", () => {
    expect(healthOf(carrier).text).toBe("Healthy");
    expect(healthOf({ ...carrier, InFlight: 10 }).text).toBe("Window full");
    expect(healthOf({ ...carrier, RestsUntil: 1 }).type).toBe("warning");
    expect(healthOf({ ...carrier, RestsUntil: 1, Connected: false }).type).toBe("error");
  });

  it("takes parts at a rate, minute by minute", () => {
    const it = { ...carrier, Parts: [60, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 120] };
    expect(perMinute(it)).toEqual([
      { x: new Date(1_700_000_000_000), y: 1 },
      { x: new Date(1_700_000_060_000), y: 2 },
    ]);
    expect(rateNow(it)).toBe(2);
    expect([rateText(0), rateText(0.02), rateText(2)]).toEqual(["0", "< 0.1", "2.0"]);
  });

  it("tells how long receipts took in fitting units", () => {
    expect([undefined, 250, 2_500, 600_000].map(tookText)).toEqual([
      "—",
      "250 ms",
      "2.5 s",
      "10 min",
    ]);
  });
});

describe("counts", () => {
  const line = (Day: string, CountryCode: string, Sent: number): MessageCounts => ({
    Day,
    CountryCode,
    Channel: "TEXT",
    MessageType: "PROMOTIONAL",
    Sent,
    Parts: Sent * 2,
    Delivered: Sent,
    Taken: 0,
    Failed: 0,
    Unknown: 0,
    Spent: "0.500000",
  });
  const lines = [
    line("2026-11-02", "US", 1),
    line("2026-11-01", "DE", 2),
    line("2026-11-02", "DE", 3),
  ];

  it("are added up by what is asked for", () => {
    expect(totals(lines, "CountryCode").map(({ key, sent }) => [key, sent])).toEqual([
      ["DE", 5],
      ["US", 1],
    ]);
    expect(totals(lines, "Day").map(({ key }) => key)).toEqual(["2026-11-01", "2026-11-02"]);
    expect(sum(lines)).toMatchObject({ sent: 6, parts: 12, spent: 1.5 });
  });

  it("are of the last months, also over the end of a year", () => {
    const found = months(new Date("2026-01-31T23:00:00Z"), 3).map(({ value }) => value);
    expect(found).toEqual(["2026-01", "2025-12", "2025-11"]);
  });
});
