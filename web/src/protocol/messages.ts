/** Parsing of the WebSocket's text frames (docs/app-protocol.md). */

import {
  fields,
  flag,
  list,
  number,
  oneOf,
  optionalText,
  text,
  textMap,
  type Fields,
} from "./read";
import {
  contactStates,
  monitorModes,
  partyEnds,
  partyKinds,
  partyStates,
  quickConnectKinds,
  type AgentConfig,
  type AgentContact,
  type AgentMessage,
  type AgentSnapshot,
  type AgentStatus,
  type CallerMessage,
  type IceServer,
  type LastParty,
  type Monitor,
  type Outbound,
  type Party,
  type QuickConnect,
  type Reference,
  type Reply,
} from "./types";

const statusTypes = ["ROUTABLE", "CUSTOM", "OFFLINE"] as const;

/** What a frame turned out to be: an answer to a command, a message, or of a type unknown here. */
export type Frame<M> =
  | { kind: "reply"; id: string; reply: Reply }
  | { kind: "message"; message: M }
  | { kind: "unknown"; type: string };

function readReply(from: Fields): Reply {
  if (flag(from, "ok")) return { ok: true };
  const error = fields(from["error"], "error");
  return { ok: false, error: { code: text(error, "code"), message: text(error, "message") } };
}

function readFrame<M>(
  data: string,
  readMessage: (type: string, from: Fields) => M | null,
): Frame<M> {
  const from = fields(JSON.parse(data), "message");
  const type = text(from, "type");
  if (type === "reply") {
    const id = from["id"];
    return {
      kind: "reply",
      id: typeof id === "number" ? String(id) : text(from, "id"),
      reply: readReply(from),
    };
  }
  const message = readMessage(type, from);
  return message === null ? { kind: "unknown", type } : { kind: "message", message };
}

function readStatus(value: unknown): AgentStatus {
  const from = fields(value, "status");
  return { id: text(from, "id"), name: text(from, "name"), type: oneOf(from, "type", statusTypes) };
}

function readIceServer(value: unknown): IceServer {
  const from = fields(value, "server");
  const urls = from["urls"];
  const server: IceServer = {
    urls: typeof urls === "string" ? [urls] : list(from, "urls", (url) => String(url)),
  };
  const username = optionalText(from, "username");
  const credential = optionalText(from, "credential");
  if (username !== null) server.username = username;
  if (credential !== null) server.credential = credential;
  return server;
}

function readOutbound(value: unknown): Outbound {
  if (value === null || value === undefined) {
    return { allowed: false, hasNumber: false, country: "US" };
  }
  const from = fields(value, "outbound");
  return {
    allowed: from["allowed"] === true,
    hasNumber: from["hasNumber"] === true,
    country: optionalText(from, "country") ?? "US",
  };
}

function readQuickConnect(value: unknown): QuickConnect {
  const from = fields(value, "quick connect");
  return {
    id: text(from, "id"),
    name: text(from, "name"),
    kind: oneOf(from, "kind", quickConnectKinds),
    description: optionalText(from, "description"),
    number: optionalText(from, "number"),
  };
}

function readParty(value: unknown): Party {
  const from = fields(value, "party");
  return {
    id: text(from, "id"),
    kind: oneOf(from, "kind", partyKinds),
    name: optionalText(from, "name"),
    state: oneOf(from, "state", partyStates),
    muted: from["muted"] === true,
    holdable: from["holdable"] !== false,
  };
}

function readLastParty(value: unknown): LastParty | null {
  if (value === null || value === undefined) return null;
  const from = fields(value, "lastParty");
  return { name: text(from, "name"), end: oneOf(from, "end", partyEnds) };
}

function readMonitor(value: unknown): Monitor | null {
  if (value === null || value === undefined) return null;
  const from = fields(value, "monitor");
  return {
    mode: optionalText(from, "mode") === null ? null : oneOf(from, "mode", monitorModes),
    mayBarge: from["mayBarge"] === true,
    tookOver: from["tookOver"] === true,
  };
}

