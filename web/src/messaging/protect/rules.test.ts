import { describe, expect, it } from "vitest";
import { worldAreas } from "./atlas";
import { countryRules, found, noFilter, ruleCounts, sortedRules, updates } from "./rules";

const set = {
  US: { ProtectStatus: "BLOCK" },
  GB: { ProtectStatus: "ALLOW" },
  FR: { ProtectStatus: "BLOCK" },
  SG: { ProtectStatus: "MONITOR" },
} as const;
const lines = countryRules(set);
const codes = (rows: { code: string }[]) => rows.map(({ code }) => code);

describe("country rules", () => {
  it("come by name, each in its region", () => {
    expect(codes(lines)).toEqual(["FR", "SG", "GB", "US"]);
    expect(lines[3]).toEqual({
      code: "US",
      name: "United States",
      region: "Americas",
      rule: "BLOCK",
    });
    expect(ruleCounts(lines)).toEqual({ ALLOW: 1, BLOCK: 2, FILTER: 0, MONITOR: 1 });
  });

  it("are found by country, region and rule", () => {
    expect(codes(found(lines, { ...noFilter, text: "united" }))).toEqual(["GB", "US"]);
    expect(codes(found(lines, { ...noFilter, text: "sg" }))).toEqual(["SG"]);
    expect(codes(found(lines, { ...noFilter, region: "Europe", rule: "BLOCK" }))).toEqual(["FR"]);
  });

  it("are sorted by any column, then by name", () => {
    expect(codes(sortedRules(lines, "rule", false))).toEqual(["GB", "FR", "US", "SG"]);
    expect(codes(sortedRules(lines, "name", true))).toEqual(["US", "GB", "SG", "FR"]);
  });

  it("are changed in requests of at most 300 countries", () => {
    const many = Array.from({ length: 301 }, (_, at) => `C${at}`);
    expect(updates(many, "BLOCK").map((one) => Object.keys(one).length)).toEqual([300, 1]);
    expect(updates(["US"], "BLOCK")).toEqual([{ US: { ProtectStatus: "BLOCK" } }]);
  });
});

describe("the map", () => {
  it("shows every country once or more, by the letters that rules use", () => {
    const areas = worldAreas();
    const shown = new Set(areas.flatMap(({ code }) => (code === null ? [] : [code])));
    for (const code of ["US", "GB", "FR", "XK", "TW", "NA"]) expect(shown).toContain(code);
    expect(shown.size).toBeGreaterThan(170);
    expect(areas.every(({ path }) => path.startsWith("M"))).toBe(true);
  });
});
