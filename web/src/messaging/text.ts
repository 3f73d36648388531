/** Words for what messaging's API calls by constants, and times. */

import type { Capability, Inbound, KeywordAction, MessageType, NumberType } from "./types";

const numberTypes: Record<NumberType, string> = {
  LONG_CODE: "Long code",
  SHORT_CODE: "Short code",
  TOLL_FREE: "Toll-free",
  TEN_DLC: "10DLC",
  SIMULATOR: "Simulator",
};

export const numberTypeText = (type: NumberType): string => numberTypes[type];

export const messageTypeText = (type: MessageType): string =>
  type === "TRANSACTIONAL" ? "Transactional" : "Promotional";

const capabilities: Record<Capability, string> = {
  SMS: "SMS",
  MMS: "MMS",
  VOICE: "Voice",
  RCS: "RCS",
};

export const capabilitiesText = (list: Capability[]): string =>
  list.map((one) => capabilities[one]).join(", ");

const actions: Record<KeywordAction, string> = {
  AUTOMATIC_RESPONSE: "Answer",
  OPT_OUT: "Opt out",
  OPT_IN: "Opt in",
};

export const keywordActionText = (action: KeywordAction): string => actions[action];

/** What a number's status means to somebody who looks at the list (sms.md §7.2, §17). */
export function numberStatusText(status: string): string {
  switch (status) {
    case "ACTIVE":
      return "Active";
    case "PENDING":
      return "Action required";
    case "ASSOCIATING":
    case "DISASSOCIATING":
      return "Pending";
    default:
      return "Deleted";
  }
}

/** A constant such as `AWS_REVIEWING` in words. */
export function words(constant: string): string {
  const text = constant.toLowerCase().replaceAll("_", " ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export const onOff = (value: boolean): string => (value ? "On" : "Off");

const moments = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

/** A time of the API. */
export const timeText = (seconds: number): string => moments.format(new Date(seconds * 1000));

const days = new Intl.DateTimeFormat(undefined, { dateStyle: "medium" });

/** The day of a time of the API. */
export const dayText = (seconds: number): string => days.format(new Date(seconds * 1000));

const clock = new Intl.DateTimeFormat(undefined, { timeStyle: "medium" });

/** The time of day of an ISO time. */
export const clockTime = (iso: string): string => clock.format(new Date(iso));

const regions = new Intl.DisplayNames(["en"], { type: "region" });

/** A country by its code, such as `Germany (DE)`. */
export function countryText(code: string): string {
  try {
    const name = regions.of(code);
    return name === undefined || name === code ? code : `${name} (${code})`;
  } catch {
    return code;
  }
}

/** Where answers go, in short. */
export function twoWayText(it: Inbound): string {
  if (!it.TwoWayEnabled) return "Off";
  const arn = it.TwoWayChannelArn ?? "";
  if (arn.startsWith("connect.")) return "To the contact centre";
  return arn === "" ? "On" : `To ${arn.split(":").at(-1) ?? arn}`;
}

export const dollars = (value: number): string =>
  new Intl.NumberFormat("en-US", {
    style: "currency",
    currency: "USD",
    maximumFractionDigits: 2,
  }).format(value);

export const count = (value: number): string => new Intl.NumberFormat("en-US").format(value);