function readConfig(from: Fields): AgentConfig {
  const agent = fields(from["agent"], "agent");
  const profile = fields(from["routingProfile"], "routingProfile");
  const ice = fields(from["ice"], "ice");
  return {
    agent: {
      id: text(agent, "id"),
      arn: text(agent, "arn"),
      username: text(agent, "username"),
      firstName: optionalText(agent, "firstName") ?? "",
      lastName: optionalText(agent, "lastName") ?? "",
    },
    statuses: list(from, "statuses", readStatus),
    routingProfile: { name: text(profile, "name") },
    ice: { servers: list(ice, "servers", readIceServer) },
    ringMs: number(from, "ringMs"),
    outbound: readOutbound(from["outbound"]),
    createTasks: from["createTasks"] === true,
    barges: from["barges"] === true,
  };
}

function readReference(value: unknown): Reference {
  const from = fields(value, "reference");
  return { name: text(from, "name"), type: text(from, "type"), value: text(from, "value") };
}

function readContact(value: unknown): AgentContact {
  const from = fields(value, "contact");
  const queue = from["queue"];
  return {
    contactId: text(from, "contactId"),
    channel: text(from, "channel"),
    state: oneOf(from, "state", contactStates),
    stateSince: text(from, "stateSince"),
    queue:
      queue === null || queue === undefined ? null : { name: text(fields(queue, "queue"), "name") },
    customer: optionalText(from, "customer"),
    attributes: textMap(from, "attributes"),
    name: optionalText(from, "name"),
    description: optionalText(from, "description"),
    references: from["references"] === undefined ? [] : list(from, "references", readReference),
    offerExpires: optionalText(from, "offerExpires"),
    connectedSince: optionalText(from, "connectedSince"),
    muted: from["muted"] === true,
    acwExpires: optionalText(from, "acwExpires"),
    inbound: from["inbound"] !== false,
    parties: from["parties"] === undefined ? [] : list(from, "parties", readParty),
    inControl: from["inControl"] !== false,
    onHold: from["onHold"] === true,
    multiParty: from["multiParty"] === true,
    lastParty: readLastParty(from["lastParty"]),
    monitor: readMonitor(from["monitor"]),
  };
}

function readSnapshot(from: Fields): AgentSnapshot {
  const status = fields(from["status"], "status");
  const next = from["nextStatus"];
  let nextStatus: AgentSnapshot["nextStatus"] = null;
  if (next !== null && next !== undefined) {
    const named = fields(next, "nextStatus");
    nextStatus = { id: text(named, "id"), name: text(named, "name") };
  }
  return {
    seq: number(from, "seq"),
    now: optionalText(from, "now"),
    status: { ...readStatus(status), since: text(status, "since") },
    nextStatus,
    contacts: list(from, "contacts", readContact),
  };
}

function readAgentMessage(type: string, from: Fields): AgentMessage | null {
  switch (type) {
    case "config":
      return { type, config: readConfig(from) };
    case "snapshot":
      return { type, snapshot: readSnapshot(from) };
    case "quickConnects":
      return { type, items: list(from, "items", readQuickConnect) };
    case "media.answer":
      return { type, contactId: text(from, "contactId"), sdp: text(from, "sdp") };
    case "media.close":
      return { type, contactId: text(from, "contactId") };
    case "superseded":
    case "pong":
      return { type };
    case "signedOut":
      return { type, reason: optionalText(from, "reason") ?? "" };
    default:
      return null;
  }
}

function readCallerMessage(type: string, from: Fields): CallerMessage | null {
  switch (type) {
    case "call.answer":
      return { type, sdp: text(from, "sdp"), contactId: text(from, "contactId") };
    case "call.state":
      return {
        type,
        state: oneOf(from, "state", ["ringing", "connected", "ended"]),
        reason: optionalText(from, "reason"),
      };
    case "signedOut":
      return { type, reason: optionalText(from, "reason") ?? "" };
    case "pong":
      return { type };
    default:
      return null;
  }
}

/** Reads one frame for the agent's page. Throws `ShapeError` or `SyntaxError` on malformed input. */
export function readAgentFrame(data: string): Frame<AgentMessage> {
  return readFrame(data, readAgentMessage);
}

/** Reads one frame for the caller's page. Throws `ShapeError` or `SyntaxError` on malformed input. */
export function readCallerFrame(data: string): Frame<CallerMessage> {
  return readFrame(data, readCallerMessage);
}
