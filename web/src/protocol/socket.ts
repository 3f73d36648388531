/**
 * A WebSocket that comes back by itself: exponential backoff with jitter, replies matched to
 * commands, a ping that notices a dead connection. Knows nothing of agents or calls; the readers
 * in `messages.ts` are handed in. Timers, randomness and the socket come from `SocketParts`.
 */

import type { Frame } from "./messages";
import type { ProtocolError, Reply } from "./types";

/** First and longest wait between attempts, in milliseconds. */
const firstWaitMs = 500;
const longestWaitMs = 15_000;
/** A reply that takes longer is reported as failed; the state itself follows by snapshot. */
const replyTimeoutMs = 10_000;
const pingEveryMs = 20_000;
/** Without any frame for this long the connection is taken for dead. */
const silenceLimitMs = 45_000;
/** Close code of a session that ended (docs/app-protocol.md). */
export const closedSignedOut = 4401;

export type ConnectionState =
  | { phase: "connecting" }
  | { phase: "open" }
  | { phase: "waiting"; attempt: number; retryAt: number }
  | { phase: "closed"; reason: "byUs" | "signedOut" };

export interface SocketParts {
  open: (url: string) => WebSocket;
  now: () => number;
  random: () => number;
}

const browserParts: SocketParts = {
  open: (url) => new WebSocket(url),
  now: () => Date.now(),
  random: () => Math.random(),
};

export interface SocketHandlers<M> {
  onMessage: (message: M) => void;
  onConnection: (state: ConnectionState) => void;
}

/** Wait before attempt `attempt` (from 1), with up to 30 % taken off at random. */
export function backoffMs(attempt: number, random: number): number {
  const full = Math.min(longestWaitMs, firstWaitMs * 2 ** (attempt - 1));
  return Math.round(full * (1 - 0.3 * random));
}

const notConnected: ProtocolError = {
  code: "NotConnected",
  message: "There is no connection to the server. It is being restored.",
};

export class AppSocket<C extends { type: string }, M> {
  #socket: WebSocket | null = null;
  #attempt = 0;
  #nextId = 1;
  #heardAt = 0;
  #retryTimer: ReturnType<typeof setTimeout> | null = null;
  #pingTimer: ReturnType<typeof setInterval> | null = null;
  #stopped = false;
  readonly #waiting = new Map<
    string,
    { settle: (reply: Reply) => void; timer: ReturnType<typeof setTimeout> }
  >();

  constructor(
    readonly url: string,
    readonly read: (data: string) => Frame<M>,
    readonly handlers: SocketHandlers<M>,
    readonly parts: SocketParts = browserParts,
  ) {}

  start(): void {
    this.#stopped = false;
    this.#connect();
  }

  /** Closes for good; waiting commands fail. */
  stop(): void {
    this.#stopped = true;
    if (this.#retryTimer !== null) clearTimeout(this.#retryTimer);
    this.#retryTimer = null;
    this.#dropSocket();
    this.#failWaiting();
  }

  /** Tries again now instead of at the end of the current wait. */
  retryNow(): void {
    if (this.#retryTimer === null || this.#stopped) return;
    clearTimeout(this.#retryTimer);
    this.#retryTimer = null;
    this.#connect();
  }

  /** Sends a command and resolves with the server's reply. Never rejects. */
  request(command: C): Promise<Reply> {
    const socket = this.#socket;
    if (socket?.readyState !== 1) return Promise.resolve({ ok: false, error: notConnected });
    const id = String(this.#nextId++);
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(id);
        resolve({
          ok: false,
          error: { code: "NoReply", message: "The server did not answer in time." },
        });
      }, replyTimeoutMs);
      this.#waiting.set(id, { settle: resolve, timer });
      socket.send(JSON.stringify({ ...command, id }));
    });
  }

  #connect(): void {
    this.handlers.onConnection({ phase: "connecting" });
    const socket = this.parts.open(this.url);
    this.#socket = socket;
    this.#heardAt = this.parts.now();
    socket.onopen = () => {
      if (socket !== this.#socket) return;
      this.#heardAt = this.parts.now();
      this.#pingTimer = setInterval(() => this.#checkAlive(), pingEveryMs);
      this.handlers.onConnection({ phase: "open" });
    };
    socket.onmessage = (event: MessageEvent<unknown>) => {
      if (socket !== this.#socket || typeof event.data !== "string") return;
      this.#heardAt = this.parts.now();
      // Only a server that talks resets the backoff: accepting and closing at once must not loop.
      this.#attempt = 0;
      this.#take(event.data);
    };
    socket.onclose = (event: CloseEvent) => {
      if (socket === this.#socket) this.#lost(event.code);
    };
  }

  #take(data: string): void {
    let frame: Frame<M>;
    try {
      frame = this.read(data);
    } catch (error) {
      console.warn("A malformed message was dropped:", error);
      return;
    }
    if (frame.kind === "message") {
      this.handlers.onMessage(frame.message);
    } else if (frame.kind === "reply") {
      const waiting = this.#waiting.get(frame.id);
      if (waiting === undefined) return;
      this.#waiting.delete(frame.id);
      clearTimeout(waiting.timer);
      waiting.settle(frame.reply);
    }
  }

  #checkAlive(): void {
    const socket = this.#socket;
    if (socket === null) return;
    if (this.parts.now() - this.#heardAt > silenceLimitMs) {
      this.#lost(1006);
    } else if (socket.readyState === 1) {
      socket.send(JSON.stringify({ type: "ping" }));
    }
  }

  #lost(code: number): void {
    this.#dropSocket();
    this.#failWaiting();
    if (this.#stopped) return;
    if (code === closedSignedOut) {
      this.#stopped = true;
      this.handlers.onConnection({ phase: "closed", reason: "signedOut" });
      return;
    }
    this.#attempt += 1;
    const wait = backoffMs(this.#attempt, this.parts.random());
    this.handlers.onConnection({
      phase: "waiting",
      attempt: this.#attempt,
      retryAt: this.parts.now() + wait,
    });
    this.#retryTimer = setTimeout(() => {
      this.#retryTimer = null;
      this.#connect();
    }, wait);
  }

  #dropSocket(): void {
    if (this.#pingTimer !== null) clearInterval(this.#pingTimer);
    this.#pingTimer = null;
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }

  #failWaiting(): void {
    for (const { settle, timer } of this.#waiting.values()) {
      clearTimeout(timer);
      settle({ ok: false, error: notConnected });
    }
    this.#waiting.clear();
  }
}

/** The WebSocket's address for a role, on the page's own origin. */
export function socketUrl(role: "agent" | "caller", origin: string = location.origin): string {
  return `${origin.replace(/^http/, "ws")}/app/ws?role=${role}`;
}
