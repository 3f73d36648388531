/** Addresses with places for names, such as `/messaging/pools/:id`. */

/** What stands at the colons of a pattern, or null when the path is another one. */
export function parametersOf(pattern: string, path: string): Record<string, string> | null {
  const wanted = pattern.split("/");
  const given = (path.length > 1 ? path.replace(/\/$/, "") : path).split("/");
  if (wanted.length !== given.length) return null;
  const found: Record<string, string> = {};
  for (const [at, part] of wanted.entries()) {
    const text = given[at] ?? "";
    if (!part.startsWith(":")) {
      if (part !== text) return null;
      continue;
    }
    if (text === "") return null;
    try {
      found[part.slice(1)] = decodeURIComponent(text);
    } catch {
      return null;
    }
  }
  return found;
}
