/** The draft of a request as it goes through the steps, and the request that it becomes. */

import type { Country } from "../data";
import { tagProblem } from "../pieces/tags";
import type { MessageType, Tag } from "../types";
import {
  capabilitiesOf,
  supportsMms,
  type Choice,
  type Kind,
  type Rate,
  type Use,
  type Wish,
} from "./chooser";

export interface Draft {
  country: string | null;
  use: Use;
  rate: Rate;
  twoWay: boolean;
  same: boolean;
  local: boolean;
  kind: Kind | null;
  /** The campaign of a 10DLC number. */
  registration: string | null;
  messageType: MessageType;
  pool: string | null;
  list: string | null;
  protect: boolean;
  tags: Tag[];
}

export const newDraft: Draft = {
  country: null,
  use: "SMS",
  rate: "LOW",
  twoWay: false,
  same: true,
  local: true,
  kind: null,
  registration: null,
  messageType: "TRANSACTIONAL",
  pool: null,
  list: null,
  protect: false,
  tags: [],
};

/** The use that a draft has in a country: MMS is not to be had everywhere. */
export const possibleUse = (draft: Draft, country: Country): Use =>
  draft.use === "SMS_MMS" && !supportsMms(country) ? "SMS" : draft.use;

export const wishOf = (draft: Draft, country: Country): Wish => ({
  country,
  use: possibleUse(draft, country),
  rate: draft.rate,
  twoWay: draft.twoWay && draft.use !== "VOICE",
  same: draft.same,
  local: draft.local,
});

/** Why a step cannot be left yet, or null. */
export function stepProblem(step: number, draft: Draft, offered: Choice[]): string | null {
  switch (step) {
    case 0:
      return draft.country === null ? "Choose a country." : null;
    case 2: {
      const chosen = offered.find(({ kind }) => kind === draft.kind);
      if (chosen === undefined) return "Choose an originator type.";
      if (!chosen.requestable) return "This one cannot be requested here.";
      return null;
    }
    case 3:
      return draft.tags.some((tag, at) => tagProblem(draft.tags, tag, at) !== null)
        ? "Some tags are not right."
        : null;
    default:
      return null;
  }
}

/** The input of RequestPhoneNumber, for the use that the country has. */
export function requestInput(draft: Draft, use: Use): object {
  const { kind, pool, list, tags } = draft;
  return {
    IsoCountryCode: draft.country,
    NumberType: kind,
    MessageType: draft.messageType,
    // Simulator numbers do everything; there is nothing to choose.
    NumberCapabilities: kind === "SIMULATOR" ? ["SMS", "MMS", "VOICE"] : capabilitiesOf(use),
    DeletionProtectionEnabled: draft.protect,
    ...(kind === "TEN_DLC" && draft.registration !== null
      ? { RegistrationId: draft.registration }
      : {}),
    ...(pool === null ? {} : { PoolId: pool }),
    ...(list === null ? {} : { OptOutListName: list }),
    ...(tags.length === 0 ? {} : { Tags: tags }),
  };
}
