/** Types of events, and which of them an event destination is told (sms.md §11.3). */

import type { Channel } from "../types";

export interface EventGroup {
  channel: Channel;
  label: string;
  /** Stands for all of the group. */
  all: string;
  types: string[];
}

const texts = [
  "QUEUED",
  "PENDING",
  "SUCCESSFUL",
  "DELIVERED",
  "BLOCKED",
  "CARRIER_BLOCKED",
  "SPAM",
  "INVALID",
  "INVALID_MESSAGE",
  "UNREACHABLE",
  "CARRIER_UNREACHABLE",
  "TTL_EXPIRED",
  "UNKNOWN",
];
const files = ["FILE_TYPE_UNSUPPORTED", "FILE_SIZE_EXCEEDED", "FILE_INACCESSIBLE"];
const calls = [
  "INITIATED",
  "RINGING",
  "ANSWERED",
  "COMPLETED",
  "BUSY",
  "NO_ANSWER",
  "FAILED",
  "TTL_EXPIRED",
];

const group = (channel: Channel, label: string, words: string[]): EventGroup => ({
  channel,
  label,
  all: `${channel}_ALL`,
  types: words.map((word) => `${channel}_${word}`),
});

export const eventGroups: EventGroup[] = [
  group("TEXT", "SMS", texts),
  group("VOICE", "Voice", calls),
  group("MEDIA", "MMS", [...texts, ...files]),
];

/** A type in words: `TEXT_CARRIER_BLOCKED` is “Carrier blocked”. */
export function eventWords(type: string): string {
  const word = type.replace(/^(TEXT|VOICE|MEDIA|RCS)_/, "");
  const text = word.toLowerCase().replaceAll("_", " ").replace("ttl", "time to live");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** What a list of types says of a group: everything, nothing, or some of it. */
export function chosenOf(group: EventGroup, types: readonly string[]): string[] {
  if (types.includes("ALL") || types.includes(group.all)) return group.types;
  return group.types.filter((type) => types.includes(type));
}

/** The shortest list that says the same: selectors stand for whole groups. */
export function shortest(types: readonly string[]): string[] {
  const parts = eventGroups.map((one) => {
    const chosen = chosenOf(one, types);
    return chosen.length === one.types.length ? [one.all] : chosen;
  });
  const all = parts.every((part, at) => part[0] === eventGroups[at]?.all);
  return all ? ["ALL"] : parts.flat();
}

/** A list of types in few words. */
export function typesText(types: readonly string[]): string {
  if (types.includes("ALL")) return "All events";
  return eventGroups
    .flatMap((one) => {
      const chosen = chosenOf(one, types);
      if (chosen.length === 0) return [];
      const what =
        chosen.length === one.types.length
          ? "all"
          : `${chosen.length} ${chosen.length === 1 ? "type" : "types"}`;
      return [`${one.label}: ${what}`];
    })
    .join(", ");
}
