import { describe, expect, it } from "vitest";
import {
  isLasting,
  keywordActionProblem,
  keywordProblem,
  listNameProblem,
  numberProblem,
  plainNumber,
  senderIdProblem,
} from "./forms";

describe("forms of messaging", () => {
  it("take E.164 however it is written, and nothing else", () => {
    expect(plainNumber("+1 (206) 555-0142")).toBe("+12065550142");
    for (const right of ["+12065550142", "+1 (206) 555-0142", "+43676800442031", "+4759449384"]) {
      expect(numberProblem(right), right).toBeNull();
    }
    for (const wrong of ["", "12065550142", "+0123456789", "+1206555014212345", "+1206ABC"]) {
      expect(numberProblem(wrong), wrong).not.toBeNull();
    }
  });

  it("know the rules of sender IDs", () => {
    for (const right of ["EXAMPLECO", "My-Shop1", "abc"]) {
      expect(senderIdProblem(right, "GB"), right).toBeNull();
    }
    for (const wrong of ["12345", "A B", "ab", "TWELVELETTER", "Shop_1", ""]) {
      expect(senderIdProblem(wrong, "GB"), wrong).not.toBeNull();
    }
    expect(senderIdProblem("SHOPCO", "IN")).toBeNull();
    expect(senderIdProblem("123456", "IN")).toBeNull();
    expect(senderIdProblem("SHOP", "IN")).not.toBeNull();
  });

  it("keep the keywords that everybody may rely on", () => {
    expect(isLasting("stop")).toBe(true);
    expect(isLasting("HELP")).toBe(true);
    expect(isLasting("JOIN")).toBe(false);
    expect(keywordActionProblem("stop", "AUTOMATIC_RESPONSE")).not.toBeNull();
    expect(keywordActionProblem("stop", "OPT_OUT")).toBeNull();
    expect(keywordProblem(" JOIN")).not.toBeNull();
    expect(keywordProblem("x".repeat(31))).not.toBeNull();
    expect(keywordProblem("JOIN US")).toBeNull();
  });

  it("name lists without spaces", () => {
    expect(listNameProblem("news_letter-1")).toBeNull();
    expect(listNameProblem("news letter")).not.toBeNull();
  });
});
