/** Names of countries. */

const regions = new Intl.DisplayNames(["en"], { type: "region" });

/** A country's name by its code, or the code. */
export function countryName(code: string): string {
  try {
    return regions.of(code) ?? code;
  } catch {
    return code;
  }
}
