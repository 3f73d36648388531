import { expect, it } from "vitest";
import { countryOf, countryOfNumber, toE164 } from "./numbers";

const us = countryOf("US");
const gb = countryOf("GB");

it("reads numbers as they are dialled within a country", () => {
  expect(toE164("(206) 555-0100", us)).toBe("+12065550100");
  expect(toE164("1 206 555 0100", us)).toBe("+12065550100");
  expect(toE164("020 7183 8750", gb)).toBe("+442071838750");
  expect(toE164("20 7183 8750", gb)).toBe("+442071838750");
  expect(toE164("06 1234 5678", countryOf("IT"))).toBe("+390612345678");
});

it("reads numbers abroad by plus or prefix, whatever the country", () => {
  expect(toE164("+44 20 7183 8750", us)).toBe("+442071838750");
  expect(toE164("011 44 20 7183 8750", us)).toBe("+442071838750");
  expect(toE164("001 206 555 0100", gb)).toBe("+12065550100");
});

it("reads letters as the keys that carry them", () => {
  expect(toE164("1-800-EXAMPLE", us)).toBe("+18003926753");
});

it("has no number while one is being typed", () => {
  for (const typed of ["", "+", "206", "20655501000", "+1206555010"]) {
    expect(toE164(typed, us), typed).toBeNull();
  }
});

it("tells a number's country, of several the chosen one", () => {
  expect(countryOfNumber("+442071838750", us)?.iso).toBe("GB");
  expect(countryOfNumber("+12065550100", gb)?.iso).toBe("US");
  expect(countryOfNumber("+12065550100", countryOf("CA"))?.iso).toBe("CA");
  expect(countryOfNumber("+999123456789", us)).toBeNull();
});
