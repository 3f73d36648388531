/** What is wrong with what was typed into messaging's forms: a text for people, or null. */

import type { KeywordAction } from "./types";

/** Numbers as they are sent: without what people put between digits. */
export const plainNumber = (text: string): string => text.replace(/[\s().-]/g, "");

/** E.164 (sms.md §2.1): a plus sign, and 15 digits at most that do not begin with 0. */
export function numberProblem(text: string): string | null {
  const plain = plainNumber(text);
  if (plain === "") return "Enter a phone number.";
  if (!plain.startsWith("+")) return "Begin with + and the country, as in +12065550142.";
  if (!/^\+[1-9]\d{6,14}$/.test(plain)) return "This is no phone number with its country.";
  return null;
}

/** Sender IDs have 3 to 11 letters, digits and hyphens, with a letter; India's have 6 (sms.md §8). */
export function senderIdProblem(text: string, country: string): string | null {
  const id = text.trim();
  if (id === "") return "Enter a sender ID.";
  if (!/^[A-Za-z0-9-]+$/.test(id)) return "Use letters, digits and hyphens, without spaces.";
  if (country === "IN") {
    if (!/^([A-Za-z]{6}|\d{6})$/.test(id)) return "India's have 6 letters, or 6 digits.";
    return null;
  }
  if (id.length < 3 || id.length > 11) return "It has 3 to 11 characters.";
  if (!/[A-Za-z]/.test(id)) return "It needs a letter.";
  return null;
}

/** Whose opt-outs carriers and law ask for: they can be deleted by nobody (sms.md §4.3). */
export const mandatoryOptOuts = [
  "ARRET",
  "CANCEL",
  "END",
  "OPT-OUT",
  "OPTOUT",
  "QUIT",
  "REMOVE",
  "STOP",
  "TD",
  "UNSUBSCRIBE",
];

/** Keywords that stay: the opt-outs, and HELP. */
export const isLasting = (keyword: string): boolean =>
  keyword.toUpperCase() === "HELP" || mandatoryOptOuts.includes(keyword.toUpperCase());

export function keywordProblem(text: string): string | null {
  if (text.trim() === "") return "Enter a keyword.";
  if (text !== text.trim()) return "A keyword neither begins nor ends with a space.";
  if (text.length > 30) return "A keyword has 30 characters at most.";
  return null;
}

export function keywordActionProblem(keyword: string, action: KeywordAction): string | null {
  return mandatoryOptOuts.includes(keyword.toUpperCase()) && action !== "OPT_OUT"
    ? "This keyword opts out and cannot do anything else."
    : null;
}

export function keywordMessageProblem(text: string): string | null {
  if (text.trim() === "") return "Enter what is answered.";
  return text.length > 1600 ? "The answer has 1,600 characters at most." : null;
}

export function listNameProblem(text: string): string | null {
  if (text.trim() === "") return "Enter a name.";
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(text.trim())) {
    return "Use up to 64 letters, digits, hyphens and underscores.";
  }
  return null;
}

export function arnProblem(text: string): string | null {
  if (text.trim() === "") return "Enter an ARN.";
  return /^arn:\S+:\S+$/.test(text.trim()) ? null : "An ARN begins with arn:";
}

export function mediaProblem(text: string): string | null {
  if (text.trim() === "") return null;
  return /^s3:\/\/[^/\s]+\/\S+$/.test(text.trim()) ? null : "Write it as s3://bucket/key.";
}
