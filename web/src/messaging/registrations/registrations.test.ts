import { describe, expect, it } from "vitest";
import {
  answerOf,
  answerProblem,
  base64,
  missing,
  noAnswer,
  valueOf,
  type FieldDefinition,
} from "./registrations";

const field = (part: Partial<FieldDefinition>): FieldDefinition => ({
  SectionPath: "companyInfo",
  FieldPath: "companyInfo.website",
  FieldType: "TEXT",
  FieldRequirement: "REQUIRED",
  DisplayHints: { Title: "Website" },
  ...part,
});
const website = field({
  TextValidation: { MinLength: 1, MaxLength: 20, Pattern: "https?://\\S+" },
});
const text = (value: string) => ({ ...noAnswer, text: value });

describe("answers", () => {
  it("are checked as the field says, but an empty one only on submitting", () => {
    expect(answerProblem(website, text(""))).toBeNull();
    expect(answerProblem(website, text("https://example.com"))).toBeNull();
    expect(answerProblem(website, text("example"))).toMatch(/https/);
    expect(answerProblem(website, text("https://example.com/long"))).toMatch(/at most 20/);
  });

  it("are missing where a required field has none", () => {
    const optional = field({ FieldPath: "b", FieldRequirement: "OPTIONAL" });
    expect(missing([website, optional], new Map())).toEqual([website]);
    expect(missing([website], new Map([["companyInfo.website", text("x")]]))).toEqual([]);
  });

  it("are sent by their field's type", () => {
    expect(valueOf(website, text(" https://a.b "))).toEqual({ TextValue: "https://a.b" });
    const select = field({ FieldType: "SELECT" });
    expect(valueOf(select, { ...noAnswer, choices: ["1,000"] })).toEqual({
      SelectChoices: ["1,000"],
    });
    expect(answerOf({ FieldPath: "a", SelectChoices: ["x"] })).toEqual({
      ...noAnswer,
      choices: ["x"],
    });
  });

  it("that are files go as base64", () => {
    const bytes = new Uint8Array(10_000).fill(65);
    expect(atob(base64(bytes))).toBe("A".repeat(10_000));
  });
});
