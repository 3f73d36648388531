/** Stand-ins for what the browser gives: a WebSocket, a peer connection, a microphone. */

import { vi } from "vitest";
import type { AgentContact, AgentSnapshot } from "../protocol/types";

type Json = Record<string, unknown>;

/** A socket that records what is sent and says what it is told. */
export class FakeSocket {
  static all: FakeSocket[] = [];
  static get last(): FakeSocket {
    const socket = FakeSocket.all.at(-1);
    if (socket === undefined) throw new Error("No socket was opened.");
    return socket;
  }

  readyState = 0;
  sent: Json[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;

  constructor(readonly url: string) {
    FakeSocket.all.push(this);
  }

  send(text: string) {
    this.sent.push(JSON.parse(text) as Json);
  }

  close() {
    this.readyState = 3;
  }

  accept() {
    this.readyState = 1;
    this.onopen?.();
  }

  say(message: object) {
    this.onmessage?.({ data: JSON.stringify(message) });
  }

  drop(code = 1006) {
    this.readyState = 3;
    this.onclose?.({ code });
  }

  /** The last command of a type. */
  command(type: string): Json {
    const found = this.sent.findLast((command) => command["type"] === type);
    if (found === undefined) throw new Error(`No ${type} was sent.`);
    return found;
  }

  count(type: string): number {
    return this.sent.filter((command) => command["type"] === type).length;
  }

  /** Answers the last command of a type. */
  reply(type: string, error?: { code: string; message: string }) {
    this.say({
      type: "reply",
      id: this.command(type)["id"],
      ok: error === undefined,
      ...(error === undefined ? {} : { error }),
    });
  }
}

export class FakeTrack {
  kind = "audio";
  enabled = true;
  stopped = false;
  stop() {
    this.stopped = true;
  }
}

export class FakeStream {
  constructor(readonly tracks: FakeTrack[] = [new FakeTrack()]) {}
  getTracks() {
    return this.tracks;
  }
  getAudioTracks() {
    return this.tracks;
  }
}

/** A peer connection that makes a numbered offer and takes any answer. */
export class FakePeer {
  static all: FakePeer[] = [];
  static get last(): FakePeer {
    const peer = FakePeer.all.at(-1);
    if (peer === undefined) throw new Error("No peer connection was made.");
    return peer;
  }

  signalingState = "stable";
  connectionState = "new";
  localDescription: { type: string; sdp: string } | null = null;
  remoteDescription: { type: string; sdp: string } | null = null;
  closed = false;
  onconnectionstatechange: (() => void) | null = null;
  ontrack: ((event: { streams: unknown[]; track: unknown }) => void) | null = null;
  transceivers: unknown[] = [];

  constructor(readonly configuration: unknown) {
    FakePeer.all.push(this);
  }

  addTransceiver(track: unknown, init: unknown) {
    this.transceivers.push({ track, init });
    return {};
  }

  createOffer() {
    return Promise.resolve({ type: "offer", sdp: `offer-${FakePeer.all.indexOf(this)}` });
  }

  setLocalDescription(description: { type: string; sdp: string }) {
    this.localDescription = description;
    this.signalingState = "have-local-offer";
    return Promise.resolve();
  }

  setRemoteDescription(description: { type: string; sdp: string }) {
    this.remoteDescription = description;
    this.signalingState = "stable";
    return Promise.resolve();
  }

  become(state: string) {
    this.connectionState = state;
    this.onconnectionstatechange?.();
  }

  close() {
    this.closed = true;
  }
}

/** Puts all fakes in place. Returns the microphone's track and its opener. */
export function installFakes() {
  FakeSocket.all = [];
  FakePeer.all = [];
  const track = new FakeTrack();
  const getUserMedia = vi.fn(() => Promise.resolve(new FakeStream([track])));
  vi.stubGlobal("WebSocket", FakeSocket);
  vi.stubGlobal("RTCPeerConnection", FakePeer);
  Object.defineProperty(navigator, "mediaDevices", {
    configurable: true,
    value: { getUserMedia },
  });
  // jsdom has neither playing media nor modal dialogs.
  vi.spyOn(HTMLMediaElement.prototype, "play").mockResolvedValue(undefined);
  Object.defineProperty(HTMLMediaElement.prototype, "srcObject", {
    configurable: true,
    writable: true,
    value: null,
  });
  HTMLDialogElement.prototype.showModal = function showModal(this: HTMLDialogElement) {
    this.open = true;
  };
  HTMLDialogElement.prototype.close = function close(this: HTMLDialogElement) {
    this.open = false;
  };
  return { track, getUserMedia };
}

export const statuses = [
  { id: "available", name: "Available", type: "ROUTABLE" },
  { id: "lunch", name: "Lunch", type: "CUSTOM" },
  { id: "offline", name: "Offline", type: "OFFLINE" },
] as const;

export const user = {
  id: "u",
  arn: "arn:u",
  username: "alice",
  firstName: "Alice",
  lastName: "Moreno",
};

export const config = {
  type: "config",
  agent: user,
  statuses,
  routingProfile: { name: "Support agents" },
  ice: { servers: [] },
  ringMs: 20_000,
  outbound: { allowed: true, hasNumber: true, country: "US" },
};

export function contact(
  state: AgentContact["state"],
  more: Partial<AgentContact> = {},
): AgentContact {
  return {
    contactId: "c1",
    channel: "VOICE",
    state,
    stateSince: "2026-01-01T00:00:00Z",
    queue: { name: "Support" },
    customer: "+15550100123",
    name: null,
    description: null,
    references: [],
    attributes: { choice: "1" },
    offerExpires: null,
    connectedSince: null,
    muted: false,
    acwExpires: null,
    inbound: true,
    parties: [],
    inControl: true,
    onHold: false,
    multiParty: false,
    lastParty: null,
    monitor: null,
    ...more,
  };
}

export function snapshot(
  seq: number,
  contacts: AgentContact[],
  more: Partial<AgentSnapshot> = {},
): AgentSnapshot & { type: "snapshot" } {
  return {
    type: "snapshot",
    seq,
    now: null,
    status: { ...statuses[0], since: "2026-01-01T00:00:00Z" },
    nextStatus: null,
    contacts,
    ...more,
  };
}
