/** Numbers as people type them, and the E.164 numbers that are meant. Pure. */

export interface Country {
  iso: string;
  name: string;
  code: string;
  /** What is dialled before a number within the country, and not from abroad. */
  trunk: string;
}

const table: [iso: string, name: string, code: string, trunk?: string][] = [
  ["AU", "Australia", "61", "0"],
  ["AT", "Austria", "43", "0"],
  ["BE", "Belgium", "32", "0"],
  ["BR", "Brazil", "55", "0"],
  ["CA", "Canada", "1", "1"],
  ["CZ", "Czechia", "420"],
  ["DK", "Denmark", "45"],
  ["FI", "Finland", "358", "0"],
  ["FR", "France", "33", "0"],
  ["DE", "Germany", "49", "0"],
  ["HK", "Hong Kong", "852"],
  ["IN", "India", "91", "0"],
  ["IE", "Ireland", "353", "0"],
  ["IT", "Italy", "39"],
  ["JP", "Japan", "81", "0"],
  ["KR", "Korea", "82", "0"],
  ["LU", "Luxembourg", "352"],
  ["MX", "Mexico", "52"],
  ["NL", "Netherlands", "31", "0"],
  ["NZ", "New Zealand", "64", "0"],
  ["NO", "Norway", "47"],
  ["PL", "Poland", "48"],
  ["PT", "Portugal", "351"],
  ["PR", "Puerto Rico", "1", "1"],
  ["SG", "Singapore", "65"],
  ["ZA", "South Africa", "27", "0"],
  ["ES", "Spain", "34"],
  ["SE", "Sweden", "46", "0"],
  ["CH", "Switzerland", "41", "0"],
  ["GB", "United Kingdom", "44", "0"],
  ["US", "United States", "1", "1"],
];

export const countries: readonly Country[] = table.map(([iso, name, code, trunk = ""]) => ({
  iso,
  name,
  code,
  trunk,
}));

const unitedStates: Country = { iso: "US", name: "United States", code: "1", trunk: "1" };

/** The country of a two-letter code; the United States for one that is not listed. */
export function countryOf(iso: string): Country {
  return countries.find((country) => country.iso === iso) ?? unitedStates;
}

/** The letters of each key, for numbers such as 1-800-EXAMPLE (ITU-T E.161). */
const letters = ["", "", "ABC", "DEF", "GHI", "JKL", "MNO", "PQRS", "TUV", "WXYZ"];

function digitsOf(text: string): string {
  return text
    .toUpperCase()
    .replace(/[A-Z]/g, (letter) => String(letters.findIndex((on) => on.includes(letter))))
    .replace(/[^0-9]/g, "");
}

/**
 * What is typed, as a number of E.164: with `+`, with the prefix for calls abroad, or as it is
 * dialled within the country. Null while it is no whole number.
 */
export function toE164(typed: string, country: Country): string | null {
  const text = typed.trim();
  let digits = digitsOf(text);
  const abroad = country.code === "1" ? "011" : "00";
  if (text.startsWith("+")) {
    // As it is.
  } else if (digits.startsWith(abroad)) {
    digits = digits.slice(abroad.length);
  } else {
    if (country.trunk !== "" && digits.startsWith(country.trunk)) {
      digits = digits.slice(country.trunk.length);
    }
    digits = country.code + digits;
  }
  const number = `+${digits}`;
  if (!/^\+[1-9]\d{6,14}$/.test(number)) return null;
  // North American numbers have ten digits after the country code.
  return number.startsWith("+1") && number.length !== 12 ? null : number;
}

/** The country that a number belongs to, by the longest code; several share +1. */
export function countryOfNumber(number: string, preferred: Country): Country | null {
  const fits = (country: Country) => number.startsWith(`+${country.code}`);
  if (fits(preferred)) return preferred;
  const found = countries.filter(fits).sort((a, b) => b.code.length - a.code.length);
  return found.find((country) => country.iso === "US") ?? found[0] ?? null;
}
