/**
 * A stand-in for the server while the pages are developed: docs/app-protocol.md with made-up data,
 * as middleware of the development and preview servers. An agent who is Available is offered a call
 * after a while; `POST /app/mock` sets any state at once (see `Control`), which the screenshots use.
 * Nothing of this is in the built pages.
 */

import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { Plugin } from "vite";
import { WebSocketServer, type WebSocket } from "ws";
import { csp } from "./csp";
import {
  contactDetails,
  contacts,
  quickConnects,
  recording,
  session,
  statuses,
  waveform,
  welcome,
} from "./mock-data";

type Json = Record<string, unknown>;

interface Contact extends Json {
  contactId: string;
  state: string;
}

/** What `POST /app/mock` takes; absent fields stay as they are. */
interface Control {
  signedIn?: boolean;
  demo?: boolean;
  /** Replaces the agent's contacts. */
  contacts?: Contact[];
  statusId?: string;
  nextStatusId?: string | null;
  /** Contacts of the list: all or none. */
  listEmpty?: boolean;
  superseded?: boolean;
  /** Offers calls by itself. */
  auto?: boolean;
  /** Refuses WebSockets and drops the open ones. */
  down?: boolean;
}

const offerAfterMs = 3000;
const ringMs = 20_000;

function read(request: IncomingMessage): Promise<string> {
  return new Promise((resolve) => {
    let text = "";
    request.on("data", (chunk: Buffer) => {
      text += chunk.toString("utf8");
    });
    request.on("end", () => resolve(text));
  });
}

class Mock {
  signedIn = true;
  demo = true;
  listEmpty = false;
  auto = true;
  down = false;
  seq = 0;
  status: { id: string; name: string; type: string; since: string } = {
    ...statuses[2],
    since: new Date(Date.now() - 754_000).toISOString(),
  };
  nextStatus: { id: string; name: string } | null = null;
  contacts: Contact[] = [];
  agents = new Set<WebSocket>();
  callers = new Set<WebSocket>();
  /** Pages that answer WebRTC offers in the server's place (dev/screenshots.mjs). */
  peers = new Set<WebSocket>();
  timer: ReturnType<typeof setTimeout> | null = null;

  snapshot() {
    return {
      type: "snapshot",
      seq: ++this.seq,
      now: new Date().toISOString(),
      status: this.status,
      nextStatus: this.nextStatus,
      contacts: this.contacts,
    };
  }

  push() {
    const text = JSON.stringify(this.snapshot());
    for (const socket of this.agents) socket.send(text);
    this.plan();
  }

  plan() {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    if (!this.auto) return;
    const contact = this.contacts[0];
    if (contact === undefined && this.status.type === "ROUTABLE" && this.agents.size > 0) {
      this.timer = setTimeout(() => this.offer(), offerAfterMs);
    } else if (contact?.state === "INCOMING") {
      this.timer = setTimeout(() => this.change(contact, "MISSED"), ringMs);
    } else if (contact?.state === "CONNECTING") {
      this.timer = setTimeout(() => {
        contact["connectedSince"] = new Date().toISOString();
        this.change(contact, "CONNECTED");
      }, 1500);
    }
  }

  offer() {
    const now = Date.now();
    this.contacts = [
      {
        contactId: crypto.randomUUID(),
        channel: "VOICE",
        state: "INCOMING",
        stateSince: new Date(now).toISOString(),
        queue: { name: "Support" },
        customer: "+15550100123",
        attributes: { language: "English", choice: "1", customerName: "Dana Rivers" },
        offerExpires: new Date(now + ringMs).toISOString(),
        connectedSince: null,
        muted: false,
        acwExpires: null,
        inbound: true,
      },
    ];
    this.push();
  }

  change(contact: Contact, state: string) {
    contact.state = state;
    contact["stateSince"] = new Date().toISOString();
    this.push();
  }

  setStatus(id: string) {
    const status = statuses.find((one) => one.id === id);
    if (status === undefined) return false;
    if (this.contacts.some((one) => !["MISSED", "ERROR", "REJECTED"].includes(one.state))) {
      this.nextStatus = status.type === "ROUTABLE" ? null : { id: status.id, name: status.name };
    } else {
      this.status = { ...status, since: new Date().toISOString() };
    }
    this.push();
    return true;
  }

