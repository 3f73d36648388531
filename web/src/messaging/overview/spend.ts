/** Spend limits as the overview shows and changes them (sms.md §10.4). */

import type { Channel, SpendLimit } from "../types";

export interface SpendRow {
  channel: Channel;
  label: string;
  /** US dollars a month that the account may spend. */
  account: number;
  /** The lower limit that somebody set, if any. */
  enforced: number | null;
  spent: number;
  remaining: number;
}

const labels: Record<Channel, string> = { TEXT: "SMS", MEDIA: "MMS", VOICE: "Voice" };
const channels: Channel[] = ["TEXT", "MEDIA", "VOICE"];

export function spendRows(limits: SpendLimit[], spent: Record<Channel, number>): SpendRow[] {
  return channels.flatMap((channel) => {
    const limit = limits.find(({ Name }) => Name === `${channel}_MESSAGE_MONTHLY_SPEND_LIMIT`);
    if (limit === undefined) return [];
    const most = limit.Overridden ? limit.EnforcedLimit : limit.MaxLimit;
    return [
      {
        channel,
        label: labels[channel],
        account: limit.MaxLimit,
        enforced: limit.Overridden ? limit.EnforcedLimit : null,
        spent: spent[channel],
        remaining: Math.max(0, most - spent[channel]),
      },
    ];
  });
}

/** What is wrong with a limit that was typed, or null. */
export function limitProblem(text: string, account: number): string | null {
  if (!/^\d+$/.test(text.trim())) return "Enter whole US dollars.";
  const value = Number(text.trim());
  if (value < 1 || value > account) return `Enter 1 to ${account}.`;
  return null;
}

/** The operation that sets a channel's own limit, or takes it away. */
export function limitOperation(channel: Channel, set: boolean): string {
  const word = { TEXT: "Text", MEDIA: "Media", VOICE: "Voice" }[channel];
  return `${set ? "Set" : "Delete"}${word}MessageSpendLimitOverride`;
}
