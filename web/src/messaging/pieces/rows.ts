/** Finding and sorting the rows of a list. */

export interface Sorted {
  column: string;
  descending: boolean;
}

interface Arrangeable<T> {
  id: string;
  text: (row: T) => string;
  order?: (row: T) => string | number;
}

const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

function compare(a: string | number, b: string | number): number {
  return typeof a === "number" && typeof b === "number"
    ? a - b
    : collator.compare(String(a), String(b));
}

/** The rows in which each word of a text is in some column, sorted. */
export function arranged<T>(
  rows: readonly T[],
  columns: readonly Arrangeable<T>[],
  text: string,
  sorted: Sorted | null,
): T[] {
  const wanted = text.toLowerCase().split(/\s+/).filter(Boolean);
  const found = rows.filter((row) => {
    const whole = columns.map((column) => column.text(row).toLowerCase());
    return wanted.every((word) => whole.some((cell) => cell.includes(word)));
  });
  const column = columns.find(({ id }) => id === sorted?.column);
  if (sorted === null || column === undefined) return found;
  const order = column.order ?? column.text;
  const sign = sorted.descending ? -1 : 1;
  return found.sort((a, b) => sign * compare(order(a), order(b)));
}