  agentCommand(command: Json): boolean {
    const contact = this.contacts.find((one) => one.contactId === command["contactId"]);
    switch (command["type"]) {
      case "setStatus":
        return this.setStatus(String(command["statusId"]));
      case "accept":
        if (contact?.state !== "INCOMING") return false;
        this.change(contact, "CONNECTING");
        return true;
      case "reject":
        if (contact === undefined) return false;
        this.change(contact, "REJECTED");
        return true;
      case "hangUp":
        if (contact === undefined) return false;
        contact["acwExpires"] = new Date(Date.now() + 60_000).toISOString();
        this.change(contact, "ENDED");
        return true;
      case "clear":
        this.contacts = this.contacts.filter((one) => one !== contact);
        if (this.nextStatus !== null) {
          const { id } = this.nextStatus;
          this.nextStatus = null;
          return this.setStatus(id);
        }
        this.push();
        return true;
      case "hold":
      case "resume":
        if (contact === undefined) return false;
        this.change(contact, command["type"] === "hold" ? "CONNECTED_ONHOLD" : "CONNECTED");
        return true;
      case "mute":
        if (contact === undefined) return false;
        contact["muted"] = command["muted"] === true;
        this.push();
        return true;
      default:
        return true;
    }
  }

  control(change: Control) {
    if (change.signedIn !== undefined) this.signedIn = change.signedIn;
    if (change.demo !== undefined) this.demo = change.demo;
    if (change.listEmpty !== undefined) this.listEmpty = change.listEmpty;
    if (change.auto !== undefined) this.auto = change.auto;
    if (change.contacts !== undefined) this.contacts = change.contacts;
    if (change.statusId !== undefined) {
      const status = statuses.find((one) => one.id === change.statusId) ?? statuses[0];
      this.status = { ...status, since: new Date(Date.now() - 754_000).toISOString() };
    }
    if (change.nextStatusId !== undefined) {
      const next = statuses.find((one) => one.id === change.nextStatusId);
      this.nextStatus = next === undefined ? null : { id: next.id, name: next.name };
    }
    if (change.down !== undefined) this.down = change.down;
    if (this.down) for (const socket of [...this.agents, ...this.callers]) socket.terminate();
    this.push();
    if (change.superseded === true) {
      for (const socket of this.agents) socket.send(JSON.stringify({ type: "superseded" }));
    }
  }

  /** Lets a peer page answer an offer. */
  relay(from: WebSocket, offer: Json) {
    for (const peer of this.peers) peer.send(JSON.stringify(offer));
    const take = (raw: Buffer) => {
      const answer = JSON.parse(raw.toString()) as Json;
      if (answer["contactId"] === offer["contactId"]) from.send(JSON.stringify(answer));
    };
    for (const peer of this.peers) peer.once("message", take);
  }

  accept(socket: WebSocket, role: string) {
    const group = role === "agent" ? this.agents : role === "peer" ? this.peers : this.callers;
    group.add(socket);
    socket.on("close", () => group.delete(socket));
    if (role === "peer") return;
    socket.on("message", (raw: Buffer) => {
      const command = JSON.parse(raw.toString()) as Json;
      const { type } = command;
      if (type === "ping") {
        socket.send(JSON.stringify({ type: "pong" }));
        return;
      }
      const ok = role === "agent" ? this.agentCommand(command) : true;
      socket.send(
        JSON.stringify({
          type: "reply",
          id: command["id"],
          ok,
          ...(ok ? {} : { error: { code: "WrongState", message: "The call is already over." } }),
        }),
      );
      if (type === "hello") {
        socket.send(
          JSON.stringify({
            type: "config",
            agent: session.user,
            statuses,
            routingProfile: { name: "Support agents" },
            ice: { servers: [] },
            ringMs,
            outbound: { allowed: true, hasNumber: true, country: "US" },
          }),
        );
        socket.send(JSON.stringify(this.snapshot()));
        this.plan();
      } else if (type === "quickConnects") {
        socket.send(JSON.stringify({ type: "quickConnects", items: quickConnects }));
      } else if (type === "media.offer") {
        this.relay(socket, {
          type: "media.answer",
          contactId: command["contactId"],
          sdp: command["sdp"],
        });
      } else if (type === "call") {
        this.relay(socket, { type: "call.answer", contactId: "test-call", sdp: command["sdp"] });
        const state = (name: string) =>
          socket.send(JSON.stringify({ type: "call.state", state: name }));
        state("ringing");
        setTimeout(() => state("connected"), 900);
      } else if (type === "hangUp" && role === "caller") {
        socket.send(
          JSON.stringify({ type: "call.state", state: "ended", reason: "CUSTOMER_DISCONNECT" }),
        );
      }
    });
  }
}

