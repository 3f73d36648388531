import { describe, expect, it } from "vitest";
import { brokenRules } from "../ui/rules";
import { browserText } from "./browsers";
import { userCriteria } from "./people";
import { grouped } from "./SecondFactor";
import { errorLines } from "./UsersImportPage";

describe("finding users", () => {
  it("asks for every word in login or name", () => {
    expect(userCriteria("  ")).toBeUndefined();
    const criteria = userCriteria("ada love") as { AndConditions: { OrConditions: object[] }[] };
    expect(criteria.AndConditions).toHaveLength(2);
    expect(criteria.AndConditions[1]?.OrConditions[2]).toEqual({
      StringCondition: { FieldName: "LastName", Value: "love", ComparisonType: "CONTAINS" },
    });
  });
});

describe("passwords", () => {
  it("are told by which rules they break", () => {
    expect(brokenRules("Sup3rsecret")).toEqual([]);
    expect(brokenRules("short 1")).toEqual([
      "8 to 64 characters",
      "an upper-case letter",
      "no white space",
    ]);
  });
});

describe("second factors", () => {
  it("show their key in groups of four", () => {
    expect(grouped("ABCDEFGHIJ")).toBe("ABCD EFGH IJ");
  });
});

describe("browsers", () => {
  it("are called by the name that people know", () => {
    const chrome =
      "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36";
    expect(browserText(chrome)).toBe("Chrome on Linux");
    expect(browserText(`${chrome} Edg/140.0`)).toBe("Edge on Linux");
    expect(browserText("curl/8.5")).toBe("curl/8.5");
    expect(browserText("")).toBe("Unknown program");
  });
});

describe("rows of an import", () => {
  it("say what is wrong in which column", () => {
    const errors = [
      { Column: "password", Message: "is too weak" },
      { Column: "", Message: "exists" },
    ];
    expect(errorLines({ Line: 2, Status: "INVALID", Errors: errors })).toBe(
      "password: is too weak; exists",
    );
  });
});
