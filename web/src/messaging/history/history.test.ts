import { describe, expect, it } from "vitest";
import { isBad, isGood, noFilters, searchInput, statusKind } from "./history";

describe("a search", () => {
  it("has no conditions where nothing is asked", () => {
    expect(searchInput(noFilters, null)).toEqual({});
    expect(searchInput(noFilters, "next")).toEqual({ NextToken: "next" });
  });

  it("asks for numbers without what people put between digits, and for times", () => {
    const filters = {
      ...noFilters,
      destination: " +1 (425) 414-7755",
      status: "DELIVERED",
      from: "2026-11-21T10:00",
    };
    expect(searchInput(filters, null)).toEqual({
      Destination: "+14254147755",
      Statuses: ["DELIVERED"],
      From: new Date("2026-11-21T10:00").getTime() / 1000,
    });
  });
});

it("tells good statuses from bad, open and unclear ones", () => {
  expect(isGood("DELIVERED") && isBad("CARRIER_BLOCKED")).toBe(true);
  expect(statusKind("SUCCESSFUL")).toBe("in-progress");
  expect(isBad("UNKNOWN") || isGood("UNKNOWN")).toBe(false);
});