/** A WAV file, whole or from the asked byte on. */
function sendRange(request: IncomingMessage, response: ServerResponse, wav: Buffer) {
  const from = Number(/^bytes=(\d+)-/.exec(request.headers.range ?? "")?.[1] ?? Number.NaN);
  response.setHeader("content-type", "audio/wav");
  response.setHeader("accept-ranges", "bytes");
  if (Number.isNaN(from) || from >= wav.length) {
    response.end(wav);
    return;
  }
  response.statusCode = 206;
  response.setHeader("content-range", `bytes ${from}-${wav.length - 1}/${wav.length}`);
  response.end(wav.subarray(from));
}

async function answer(mock: Mock, request: IncomingMessage, response: ServerResponse) {
  const url = new URL(request.url ?? "/", "http://mock");
  const send = (status: number, body?: unknown) => {
    response.statusCode = status;
    response.setHeader("content-type", "application/json");
    response.end(body === undefined ? "" : JSON.stringify(body));
  };
  const refuse = (status: number, code: string, message: string) =>
    send(status, { error: { code, message } });
  const path = url.pathname;

  if (path === "/app/mock") {
    mock.control(JSON.parse(await read(request)) as Control);
    send(204);
  } else if (path === "/app/welcome") {
    send(200, welcome(mock.demo));
  } else if (path === "/app/sign-in") {
    const body = JSON.parse(await read(request)) as Json;
    if (body["password"] === "wrong") {
      refuse(401, "InvalidCredentials", "The user name or password is wrong.");
    } else {
      mock.signedIn = true;
      send(200, session);
    }
  } else if (!mock.signedIn) {
    refuse(401, "NotSignedIn", "Sign in first.");
  } else if (path === "/app/session") {
    send(200, session);
  } else if (path === "/app/sign-out") {
    mock.signedIn = request.headers["x-carillon-csrf"] !== session.csrf;
    send(mock.signedIn ? 403 : 204);
  } else if (path === "/app/test-call/numbers") {
    send(200, { numbers: [{ number: "+18005550199", description: "Demo line" }] });
  } else if (path === "/app/contacts") {
    send(200, contacts(url.searchParams, mock.listEmpty));
  } else {
    const match = /^\/app\/contacts\/([^/]+)(\/recording|\/waveform)?$/.exec(path);
    const id = match?.[1];
    const body = id === undefined ? null : contactDetails(id);
    if (body === null) {
      refuse(404, "NotFound", "There is no contact with this ID.");
    } else if (match?.[2] === "/waveform") {
      send(200, waveform);
    } else if (match?.[2] === "/recording") {
      sendRange(request, response, recording());
    } else {
      send(200, body);
    }
  }
}

function attach(mock: Mock, server: Server) {
  const sockets = new WebSocketServer({ noServer: true });
  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const url = new URL(request.url ?? "/", "http://mock");
    if (url.pathname !== "/app/ws") return;
    if (mock.down || !mock.signedIn) {
      socket.destroy();
      return;
    }
    sockets.handleUpgrade(request, socket, head, (accepted) => {
      mock.accept(accepted, url.searchParams.get("role") ?? "caller");
    });
  });
}

export function mockServer(): Plugin {
  const mock = new Mock();
  const middleware = (request: IncomingMessage, response: ServerResponse, next: () => void) => {
    if (request.url?.startsWith("/app/") === true) void answer(mock, request, response);
    else next();
  };
  return {
    name: "carillon-mock-server",
    configureServer(server) {
      if (server.httpServer !== null) attach(mock, server.httpServer as Server);
      server.middlewares.use(middleware);
    },
    configurePreviewServer(server) {
      attach(mock, server.httpServer as Server);
      // The built pages are shown under the policy that the binary sends.
      server.middlewares.use((_request, response, next) => {
        response.setHeader("content-security-policy", csp());
        next();
      });
      server.middlewares.use(middleware);
    },
  };
}
