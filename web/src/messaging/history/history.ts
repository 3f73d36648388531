/** Messages that were sent, as our own API tells them (docs/messaging.md). */

import type { StatusIndicatorProps } from "@cloudscape-design/components/status-indicator";
import type { Channel } from "../types";

export interface SentMessage {
  MessageId: string;
  Channel: Channel;
  Destination: string;
  Originator: string;
  PoolId?: string;
  CountryCode: string;
  MessageType: string;
  ConfigurationSet?: string;
  Parts: number;
  Price: string;
  Carrier?: string;
  Status: string;
  Description: string;
  IsFinal: boolean;
  /** Seconds since the epoch. */
  Requested: number;
  At: number;
}

export interface Step {
  At: number;
  Status: string;
  Description: string;
  Carrier?: string;
}

export interface MessageDetails {
  Message: SentMessage;
  Steps?: Step[];
  Context?: Record<string, string>;
  TextLength: number;
  Unicode: boolean;
}

export interface Filters {
  destination: string;
  originator: string;
  set: string;
  id: string;
  status: string;
  /** Local times, as `datetime-local` has them. */
  from: string;
  to: string;
}

export const noFilters: Filters = {
  destination: "",
  originator: "",
  set: "",
  id: "",
  status: "",
  from: "",
  to: "",
};

export const statuses = [
  "QUEUED",
  "PENDING",
  "SUCCESSFUL",
  "DELIVERED",
  "COMPLETED",
  "BLOCKED",
  "CARRIER_BLOCKED",
  "SPAM",
  "INVALID",
  "INVALID_MESSAGE",
  "UNREACHABLE",
  "CARRIER_UNREACHABLE",
  "TTL_EXPIRED",
  "UNKNOWN",
  "BUSY",
  "NO_ANSWER",
  "FAILED",
];

const seconds = (local: string): number => new Date(local).getTime() / 1000;

/** The request that filters stand for; what is empty is no condition. */
export function searchInput(filters: Filters, token: string | null): Record<string, unknown> {
  const text = (value: string) => value.trim();
  const plain = filters.destination.replace(/[\s().-]/g, "");
  const members: [string, unknown][] = [
    ["Destination", plain],
    ["Originator", text(filters.originator)],
    ["ConfigurationSet", text(filters.set)],
    ["MessageId", text(filters.id)],
    ["Statuses", filters.status === "" ? "" : [filters.status]],
    ["From", filters.from === "" ? "" : seconds(filters.from)],
    ["To", filters.to === "" ? "" : seconds(filters.to)],
    ["NextToken", token ?? ""],
  ];
  return Object.fromEntries(members.filter(([, value]) => value !== ""));
}

/** Whether a status is good, bad, open or unclear. */
export function statusKind(status: string): StatusIndicatorProps.Type {
  switch (status) {
    case "DELIVERED":
    case "COMPLETED":
      return "success";
    case "QUEUED":
      return "pending";
    case "PENDING":
    case "SUCCESSFUL":
    case "INITIATED":
    case "RINGING":
    case "ANSWERED":
      return "in-progress";
    case "UNKNOWN":
      return "warning";
    default:
      return "error";
  }
}

export const isGood = (status: string): boolean => statusKind(status) === "success";
export const isBad = (status: string): boolean => statusKind(status) === "error";

export const channelTexts: Record<Channel, string> = { TEXT: "SMS", MEDIA: "MMS", VOICE: "Voice" };
