/**
 * What a text takes as a short message: the same rules as the server's `sms-codec` crate, proven by
 * the same vectors (crates/sms-codec/tests/vectors.json). Source: sms.md §3.3; the alphabet is that
 * of 3GPP TS 23.038 §6.2.1.
 */

const alphabet = new Set(
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà" +
    // A lone escape belongs to the set.
    "\u001b",
);

/** What follows an escape, and so takes two septets. */
const extension = new Set("\f^{}\\[~]|€");

export type Encoding = "GSM" | "Unicode";

const rooms: Record<Encoding, { alone: number; each: number; most: number }> = {
  GSM: { alone: 160, each: 153, most: 1530 },
  Unicode: { alone: 70, each: 67, most: 630 },
};

export interface Measure {
  encoding: Encoding;
  /** Septets, or UTF-16 units. */
  units: number;
  /** The most units of a message. */
  most: number;
  tooLong: boolean;
  /** The text of each part; one empty part for no text. */
  parts: string[];
  /** Units that fit into the last part yet. */
  remaining: number;
  /** What made the message Unicode, each once. */
  foreign: string[];
}

function septets(character: string): number | null {
  if (alphabet.has(character)) return 1;
  return extension.has(character) ? 2 : null;
}

export function measure(text: string): Measure {
  // By code points: a surrogate pair is never cut.
  const characters = Array.from(text);
  const foreign = [...new Set(characters.filter((one) => septets(one) === null))];
  const encoding: Encoding = foreign.length === 0 ? "GSM" : "Unicode";
  const cost = (character: string) =>
    encoding === "GSM" ? (septets(character) ?? 0) : character.length;
  const units = characters.reduce((sum, character) => sum + cost(character), 0);
  const { alone, each, most } = rooms[encoding];
  const room = units <= alone ? alone : each;
  const parts: string[] = [];
  let part = "";
  let used = 0;
  for (const character of characters) {
    if (used + cost(character) > room) {
      parts.push(part);
      part = "";
      used = 0;
    }
    part += character;
    used += cost(character);
  }
  parts.push(part);
  return { encoding, units, most, tooLong: units > most, parts, remaining: room - used, foreign };
}

/** A character that cannot be seen by itself, or the character. */
export function characterText(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const point = `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
  return /[\s\p{C}]/u.test(character) ? point : `${character} (${point})`;
}
