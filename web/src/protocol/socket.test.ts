import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { FakeSocket } from "../test/fakes";
import { readAgentFrame } from "./messages";
import { AppSocket, backoffMs, socketUrl, type ConnectionState } from "./socket";
import type { AgentCommand, AgentMessage } from "./types";

let states: ConnectionState[];
let messages: AgentMessage[];
let line: AppSocket<AgentCommand, AgentMessage>;

beforeEach(() => {
  vi.useFakeTimers();
  FakeSocket.all = [];
  states = [];
  messages = [];
  line = new AppSocket(
    "ws://here/app/ws",
    readAgentFrame,
    {
      onMessage: (message) => messages.push(message),
      onConnection: (state) => states.push(state),
    },
    { open: (url) => new FakeSocket(url) as unknown as WebSocket, now: Date.now, random: () => 0 },
  );
  line.start();
});

afterEach(() => {
  line.stop();
  vi.useRealTimers();
});

it("waits longer after each failed attempt, up to a limit", () => {
  expect([1, 2, 3, 4, 9].map((attempt) => backoffMs(attempt, 0))).toEqual([
    500, 1000, 2000, 4000, 15_000,
  ]);
  expect(backoffMs(1, 1)).toBe(350);
});

it("comes back by itself and starts counting afresh once the server talks", () => {
  FakeSocket.last.drop();
  expect(states.at(-1)).toMatchObject({ phase: "waiting", attempt: 1 });
  vi.advanceTimersByTime(500);
  FakeSocket.last.drop();
  expect(states.at(-1)).toMatchObject({ phase: "waiting", attempt: 2 });
  vi.advanceTimersByTime(1000);
  FakeSocket.last.accept();
  FakeSocket.last.say({ type: "pong" });
  FakeSocket.last.drop();
  expect(states.at(-1)).toMatchObject({ phase: "waiting", attempt: 1 });
});

it("keeps backing off from a server that accepts and closes at once", () => {
  for (const attempt of [1, 2, 3]) {
    FakeSocket.last.accept();
    FakeSocket.last.drop();
    expect(states.at(-1)).toMatchObject({ phase: "waiting", attempt });
    vi.advanceTimersByTime(20_000);
  }
});

it("tries at once when asked", () => {
  FakeSocket.last.drop();
  line.retryNow();
  expect(FakeSocket.all).toHaveLength(2);
  vi.advanceTimersByTime(20_000);
  expect(FakeSocket.all).toHaveLength(2);
});

it("does not come back after the session ended", () => {
  FakeSocket.last.accept();
  FakeSocket.last.drop(4401);
  expect(states.at(-1)).toEqual({ phase: "closed", reason: "signedOut" });
  vi.advanceTimersByTime(60_000);
  expect(FakeSocket.all).toHaveLength(1);
});

it("matches replies to commands, in any order", async () => {
  FakeSocket.last.accept();
  const first = line.request({ type: "accept", contactId: "a" });
  const second = line.request({ type: "accept", contactId: "b" });
  FakeSocket.last.say({ type: "reply", id: "2", ok: true });
  FakeSocket.last.say({ type: "reply", id: "1", ok: false, error: { code: "X", message: "no" } });
  expect(await second).toEqual({ ok: true });
  expect(await first).toEqual({ ok: false, error: { code: "X", message: "no" } });
});

it("fails commands that the connection took with it, and those without one", async () => {
  FakeSocket.last.accept();
  const lost = line.request({ type: "accept", contactId: "a" });
  FakeSocket.last.drop();
  expect(await lost).toMatchObject({ ok: false, error: { code: "NotConnected" } });
  expect(await line.request({ type: "hello" })).toMatchObject({ ok: false });
});

it("fails a command that is never answered", async () => {
  FakeSocket.last.accept();
  const reply = line.request({ type: "hello" });
  await vi.advanceTimersByTimeAsync(10_000);
  expect(await reply).toMatchObject({ ok: false, error: { code: "NoReply" } });
});

it("notices a connection that died without a word", () => {
  FakeSocket.last.accept();
  vi.advanceTimersByTime(60_000);
  expect(FakeSocket.last.count("ping")).toBeGreaterThan(0);
  expect(states.some((state) => state.phase === "waiting")).toBe(true);
});

it("drops a malformed message and goes on", () => {
  vi.spyOn(console, "warn").mockImplementation(() => undefined);
  FakeSocket.last.accept();
  FakeSocket.last.onmessage?.({ data: "{" });
  FakeSocket.last.say({ type: "superseded" });
  expect(messages).toEqual([{ type: "superseded" }]);
});

it("speaks to the page's own origin, securely when the page is secure", () => {
  expect(socketUrl("agent", "https://a.example:8443")).toBe(
    "wss://a.example:8443/app/ws?role=agent",
  );
  expect(socketUrl("caller", "http://localhost:80")).toBe("ws://localhost:80/app/ws?role=caller");
});
