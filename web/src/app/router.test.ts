import { expect, it } from "vitest";
import { contactQuery } from "../protocol/http";
import { phoneText } from "../agent/text";
import { levelOf } from "../ui/LevelMeter";
import { clockText, since, until } from "../ui/time";
import { safeReturn, signInPath } from "./router";

it("returns only to a page of this origin after signing in", () => {
  expect(safeReturn("/agent")).toBe("/agent");
  expect(safeReturn("/contacts?range=7d")).toBe("/contacts?range=7d");
  for (const bad of [
    null,
    "",
    "agent",
    "//evil.example",
    "/\\evil.example",
    "https://evil.example/",
    "javascript:alert(1)",
    "/.//evil.example",
    "/sign-in?return=/sign-in",
  ]) {
    expect(safeReturn(bad), String(bad)).toBe("/");
  }
  expect(signInPath("/contacts?a=1")).toBe("/sign-in?return=%2Fcontacts%3Fa%3D1");
});

it("leaves empty filters out of the request", () => {
  expect(contactQuery({ text: " ", channel: "VOICE" })).toBe("?channel=VOICE");
  expect(contactQuery({})).toBe("");
});

it("groups phone numbers and leaves other addresses as they are", () => {
  expect(phoneText("+15550100123")).toBe("+1 555 010 0123");
  expect(phoneText("+442071838750")).toBe("+442071838750");
  expect(phoneText("sip:alice@example.com")).toBe("sip:alice@example.com");
  expect(phoneText(null)).toBe("Unknown caller");
});

it("shows durations as a clock", () => {
  expect([-5, 7_000, 750_000, 3_723_000].map(clockText)).toEqual([
    "0:00",
    "0:07",
    "12:30",
    "1:02:03",
  ]);
  expect(since("nonsense", 5)).toBe(0);
  expect(until(null, 5)).toBeNull();
  expect(until("1970-01-01T00:00:01Z", 4000)).toBe(0);
});

it("measures levels in decibels", () => {
  expect(levelOf(new Float32Array(64))).toBe(0);
  expect(levelOf(new Float32Array(64).fill(1))).toBe(1);
  expect(levelOf(new Float32Array(64).fill(0.0316))).toBeCloseTo(0.5, 2);
});
