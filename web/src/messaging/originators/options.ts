/** Numbers and sender IDs to choose from. */

import type { SelectProps } from "@cloudscape-design/components/select";
import { capabilitiesText, messageTypeText, numberTypeText } from "../text";
import type { MessageType, PhoneNumber, Pool, SenderId } from "../types";

export interface Originator {
  /** What operations name it by. */
  id: string;
  country: string;
  types: MessageType[];
  option: SelectProps.Option;
}

export const ofNumbers = (numbers: PhoneNumber[]): Originator[] =>
  numbers.map((it) => ({
    id: it.PhoneNumberId,
    country: it.IsoCountryCode,
    types: [it.MessageType],
    option: {
      value: it.PhoneNumberId,
      label: it.PhoneNumber,
      description: `${it.IsoCountryCode} · ${numberTypeText(it.NumberType)} · ${capabilitiesText(it.NumberCapabilities)}`,
      tags: [messageTypeText(it.MessageType)],
      disabled: it.Status !== "ACTIVE",
      ...(it.Status === "ACTIVE" ? {} : { labelTag: "Not active yet" }),
    },
  }));

export const ofSenderIds = (senderIds: SenderId[]): Originator[] =>
  senderIds.map((it) => ({
    id: it.SenderIdArn,
    country: it.IsoCountryCode,
    types: it.MessageTypes,
    option: {
      value: it.SenderIdArn,
      label: it.SenderId,
      description: `${it.IsoCountryCode} · Sender ID`,
      tags: it.MessageTypes.map(messageTypeText),
    },
  }));

export const ofPools = (pools: Pool[], nameOf: (pool: Pool) => string): Originator[] =>
  pools.map((it) => ({
    id: it.PoolId,
    country: "",
    types: [it.MessageType],
    option: {
      value: it.PoolId,
      label: nameOf(it),
      description: "Pool",
      tags: [messageTypeText(it.MessageType)],
    },
  }));
