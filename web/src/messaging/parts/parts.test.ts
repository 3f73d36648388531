import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { characterText, measure } from "./parts";

interface Vector {
  text: string;
  times: number;
  encoding: string;
  units: number;
  parts: number;
  tooLong: boolean;
}

const vectors = JSON.parse(
  readFileSync(`${process.cwd()}/../crates/sms-codec/tests/vectors.json`, "utf8"),
) as Vector[];

describe("what a text takes", () => {
  it("is what the server's codec says", () => {
    expect(vectors.length).toBeGreaterThan(30);
    for (const vector of vectors) {
      const { encoding, units, parts, tooLong } = measure(vector.text.repeat(vector.times));
      const { text, times, ...wanted } = vector;
      const name = `${times} × ${text}`;
      expect({ name, encoding, units, parts: parts.length, tooLong }).toEqual({ name, ...wanted });
    }
  });

  it("tells what fits into the last part yet", () => {
    expect(measure("").remaining).toBe(160);
    expect(measure("a".repeat(160)).remaining).toBe(0);
    expect(measure("a".repeat(161)).remaining).toBe(153 - 8);
    expect(measure("短").remaining).toBe(69);
    // The escape sequence went to the second part whole.
    expect(measure(`${"a".repeat(152)}€${"b".repeat(20)}`).remaining).toBe(153 - 22);
  });

  it("shows each part's text", () => {
    const { parts } = measure(`${"a".repeat(152)}€${"b".repeat(20)}`);
    expect(parts).toEqual(["a".repeat(152), `€${"b".repeat(20)}`]);
    expect(measure("").parts).toEqual([""]);
  });

  it("names what made it Unicode", () => {
    expect(measure("it’s 5™, it’s").foreign).toEqual(["’", "™"]);
    expect(measure("it's €5").foreign).toEqual([]);
    expect(characterText("’")).toBe("’ (U+2019)");
    expect(characterText("\u00a0")).toBe("U+00A0");
  });
});
