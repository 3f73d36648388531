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
  "MISSED",
  "REJECTED",
  "ERROR",
  "ENDED",
] as const;

export type ContactState = (typeof contactStates)[number];

export interface AgentContact {
  contactId: string;
  channel: string;
  state: ContactState;
  stateSince: string;
  queue: { name: string } | null;
  customer: string | null;
  attributes: Record<string, string>;
  offerExpires: string | null;
  connectedSince: string | null;
  muted: boolean;
  acwExpires: string | null;
  inbound: boolean;
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
  | { type: "mute"; contactId: string; muted: boolean }
  | { type: "digits"; contactId: string; digits: string }
  | { type: "media.offer"; contactId: string; sdp: string };

export type AgentMessage =
  | { type: "config"; config: AgentConfig }
  | { type: "snapshot"; snapshot: AgentSnapshot }
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
