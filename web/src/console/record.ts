/**
 * Reading of the contact record (spec connect-d §9). Every field may be absent: a record grows while
 * its contact lives, and later versions add fields. Pure.
 */

import type { ContactSummary } from "../protocol/types";

type Json = Record<string, unknown>;

function part(value: unknown): Json {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Json)
    : {};
}

function str(from: Json, field: string): string | null {
  const value = from[field];
  return typeof value === "string" && value !== "" ? value : null;
}

function num(from: Json, field: string): number | null {
  const value = from[field];
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

export interface RecordView {
  contactId: string | null;
  channel: string | null;
  initiationMethod: string | null;
  disconnectReason: string | null;
  customer: string | null;
  dialled: string | null;
  initiated: string | null;
  connectedToSystem: string | null;
  enqueued: string | null;
  dequeued: string | null;
  connectedToAgent: string | null;
  disconnected: string | null;
  workStarted: string | null;
  workEnded: string | null;
  queueName: string | null;
  queueSeconds: number | null;
  agent: string | null;
  routingProfile: string | null;
  interactionSeconds: number | null;
  holds: number | null;
  holdSeconds: number | null;
  longestHoldSeconds: number | null;
  workSeconds: number | null;
  attempts: number | null;
  initialContactId: string | null;
  previousContactId: string | null;
  nextContactId: string | null;
  relatedContactId: string | null;
  lastUpdated: string | null;
  attributes: [string, string][];
  tags: [string, string][];
}

function pairs(value: unknown): [string, string][] {
  return Object.entries(part(value))
    .map(([key, item]): [string, string] => [
      key,
      typeof item === "string" ? item : JSON.stringify(item),
    ])
    .sort(([a], [b]) => a.localeCompare(b));
}

export function viewRecord(record: Json): RecordView {
  const agent = part(record["Agent"]);
  const queue = part(record["Queue"]);
  return {
    contactId: str(record, "ContactId"),
    channel: str(record, "Channel"),
    initiationMethod: str(record, "InitiationMethod"),
    disconnectReason: str(record, "DisconnectReason"),
    customer: str(part(record["CustomerEndpoint"]), "Address"),
    dialled: str(part(record["SystemEndpoint"]), "Address"),
    initiated: str(record, "InitiationTimestamp"),
    connectedToSystem: str(record, "ConnectedToSystemTimestamp"),
    enqueued: str(queue, "EnqueueTimestamp"),
    dequeued: str(queue, "DequeueTimestamp"),
    connectedToAgent: str(agent, "ConnectedToAgentTimestamp"),
    disconnected: str(record, "DisconnectTimestamp"),
    workStarted: str(agent, "AfterContactWorkStartTimestamp"),
    workEnded: str(agent, "AfterContactWorkEndTimestamp"),
    queueName: str(queue, "Name"),
    queueSeconds: num(queue, "Duration"),
    agent: str(agent, "Username"),
    routingProfile: str(part(agent["RoutingProfile"]), "Name"),
    interactionSeconds: num(agent, "AgentInteractionDuration"),
    holds: num(agent, "NumberOfHolds"),
    holdSeconds: num(agent, "CustomerHoldDuration"),
    longestHoldSeconds: num(agent, "LongestHoldDuration"),
    workSeconds: num(agent, "AfterContactWorkDuration"),
    attempts: num(record, "AgentConnectionAttempts"),
    initialContactId: str(record, "InitialContactId"),
    previousContactId: str(record, "PreviousContactId"),
    nextContactId: str(record, "NextContactId"),
    relatedContactId: str(record, "RelatedContactId"),
    lastUpdated: str(record, "LastUpdateTimestamp"),
    attributes: pairs(record["Attributes"]),
    tags: pairs(record["Tags"]),
  };
}

export type PhaseName = "flow" | "queue" | "agent" | "work";

export interface Phase {
  name: PhaseName;
  from: number;
  to: number;
  /** The phase goes on now. */
  open: boolean;
}

/**
 * The contact's phases on a time line: in the flow, in the queue, with the agent, after-contact
 * work. Phases that the record does not have are left out; the one under way ends at `now`.
 */
export function phases(view: RecordView, now: number): Phase[] {
  const at = (iso: string | null) => {
    const time = iso === null ? Number.NaN : Date.parse(iso);
    return Number.isNaN(time) ? null : time;
  };
  const initiated = at(view.initiated);
  if (initiated === null) return [];
  const enqueued = at(view.enqueued);
  const agent = at(view.connectedToAgent);
  const ended = at(view.disconnected);
  const workStarted = at(view.workStarted);
  const workEnded = at(view.workEnded);
  const dequeued = at(view.dequeued) ?? agent;

  const found: Phase[] = [];
  const add = (name: PhaseName, from: number, to: number | null) => {
    const end = Math.max(from, to ?? now);
    found.push({ name, from, to: end, open: to === null });
  };
  add("flow", initiated, enqueued ?? agent ?? ended);
  if (enqueued !== null) add("queue", enqueued, dequeued ?? ended);
  if (agent !== null) add("agent", agent, workStarted ?? ended);
  if (workStarted !== null) add("work", workStarted, workEnded);
  return found;
}

/** Whether the record may still change by itself: the page then keeps asking. */
export function isUnfinished(view: RecordView): boolean {
  if (view.disconnected === null) return true;
  return view.workStarted !== null && view.workEnded === null;
}

const words: Record<string, string> = {
  INBOUND: "Inbound",
  OUTBOUND: "Outbound",
  TRANSFER: "Transfer",
  CALLBACK: "Callback",
  API: "API",
  QUEUE_TRANSFER: "Queue transfer",
  EXTERNAL_OUTBOUND: "External outbound",
  MONITOR: "Monitor",
  DISCONNECT: "Disconnect flow",
  VOICE: "Voice",
  CHAT: "Chat",
  TASK: "Task",
  CUSTOMER_DISCONNECT: "Customer hung up",
  AGENT_DISCONNECT: "Agent hung up",
  THIRD_PARTY_DISCONNECT: "Third party hung up",
  TELECOM_PROBLEM: "Network problem",
  BARGED: "Ended by a manager",
  CONTACT_FLOW_DISCONNECT: "Flow ended the call",
  EXPIRED: "Expired",
  OTHER: "Other",
};

/** A code of the record in words; unknown codes are shown as they are. */
export function wordsFor(code: string | null): string {
  if (code === null) return "–";
  return words[code] ?? code;
}

/** Seconds as `12 s`, `3 min 5 s`, `1 h 2 min`. */
export function durationText(ms: number | null): string {
  if (ms === null) return "–";
  const total = Math.max(0, Math.round(ms / 1000));
  if (total < 60) return `${total} s`;
  if (total < 3600)
    return total % 60 === 0 ? `${total / 60} min` : `${Math.floor(total / 60)} min ${total % 60} s`;
  return `${Math.floor(total / 3600)} h ${Math.floor((total % 3600) / 60)} min`;
}

/** How long a contact of the list lasted, or has lasted until now. */
export function summaryDuration(contact: ContactSummary, now: number): number | null {
  if (contact.durationMs !== null) return contact.durationMs;
  const from = Date.parse(contact.initiated);
  return contact.live && !Number.isNaN(from) ? now - from : null;
}

const dateTime = new Intl.DateTimeFormat(undefined, {
  year: "numeric",
  month: "short",
  day: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
});

/** A time in this computer's zone. */
export function timeText(iso: string | null): string {
  const at = iso === null ? Number.NaN : Date.parse(iso);
  return Number.isNaN(at) ? "–" : dateTime.format(at);
}

/** A time of day with milliseconds, for events. */
export function preciseTime(iso: string): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  const two = (value: number) => String(value).padStart(2, "0");
  const millis = String(at.getMilliseconds()).padStart(3, "0");
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}.${millis}`;
}
