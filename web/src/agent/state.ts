/**
 * What the agent's page knows, as a pure reducer. The server's snapshot is the truth; the page adds
 * only the connection, commands under way, and which contact is looked at. No clock, no socket.
 */

import type { ConnectionState } from "../protocol/socket";
import type {
  AgentConfig,
  AgentContact,
  AgentMessage,
  AgentSnapshot,
  AgentStatus,
  ProtocolError,
  QuickConnect,
} from "../protocol/types";

export type ContactAction =
  | "accept"
  | "reject"
  | "hangUp"
  | "clear"
  | "hold"
  | "resume"
  | "mute"
  | "digits"
  | "transfer"
  | "pause"
  | "party"
  | "monitor";

/** Which command is under way: at most one for the status and one per contact. */
export interface Pending {
  status: string | null;
  contacts: Readonly<Record<string, ContactAction>>;
}

export interface AgentState {
  connection: ConnectionState;
  config: AgentConfig | null;
  /** Null until they were asked for. */
  quickConnects: QuickConnect[] | null;
  snapshot: AgentSnapshot | null;
  /** Server's clock minus this computer's, in milliseconds. */
  clockOffsetMs: number;
  superseded: boolean;
  signedOut: string | null;
  pending: Pending;
  /** The last refused command, until dismissed or until the next one succeeds. */
  problem: ProtocolError | null;
  selectedContactId: string | null;
}

export type AgentInput =
  | { type: "connection"; state: ConnectionState }
  | { type: "message"; message: AgentMessage; at: number }
  | { type: "sent"; contactId: string; action: ContactAction }
  | { type: "sentStatus"; statusId: string }
  | { type: "replied"; contactId: string; error: ProtocolError | null }
  | { type: "repliedStatus"; error: ProtocolError | null }
  | { type: "problem"; error: ProtocolError }
  | { type: "dismissProblem" }
  | { type: "takeOver" }
  | { type: "select"; contactId: string };

export const initialAgentState: AgentState = {
  connection: { phase: "connecting" },
  config: null,
  quickConnects: null,
  snapshot: null,
  clockOffsetMs: 0,
  superseded: false,
  signedOut: null,
  pending: { status: null, contacts: {} },
  problem: null,
  selectedContactId: null,
};

/** Contacts that need the agent soonest come first. */
const urgency: Record<AgentContact["state"], number> = {
  INCOMING: 0,
  CONNECTING: 1,
  CONNECTED: 2,
  CONNECTED_ONHOLD: 2,
  PAUSED: 3,
  ENDED: 3,
  MISSED: 4,
  REJECTED: 4,
  ERROR: 4,
};

export function contactsByUrgency(contacts: readonly AgentContact[]): AgentContact[] {
  return [...contacts].sort(
    (a, b) => urgency[a.state] - urgency[b.state] || a.stateSince.localeCompare(b.stateSince),
  );
}

/** The contact the page shows: an offer always wins over a choice made before it came. */
export function focusedContact(state: AgentState): AgentContact | null {
  const sorted = contactsByUrgency(state.snapshot?.contacts ?? []);
  const first = sorted[0] ?? null;
  if (first?.state === "INCOMING") return first;
  return sorted.find((contact) => contact.contactId === state.selectedContactId) ?? first;
}

/** Whether it is work without anybody on the line. */
export function isTask(contact: AgentContact): boolean {
  return contact.channel === "TASK";
}

/** Whether somebody is on the line, or about to be. */
export function isTalking(contact: AgentContact): boolean {
  if (isTask(contact)) return false;
  return (
    contact.state === "CONNECTING" ||
    contact.state === "CONNECTED" ||
    contact.state === "CONNECTED_ONHOLD"
  );
}

export function isOnContact(state: AgentState): boolean {
  return (state.snapshot?.contacts ?? []).some(isTalking);
}

/**
 * Whether choosing a status now queues it as the next status: while anything but a missed or failed
 * card is open (spec connect-g §3.1).
 */
export function statusWouldQueue(state: AgentState): boolean {
  return (state.snapshot?.contacts ?? []).some(
    (contact) => !["MISSED", "REJECTED", "ERROR"].includes(contact.state),
  );
}

/** Statuses that may be chosen; the one in force stays in the list so that it can be shown. */
export function statusChoices(state: AgentState): AgentStatus[] {
  return state.config?.statuses ?? [];
}

/** A command is allowed when connected, not superseded, and none is under way for the contact. */
export function canAct(state: AgentState, contactId: string): boolean {
  return (
    state.connection.phase === "open" &&
    !state.superseded &&
    state.pending.contacts[contactId] === undefined
  );
}

function without(
  pending: Readonly<Record<string, ContactAction>>,
  contactId: string,
): Record<string, ContactAction> {
  return Object.fromEntries(Object.entries(pending).filter(([id]) => id !== contactId));
}

function takeSnapshot(state: AgentState, snapshot: AgentSnapshot, at: number): AgentState {
  // A late snapshot of the same connection is older news. A new connection starts afresh below.
  if (state.snapshot !== null && snapshot.seq < state.snapshot.seq) return state;
  const known = new Set(snapshot.contacts.map((contact) => contact.contactId));
  const selected =
    state.selectedContactId !== null && known.has(state.selectedContactId)
      ? state.selectedContactId
      : null;
  const serverNow = snapshot.now === null ? Number.NaN : Date.parse(snapshot.now);
  return {
    ...state,
    snapshot,
    selectedContactId: selected,
    clockOffsetMs: Number.isNaN(serverNow) ? state.clockOffsetMs : serverNow - at,
  };
}

function takeMessage(state: AgentState, message: AgentMessage, at: number): AgentState {
  switch (message.type) {
    case "config":
      return { ...state, config: message.config };
    case "snapshot":
      return takeSnapshot(state, message.snapshot, at);
    case "quickConnects":
      return { ...state, quickConnects: message.items };
    case "superseded":
      return { ...state, superseded: true };
    case "signedOut":
      return { ...state, signedOut: message.reason };
    case "media.answer":
    case "media.close":
    case "pong":
      return state;
  }
}

function takeConnection(state: AgentState, connection: ConnectionState): AgentState {
  if (connection.phase !== "open") return { ...state, connection };
  return {
    ...state,
    connection,
    // Sequence numbers may start again after a restart: keep what is shown, accept whatever comes.
    snapshot: state.snapshot === null ? null : { ...state.snapshot, seq: -1 },
    pending: { status: null, contacts: {} },
  };
}

/** The next state. Pure. */
export function reduceAgent(state: AgentState, input: AgentInput): AgentState {
  switch (input.type) {
    case "connection":
      return takeConnection(state, input.state);
    case "message":
      return takeMessage(state, input.message, input.at);
    case "sent":
      return {
        ...state,
        pending: {
          ...state.pending,
          contacts: { ...state.pending.contacts, [input.contactId]: input.action },
        },
      };
    case "sentStatus":
      return { ...state, pending: { ...state.pending, status: input.statusId } };
    case "replied":
      return {
        ...state,
        problem: input.error,
        pending: {
          ...state.pending,
          contacts: without(state.pending.contacts, input.contactId),
        },
      };
    case "repliedStatus":
      return { ...state, problem: input.error, pending: { ...state.pending, status: null } };
    case "problem":
      return { ...state, problem: input.error };
    case "dismissProblem":
      return { ...state, problem: null };
    case "takeOver":
      // What was shown is from before; audio starts only with the new connection's snapshot.
      return { ...state, superseded: false, snapshot: null };
    case "select":
      return { ...state, selectedContactId: input.contactId };
  }
}
