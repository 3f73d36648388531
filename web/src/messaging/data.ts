/** What messaging's API does not tell: the pages' own reads under `/app/messaging/`. */

import { send } from "../protocol/http";
import type { Channel } from "./types";

export interface MessageEvent {
  at: string;
  type: string;
  status: string;
  description: string;
  isFinal: boolean;
}

/** What became of a message so far. */
export interface SentMessage {
  id: string;
  channel: Channel;
  destination: string;
  originator: string;
  country: string;
  type: string;
  parts: number;
  price: number;
  carrier: string | null;
  status: string;
  description: string;
  isFinal: boolean;
  dryRun: boolean;
  accepted: string;
  events: MessageEvent[];
}

export interface Country {
  code: string;
  name: string;
  shortCodes: boolean;
  longCodes: "YES" | "NO" | "INBOUND_ONLY";
  senderIds: "YES" | "NO" | "REGISTERED";
  twoWay: boolean;
}

/** A pair of destinations at which nothing leaves the product. */
export interface SimulatorPair {
  country: string;
  delivered: string;
  failing: string;
}

async function read<T>(path: string): Promise<T> {
  return (await (await send(`/app/messaging/${path}`)).json()) as T;
}

export const messagingData = {
  message: (id: string) => read<SentMessage>(`messages/${encodeURIComponent(id)}`),
  /** US dollars of this month. */
  spend: () => read<Record<Channel, number>>("spend"),
  countries: () => read<{ countries: Country[]; simulators: SimulatorPair[] }>("countries"),
};
