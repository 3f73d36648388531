/**
 * The shapes of docs/app-protocol.md, as the pages use them. Times are ISO 8601 strings in UTC,
 * durations are milliseconds.
 */

export interface SessionUser {
  id: string;
  arn: string;
  username: string;
  firstName: string;
  lastName: string;
}

export interface Session {
  user: SessionUser;
  instance: { id: string; arn: string; alias: string };
  permissions: string[];
  csrf: string;
}

export interface Welcome {
  demo: {
    number: string;
    sipUri: string;
    users: { username: string; role: string }[];
  } | null;
  instances: { alias: string }[];
  version: string;
}

export interface ContactSummary {
  id: string;
  channel: string;
  initiationMethod: string;
  customer: string | null;
  /** A number as its country writes it. */
  customerText: string | null;
  queue: { id: string; name: string } | null;
  agent: { id: string; username: string } | null;
  initiated: string;
  connectedToAgent: string | null;
  disconnected: string | null;
  disconnectReason: string | null;
  durationMs: number | null;
  live: boolean;
}

export interface ContactPage {
  contacts: ContactSummary[];
  next: string | null;
}

export interface ContactEvent {
  at: string;
  type: string;
  detail: unknown;
}

/** One executed flow block, in the shape of a flow log line (spec connect-c §19). */
export interface FlowLogEntry {
  Timestamp?: string;
  ContactFlowName?: string;
  ContactFlowModuleType?: string;
  Identifier?: string;
  Parameters?: unknown;
  Results?: unknown;
}

export interface ContactDetailsBody {
  /** The contact record; its known fields are read in `console/record.ts`. */
  record: Record<string, unknown>;
  events: ContactEvent[];
  flowLog: FlowLogEntry[];
  recording: { url: string; durationMs: number; channels: number } | null;
}

export interface Waveform {
  durationMs: number;
  peaks: { left: number[]; right: number[] };
}

export interface TestNumber {
  number: string;
  /** As its country writes it. */
  text: string;
  description: string;
}

export type StatusType = "ROUTABLE" | "CUSTOM" | "OFFLINE";

export interface AgentStatus {
  id: string;
  name: string;
  type: StatusType;
}

export interface AgentConfig {
  agent: SessionUser;
  statuses: AgentStatus[];
  routingProfile: { name: string };
  ice: { servers: IceServer[] };
  ringMs: number;
  outbound: Outbound;
  /** Whether the agent may make tasks. */
  createTasks: boolean;
  /** Whether a call that is monitored may be barged into. */
  barges: boolean;
}

/** Whether numbers may be called, and in which country they are meant. */
export interface Outbound {
  allowed: boolean;
  /** Whether the agent's outbound queue has a number to call from. */
  hasNumber: boolean;
  country: string;
}

export const quickConnectKinds = ["USER", "QUEUE", "PHONE_NUMBER", "FLOW"] as const;

export interface QuickConnect {
  id: string;
  name: string;
  kind: (typeof quickConnectKinds)[number];
  description: string | null;
  number: string | null;
}

export const partyKinds = ["CUSTOMER", "AGENT", "SUPERVISOR", "QUEUE", "NUMBER"] as const;
export const partyStates = ["CALLING", "CONNECTED", "HOLD"] as const;
export const partyEnds = ["BUSY", "NO_ANSWER", "REJECTED", "UNREACHABLE", "LEFT"] as const;

/** Somebody else on the line. */
export interface Party {
  /** `customer`, or the contact that was opened for it. */
  id: string;
  kind: (typeof partyKinds)[number];
  name: string | null;
  state: (typeof partyStates)[number];
  muted: boolean;
  holdable: boolean;
}

export interface LastParty {
  name: string;
  end: (typeof partyEnds)[number];
}

export const monitorModes = ["SILENT_MONITOR", "BARGE"] as const;

export type MonitorMode = (typeof monitorModes)[number];

/** How a supervisor is on somebody else's contact. */
export interface Monitor {
  /** Null before audio flows. */
  mode: MonitorMode | null;
  mayBarge: boolean;
  /** The agent is gone, and the customer is the supervisor's. */
  tookOver: boolean;
}

export interface IceServer {
  urls: string[];
  username?: string;
  credential?: string;
}

