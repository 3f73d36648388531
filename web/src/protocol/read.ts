/**
 * Checked reading of JSON from outside. A reader returns the typed value or throws `ShapeError`,
 * naming the field, so that a malformed message is dropped whole and never half applied.
 */

export class ShapeError extends Error {
  constructor(field: string, wanted: string) {
    super(`${field} is not ${wanted}`);
    this.name = "ShapeError";
  }
}

export type Fields = Record<string, unknown>;

export function fields(value: unknown, field: string): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new ShapeError(field, "an object");
  }
  return value as Fields;
}

export function text(from: Fields, field: string): string {
  const value = from[field];
  if (typeof value !== "string") throw new ShapeError(field, "a string");
  return value;
}

/** A string, or null when the field is null or absent. */
export function optionalText(from: Fields, field: string): string | null {
  const value = from[field];
  if (value === null || value === undefined) return null;
  return text(from, field);
}

export function number(from: Fields, field: string): number {
  const value = from[field];
  if (typeof value !== "number" || !Number.isFinite(value)) throw new ShapeError(field, "a number");
  return value;
}

export function flag(from: Fields, field: string): boolean {
  const value = from[field];
  if (typeof value !== "boolean") throw new ShapeError(field, "true or false");
  return value;
}

export function list<T>(from: Fields, field: string, each: (item: unknown) => T): T[] {
  const value = from[field];
  if (!Array.isArray(value)) throw new ShapeError(field, "a list");
  return value.map(each);
}

export function oneOf<const T extends string>(
  from: Fields,
  field: string,
  allowed: readonly T[],
): T {
  const value = text(from, field);
  const found = allowed.find((candidate) => candidate === value);
  if (found === undefined) throw new ShapeError(field, `one of ${allowed.join(", ")}`);
  return found;
}

/** A map of strings; other values are shown as their JSON, a missing map is empty. */
export function textMap(from: Fields, field: string): Record<string, string> {
  const value = from[field];
  if (value === null || value === undefined) return {};
  const entries = Object.entries(fields(value, field)).map(
    ([key, item]) => [key, typeof item === "string" ? item : JSON.stringify(item)] as const,
  );
  return Object.fromEntries(entries);
}
