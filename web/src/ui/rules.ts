/** The rules of passwords, as the server has them (spec connect-a §3.11). */

const rules: { text: string; holds: (password: string) => boolean }[] = [
  { text: "8 to 64 characters", holds: (it) => /^.{8,64}$/su.test(it) },
  { text: "an upper-case letter", holds: (it) => /\p{Lu}/u.test(it) },
  { text: "a lower-case letter", holds: (it) => /\p{Ll}/u.test(it) },
  { text: "a digit", holds: (it) => /[0-9]/.test(it) },
  { text: "no white space", holds: (it) => !/\s/u.test(it) },
];

/** The rules that a password breaks, in words; none when it is fine. */
export function brokenRules(password: string): string[] {
  return rules.filter((rule) => !rule.holds(password)).map((rule) => rule.text);
}

export const rulesText =
  "8 to 64 characters with an upper-case letter, a lower-case letter and a digit, and no white space.";
