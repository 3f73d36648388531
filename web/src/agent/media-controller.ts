/**
 * Keeps the agent's audio in step with the contacts: opens the microphone and a peer connection for
 * the contact that talks, applies the server's answer, tears both down when the contact ends, when
 * the server says so, or when another page took over. One contact talks at a time.
 */

import {
  closeStream,
  MicrophoneError,
  openMicrophone,
  type MicrophoneProblem,
} from "../media/microphone";
import { AudioPeer } from "../media/peer";
import type { AgentContact, IceServer, Reply } from "../protocol/types";
import { isTalking } from "./state";

export type MediaView =
  | { phase: "idle" }
  | { phase: "microphone" }
  | { phase: "connecting" }
  | { phase: "connected" }
  | { phase: "interrupted" }
  | { phase: "noMicrophone"; problem: MicrophoneProblem }
  | { phase: "failed"; message: string };

export interface MediaState {
  contactId: string | null;
  view: MediaView;
  local: MediaStream | null;
  remote: MediaStream | null;
}

export const idleMedia: MediaState = {
  contactId: null,
  view: { phase: "idle" },
  local: null,
  remote: null,
};

/** How often a lost audio path is set up anew by itself. */
const automaticRetries = 3;

export interface MediaParts {
  sendOffer: (contactId: string, sdp: string) => Promise<Reply>;
  onChange: (state: MediaState) => void;
  openMicrophone?: () => Promise<MediaStream>;
}

export class MediaController {
  #state: MediaState = idleMedia;
  #peer: AudioPeer | null = null;
  /** Raised with each session; whatever a former session still awaits is void. */
  #session = 0;
  #retries = 0;
  #muted = false;
  /** The last offer did not reach the server; the next snapshot shows that it can be reached again. */
  #undelivered = false;
  /** The contact whose audio the server closed: not opened again by itself. */
  #closedByServer: string | null = null;
  readonly #parts: MediaParts;

  constructor(parts: MediaParts) {
    this.#parts = parts;
  }

  get state(): MediaState {
    return this.#state;
  }

  /** Brings audio in step. Call on each snapshot, and when the connection opens. */
  sync(contacts: readonly AgentContact[], allowed: boolean, iceServers: IceServer[]): void {
    const talking = allowed ? contacts.find(isTalking) : undefined;
    if (talking === undefined) {
      this.#end();
      this.#closedByServer = null;
      return;
    }
    if (talking.contactId !== this.#state.contactId) {
      if (talking.contactId === this.#closedByServer) return;
      this.#retries = 0;
      void this.#begin(talking.contactId, iceServers);
    } else if (this.#undelivered) {
      void this.#begin(talking.contactId, iceServers);
    }
    this.setMuted(talking.muted);
  }

  /** Starts over for the contact at hand, after the person did something about the problem. */
  retry(iceServers: IceServer[]): void {
    const contactId = this.#state.contactId ?? this.#closedByServer;
    if (contactId === null) return;
    this.#retries = 0;
    this.#closedByServer = null;
    void this.#begin(contactId, iceServers);
  }

  async answer(contactId: string, sdp: string): Promise<void> {
    if (contactId !== this.#state.contactId) return;
    const session = this.#session;
    try {
      await this.#peer?.answer(sdp);
    } catch {
      if (session === this.#session) {
        this.#show({ phase: "failed", message: "The server's audio answer was not understood." });
      }
    }
  }

  /** The server tore the audio of a contact down. */
  closed(contactId: string): void {
    if (contactId !== this.#state.contactId) return;
    this.#end();
    this.#closedByServer = contactId;
  }

  setMuted(muted: boolean): void {
    this.#muted = muted;
    this.#peer?.setMuted(muted);
  }

  close(): void {
    this.#end();
  }

  async #begin(contactId: string, iceServers: IceServer[]): Promise<void> {
    this.#tearDown();
    const session = ++this.#session;
    this.#undelivered = false;
    this.#set({ contactId, view: { phase: "microphone" }, local: null, remote: null });

    let microphone: MediaStream;
    try {
      microphone = await (this.#parts.openMicrophone ?? openMicrophone)();
    } catch (error) {
      if (session !== this.#session) return;
      const problem = error instanceof MicrophoneError ? error.problem : "unknown";
      this.#show({ phase: "noMicrophone", problem });
      return;
    }
    if (session !== this.#session) {
      closeStream(microphone);
      return;
    }
    this.#set({ contactId, view: { phase: "connecting" }, local: microphone, remote: null });

    try {
      const peer = new AudioPeer(microphone, iceServers, {
        onState: (state) => {
          if (session === this.#session) this.#peerChanged(state, contactId, iceServers);
        },
        onRemote: (remote) => {
          if (session === this.#session) this.#set({ ...this.#state, remote });
        },
      });
      this.#peer = peer;
      peer.setMuted(this.#muted);
      const sdp = await peer.offer();
      if (session !== this.#session) return;
      const reply = await this.#parts.sendOffer(contactId, sdp);
      if (session === this.#session && !reply.ok) {
        this.#undelivered = reply.error.code === "NotConnected" || reply.error.code === "NoReply";
        this.#show({ phase: "failed", message: reply.error.message });
      }
    } catch (error) {
      if (session !== this.#session) return;
      const message = error instanceof Error ? error.message : "The browser refused.";
      this.#show({ phase: "failed", message });
    }
  }

  #peerChanged(state: string, contactId: string, iceServers: IceServer[]): void {
    if (state === "connected") {
      this.#retries = 0;
      this.#show({ phase: "connected" });
    } else if (state === "interrupted") {
      this.#show({ phase: "interrupted" });
    } else if (state === "failed") {
      if (this.#retries < automaticRetries) {
        this.#retries += 1;
        void this.#begin(contactId, iceServers);
      } else {
        this.#show({ phase: "failed", message: "No audio path to the server could be found." });
      }
    }
  }

  #end(): void {
    if (this.#state === idleMedia) return;
    this.#session += 1;
    this.#tearDown();
    this.#muted = false;
    this.#set(idleMedia);
  }

  #tearDown(): void {
    this.#peer?.close();
    this.#peer = null;
    closeStream(this.#state.local);
  }

  #show(view: MediaView): void {
    this.#set({ ...this.#state, view });
  }

  #set(state: MediaState): void {
    this.#state = state;
    this.#parts.onChange(state);
  }
}
