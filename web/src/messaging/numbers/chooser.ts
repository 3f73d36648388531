/** Which kind of originator suits: the rules of the chooser (sms.md §15.5) and of §7.1, §15.2, §15.4. */

import type { Country } from "../data";
import type { Capability, NumberType } from "../types";

export type Use = "SMS" | "SMS_MMS" | "VOICE";
/** Message parts a second at the busiest time. */
export type Rate = "LOW" | "MEDIUM" | "HIGH";
export type Kind = NumberType | "SENDER_ID" | "SHARED";

export interface Wish {
  country: Country;
  use: Use;
  rate: Rate;
  twoWay: boolean;
  /** All messages must come from one identity. */
  same: boolean;
  /** The company is in the country. */
  local: boolean;
}

export interface Choice {
  kind: Kind;
  recommended: boolean;
  /** Whether it can be requested in the wizard. */
  requestable: boolean;
  text: string;
}

/** The countries of the US numbering: no long codes of the ordinary sort (sms.md §7.1). */
const ofUs = ["US", "PR", "VI", "GU", "AS"];
const withMms = ["US", "CA"];

/** Voice numbers of these need an address in the country (sms.md §15.4). */
const addressNeeded =
  "AR AU BH BG KH HR FI DE GR HU IS IE IT KZ LV LU ML MX MD NI NO PL RO SK SI ZA CH TW TJ TH UY VE".split(
    " ",
  );

export const supportsMms = (country: Country): boolean => withMms.includes(country.code);

/** The capabilities that a use asks for. */
export function capabilitiesOf(use: Use): Capability[] {
  switch (use) {
    case "SMS":
      return ["SMS"];
    case "SMS_MMS":
      return ["SMS", "MMS"];
    case "VOICE":
      return ["VOICE"];
  }
}

const texts: Record<Kind, string> = {
  TOLL_FREE: "1 to 3 message parts a second. For transactional messages; needs a registration.",
  TEN_DLC: "10 to 75 message parts a second, by brand and campaign. Needs a registered campaign.",
  SHORT_CODE: "100 message parts a second and more. Lent by carriers, not requested here.",
  LONG_CODE: "An ordinary number of the country, for messages both ways.",
  SIMULATOR: "Reaches the simulator's destinations alone. For trying out; nothing leaves.",
  SENDER_ID: "A name in the place of a number. Recipients cannot answer.",
  SHARED: "No number of your own: messages come from the carrier's, such as NOTICE.",
};

function wireKind(wish: Wish): Kind {
  const byRate: Record<Rate, Kind> = { LOW: "TOLL_FREE", MEDIUM: "TEN_DLC", HIGH: "SHORT_CODE" };
  const { country } = wish;
  if (ofUs.includes(country.code)) return byRate[wish.rate];
  if (wish.use === "VOICE") return "LONG_CODE";
  if (wish.use === "SMS_MMS")
    return country.shortCodes && wish.rate === "HIGH" ? "SHORT_CODE" : "LONG_CODE";
  const dedicated: Kind | null = country.shortCodes
    ? "SHORT_CODE"
    : country.longCodes === "YES"
      ? "LONG_CODE"
      : null;
  if (wish.twoWay && country.twoWay) {
    return dedicated ?? (country.longCodes === "INBOUND_ONLY" ? "LONG_CODE" : "SHARED");
  }
  if (!wish.same) return "SHARED";
  if (country.senderIds !== "NO") return "SENDER_ID";
  return dedicated ?? "SHARED";
}

/** The kinds that a country has for a use. */
function kindsOf(wish: Wish): Kind[] {
  const { country, use } = wish;
  // Where a country has no two-way messages, all are one-way.
  const twoWay = wish.twoWay && country.twoWay;
  if (ofUs.includes(country.code)) {
    const kinds: Kind[] = ["TOLL_FREE", "TEN_DLC"];
    if (use !== "VOICE") kinds.push("SHORT_CODE");
    if (country.code === "US") kinds.push("SIMULATOR");
    return kinds;
  }
  if (use === "VOICE") return ["LONG_CODE"];
  const kinds: Kind[] = [];
  if (country.shortCodes) kinds.push("SHORT_CODE");
  const receives = country.longCodes === "INBOUND_ONLY" && twoWay;
  if (country.longCodes === "YES" || receives) kinds.push("LONG_CODE");
  if (use === "SMS" && !twoWay && country.senderIds !== "NO") kinds.push("SENDER_ID");
  // Shared identities are not to be had in China.
  if (use === "SMS" && !twoWay && country.code !== "CN") kinds.push("SHARED");
  return kinds;
}

function textOf(kind: Kind, wish: Wish): string {
  const { country } = wish;
  if (kind === "SENDER_ID" && country.senderIds === "REGISTERED") {
    return `${texts.SENDER_ID} It must be registered in this country.`;
  }
  if (kind === "LONG_CODE" && country.longCodes === "INBOUND_ONLY" && wish.use !== "VOICE") {
    return "Receives messages and cannot send any in this country.";
  }
  if (kind === "LONG_CODE" && wish.use === "VOICE") {
    return needsAddress(wish)
      ? "Carriers lend voice numbers of this country to companies with an address in it."
      : "A number of the country that spoken messages come from.";
  }
  if (kind === "SHARED" && country.code === "IN") {
    return "Sent at once on the international route, which costs more.";
  }
  return texts[kind];
}

const needsAddress = (wish: Wish): boolean =>
  wish.use === "VOICE" && addressNeeded.includes(wish.country.code) && !wish.local;

/** What there is for a wish, the recommended one first. */
export function choices(wish: Wish): Choice[] {
  const recommended = wireKind(wish);
  const kinds = kindsOf(wish);
  const all = kinds.map((kind) => ({
    kind,
    recommended: kind === recommended,
    requestable:
      ["TOLL_FREE", "TEN_DLC", "LONG_CODE", "SIMULATOR"].includes(kind) && !needsAddress(wish),
    text: textOf(kind, wish),
  }));
  return all.sort((a, b) => Number(b.recommended) - Number(a.recommended));
}

/** Whether a number of the kind must be registered before it may send (sms.md §12). */
export const needsRegistration = (kind: Kind): boolean =>
  kind === "TOLL_FREE" || kind === "TEN_DLC";
