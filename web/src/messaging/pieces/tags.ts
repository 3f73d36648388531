/** What is wrong with tags, and what changed of them. */

import type { Tag } from "../types";

export function tagProblem(tags: Tag[], tag: Tag, at: number): string | null {
  if (tag.Key.trim() === "") return "Enter a key.";
  if (tag.Key.length > 128) return "A key has 128 characters at most.";
  if (tags.findIndex((other) => other.Key === tag.Key) !== at) return "This key is there already.";
  return null;
}

/** Which tags are to be put and which keys removed. */
export function tagChanges(before: Tag[], after: Tag[]): { put: Tag[]; remove: string[] } {
  const old = new Map(before.map((tag) => [tag.Key, tag.Value]));
  const keys = new Set(after.map((tag) => tag.Key));
  return {
    put: after.filter((tag) => old.get(tag.Key) !== tag.Value),
    remove: before.map((tag) => tag.Key).filter((key) => !keys.has(key)),
  };
}
