import { expect, it } from "vitest";
import { contact, snapshot } from "../test/fakes";
import {
  canAct,
  focusedContact,
  initialAgentState,
  isOnContact,
  reduceAgent,
  statusWouldQueue,
  type AgentInput,
  type AgentState,
} from "./state";

const open: AgentInput = { type: "connection", state: { phase: "open" } };

function after(...inputs: AgentInput[]): AgentState {
  return inputs.reduce(reduceAgent, initialAgentState);
}

function shows(seq: number, ...contacts: ReturnType<typeof contact>[]): AgentInput {
  return {
    type: "message",
    message: { type: "snapshot", snapshot: snapshot(seq, contacts) },
    at: 0,
  };
}

it("ignores a snapshot that is older than the one shown", () => {
  const state = after(open, shows(5, contact("CONNECTED")), shows(4, contact("INCOMING")));
  expect(state.snapshot?.contacts[0]?.state).toBe("CONNECTED");
});

it("accepts any sequence number after the connection came back", () => {
  const state = after(open, shows(5, contact("CONNECTED")), open, shows(1));
  expect(state.snapshot?.contacts).toEqual([]);
});

it("keeps showing the contact while the connection is away, without controls", () => {
  const state = after(open, shows(1, contact("CONNECTED")), {
    type: "connection",
    state: { phase: "waiting", attempt: 1, retryAt: 0 },
  });
  expect(focusedContact(state)?.state).toBe("CONNECTED");
  expect(canAct(state, "c1")).toBe(false);
});

it("allows one command per contact at a time", () => {
  const sent = after(open, shows(1, contact("INCOMING")), {
    type: "sent",
    contactId: "c1",
    action: "accept",
  });
  expect(canAct(sent, "c1")).toBe(false);
  const error = { code: "Gone", message: "Too late." };
  const replied = reduceAgent(sent, { type: "replied", contactId: "c1", error });
  expect(canAct(replied, "c1")).toBe(true);
  expect(replied.problem).toEqual(error);
});

it("forgets commands under way when the connection comes back", () => {
  const state = after(
    open,
    { type: "sentStatus", statusId: "lunch" },
    { type: "sent", contactId: "c1", action: "hold" },
    open,
  );
  expect(state.pending).toEqual({ status: null, contacts: {} });
});

it("puts an offer before the contact that was looked at", () => {
  const state = after(open, shows(1, contact("ENDED"), contact("INCOMING", { contactId: "c2" })), {
    type: "select",
    contactId: "c1",
  });
  expect(focusedContact(state)?.contactId).toBe("c2");
});

it("keeps looking at the chosen contact until it is gone", () => {
  const two = shows(1, contact("ENDED"), contact("MISSED", { contactId: "c2" }));
  const chosen = after(open, two, { type: "select", contactId: "c2" });
  expect(focusedContact(chosen)?.contactId).toBe("c2");
  expect(focusedContact(reduceAgent(chosen, shows(2, contact("ENDED"))))?.contactId).toBe("c1");
});

it("gives up the controls when another page took over, and starts afresh when taking back", () => {
  const state = after(open, shows(1, contact("CONNECTED")), {
    type: "message",
    message: { type: "superseded" },
    at: 0,
  });
  expect(canAct(state, "c1")).toBe(false);
  expect(isOnContact(state)).toBe(true);
  const back = reduceAgent(state, { type: "takeOver" });
  expect(back.superseded).toBe(false);
  expect(back.snapshot).toBeNull();
});

it("queues a status while a contact is open, not while a missed card is", () => {
  expect(statusWouldQueue(after(open, shows(1, contact("ENDED"))))).toBe(true);
  expect(statusWouldQueue(after(open, shows(1, contact("MISSED"))))).toBe(false);
});

it("learns how far this computer's clock is off", () => {
  const message = snapshot(1, [], { now: "2026-01-01T00:00:10Z" });
  const state = reduceAgent(initialAgentState, {
    type: "message",
    message: { type: "snapshot", snapshot: message },
    at: Date.parse("2026-01-01T00:00:07Z"),
  });
  expect(state.clockOffsetMs).toBe(3000);
});