/** States of one contact on the agent's page (agent event stream names, spec connect-d §11.3). */
export const contactStates = [
  "INCOMING",
  "CONNECTING",
  "CONNECTED",
  "CONNECTED_ONHOLD",
  "PAUSED",
  "MISSED",
  "REJECTED",
  "ERROR",
  "ENDED",
] as const;

export type ContactState = (typeof contactStates)[number];

/** Something that a contact points to. */
export interface Reference {
  name: string;
  /** `URL`, `STRING` and the like. */
  type: string;
  value: string;
}

/** A task that an agent makes. */
export interface NewTask {
  name: string;
  description?: string;
  links: { name: string; url: string }[];
  quickConnect: string;
  scheduled?: string;
  related?: string;
}

export interface AgentContact {
  contactId: string;
  channel: string;
  state: ContactState;
  stateSince: string;
  queue: { name: string } | null;
  customer: string | null;
  attributes: Record<string, string>;
  name: string | null;
  description: string | null;
  references: Reference[];
  offerExpires: string | null;
  connectedSince: string | null;
  muted: boolean;
  acwExpires: string | null;
  inbound: boolean;
  /** Everybody else on the line; empty before the conversation. */
  parties: Party[];
  inControl: boolean;
  onHold: boolean;
  multiParty: boolean;
  /** What became of the last one who was added and is gone. */
  lastParty: LastParty | null;
  /** Of a supervisor who monitors. */
  monitor: Monitor | null;
}

export interface AgentSnapshot {
  seq: number;
  /** The server's clock when the snapshot was made, so that countdowns survive a wrong clock here. */
  now: string | null;
  status: AgentStatus & { since: string };
  nextStatus: { id: string; name: string } | null;
  contacts: AgentContact[];
}

export type AgentCommand =
  | { type: "hello" }
  | { type: "ping" }
  | { type: "setStatus"; statusId: string }
  | { type: "accept" | "reject" | "hangUp" | "clear" | "hold" | "resume"; contactId: string }
  | { type: "pause" | "unpause"; contactId: string }
  | ({ type: "createTask" } & NewTask)
  | { type: "mute"; contactId: string; muted: boolean }
  | { type: "digits"; contactId: string; digits: string }
  | { type: "dial"; number: string }
  | { type: "quickConnects" }
  | { type: "transfer"; contactId: string; quickConnect?: string; number?: string }
  | { type: "holdParty"; contactId: string; party: string; held: boolean }
  | { type: "swap"; contactId: string }
  | { type: "muteParty"; contactId: string; party: string; muted: boolean }
  | { type: "dropParty"; contactId: string; party: string }
  | { type: "monitorMode"; contactId: string; mode: MonitorMode }
  | { type: "media.offer"; contactId: string; sdp: string };

export type AgentMessage =
  | { type: "config"; config: AgentConfig }
  | { type: "snapshot"; snapshot: AgentSnapshot }
  | { type: "quickConnects"; items: QuickConnect[] }
  | { type: "media.answer"; contactId: string; sdp: string }
  | { type: "media.close"; contactId: string }
  | { type: "superseded" }
  | { type: "signedOut"; reason: string }
  | { type: "pong" };

export type CallerCommand =
  | { type: "ping" }
  | { type: "call"; number: string; sdp: string; displayName?: string }
  | { type: "digits"; digits: string }
  | { type: "mute"; muted: boolean }
  | { type: "hangUp" };

export type CallerMessage =
  | { type: "call.answer"; sdp: string; contactId: string }
  | { type: "call.state"; state: "ringing" | "connected" | "ended"; reason: string | null }
  | { type: "signedOut"; reason: string }
  | { type: "pong" };

export interface ProtocolError {
  code: string;
  message: string;
}

export type Reply = { ok: true } | { ok: false; error: ProtocolError };

/** What one agent did on a day, in order. */
export interface AgentActivity {
  username: string;
  activities: {
    status: string;
    started: string;
    ended: string;
    contact: string | null;
    channel: string | null;
    queue: string | null;
  }[];
}

/** A time that somebody was signed in; an end that is not known is null. */
export interface LoginRow {
  username: string;
  firstName: string;
  lastName: string;
  login: string | null;
  logout: string | null;
}
