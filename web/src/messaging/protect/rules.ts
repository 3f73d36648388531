/** Country rules of a protect configuration: finding, sorting, counting, changing (sms.md §9). */

import { countryName } from "../countries";

export type Rule = "ALLOW" | "BLOCK" | "FILTER" | "MONITOR";
export type RuleCapability = "SMS" | "VOICE" | "MMS";

export const ruleTexts: Record<Rule, string> = {
  ALLOW: "Allow",
  BLOCK: "Block",
  FILTER: "Filter",
  MONITOR: "Monitor",
};

export const rulesInOrder: Rule[] = ["ALLOW", "BLOCK", "MONITOR", "FILTER"];

/** The most countries that one request changes (sms.md §16). */
export const mostAtOnce = 300;

const regionLists = {
  Africa: `
    AO BF BI BJ BW CD CF CG CI CM CV DJ DZ EG EH ER ET GA GH GM GN GQ GW KE KM LR LS LY MA
    MG ML MR MU MW MZ NA NE NG RE RW SC SD SH SL SN SO SS ST SZ TD TG TN TZ UG YT ZA ZM ZW
  `,
  Americas: `
    AG AI AR AW BB BL BM BO BQ BR BS BZ CA CL CO CR CU CW DM DO EC FK GD GF GL GP GS GT GY
    HN HT JM KN KY LC MF MQ MS MX NI PA PE PM PR PY SR SV SX TC TT US UY VC VE VG VI
  `,
  Asia: `
    AE AF AM AZ BD BH BN BT CC CN CX CY GE HK ID IL IN IO IQ IR JO JP KG KH KP KR KW KZ LA
    LB LK MM MN MO MV MY NP OM PH PK PS QA SA SG SY TH TJ TL TM TR TW UZ VN YE
  `,
  Europe: `
    AD AL AT AX BA BE BG BY CH CZ DE DK EE ES FI FO FR GB GG GI GR HR HU IE IM IS IT JE LI
    LT LU LV MC MD ME MK MT NL NO PL PT RO RS RU SE SI SJ SK SM UA VA XK
  `,
  Oceania: `
    AS AU CK FJ FM GU KI MH MP NC NF NR NU NZ PF PG PN PW SB TK TO TV UM VU WF WS
  `,
};

export type Region = keyof typeof regionLists | "Other";

export const regions: Region[] = ["Africa", "Americas", "Asia", "Europe", "Oceania", "Other"];

const regionOf = new Map(
  Object.entries(regionLists).flatMap(([region, list]) =>
    list
      .trim()
      .split(/\s+/)
      .map((code) => [code, region as Region] as const),
  ),
);

/** One line of the table. */
export interface CountryRule {
  code: string;
  name: string;
  region: Region;
  rule: Rule;
}

/** The answer of the API as lines, by name. */
export function countryRules(set: Record<string, { ProtectStatus: Rule }>): CountryRule[] {
  const lines = Object.entries(set).map(([code, { ProtectStatus }]) => ({
    code,
    name: countryName(code),
    region: regionOf.get(code) ?? ("Other" as const),
    rule: ProtectStatus,
  }));
  return lines.sort((a, b) => a.name.localeCompare(b.name, "en"));
}

export interface RuleFilter {
  text: string;
  region: Region | "";
  rule: Rule | "";
}

export const noFilter: RuleFilter = { text: "", region: "", rule: "" };

export function found(lines: CountryRule[], filter: RuleFilter): CountryRule[] {
  const text = filter.text.trim().toLowerCase();
  return lines.filter(
    (line) =>
      (filter.region === "" || line.region === filter.region) &&
      (filter.rule === "" || line.rule === filter.rule) &&
      (text === "" || line.name.toLowerCase().includes(text) || line.code.toLowerCase() === text),
  );
}

export type RuleColumn = "name" | "region" | "rule";

export function sortedRules(
  lines: CountryRule[],
  column: RuleColumn,
  descending: boolean,
): CountryRule[] {
  const sign = descending ? -1 : 1;
  return [...lines].sort(
    (a, b) => sign * a[column].localeCompare(b[column], "en") || a.name.localeCompare(b.name, "en"),
  );
}

/** How many countries have each rule. */
export function ruleCounts(lines: CountryRule[]): Record<Rule, number> {
  const counts: Record<Rule, number> = { ALLOW: 0, BLOCK: 0, FILTER: 0, MONITOR: 0 };
  for (const { rule } of lines) counts[rule] += 1;
  return counts;
}

/** The requests that give countries a rule: each within the bound of the API. */
export function updates(codes: string[], rule: Rule): Record<string, { ProtectStatus: Rule }>[] {
  const parts: string[][] = [];
  for (let at = 0; at < codes.length; at += mostAtOnce)
    parts.push(codes.slice(at, at + mostAtOnce));
  return parts.map((part) =>
    Object.fromEntries(part.map((code) => [code, { ProtectStatus: rule }])),
  );
}
