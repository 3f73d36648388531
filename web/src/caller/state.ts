/** The caller's page as a pure reducer. */

import type { ConnectionState } from "../protocol/socket";
import type { CallerMessage } from "../protocol/types";

export type CallPhase =
  | { phase: "idle" }
  | { phase: "starting" }
  | { phase: "ringing" }
  | { phase: "connected"; since: number }
  | { phase: "ended"; reason: string | null; lastedMs: number | null };

export interface CallerState {
  connection: ConnectionState;
  call: CallPhase;
  contactId: string | null;
  muted: boolean;
  digits: string;
  problem: string | null;
  signedOut: string | null;
}

export type CallerInput =
  | { type: "connection"; state: ConnectionState }
  | { type: "message"; message: CallerMessage; at: number }
  | { type: "start" }
  | { type: "failed"; message: string }
  | { type: "hungUp"; at: number }
  | { type: "muted"; muted: boolean }
  | { type: "digits"; digits: string }
  | { type: "dismissProblem" };

export const initialCallerState: CallerState = {
  connection: { phase: "connecting" },
  call: { phase: "idle" },
  contactId: null,
  muted: false,
  digits: "",
  problem: null,
  signedOut: null,
};

export function inCall(state: CallerState): boolean {
  return ["starting", "ringing", "connected"].includes(state.call.phase);
}

function ended(state: CallerState, reason: string | null, at: number): CallerState {
  if (!inCall(state)) return state;
  const lastedMs = state.call.phase === "connected" ? at - state.call.since : null;
  return { ...state, muted: false, call: { phase: "ended", reason, lastedMs } };
}

function takeMessage(state: CallerState, message: CallerMessage, at: number): CallerState {
  switch (message.type) {
    case "call.answer":
      return { ...state, contactId: message.contactId };
    case "call.state":
      if (message.state === "ended") return ended(state, message.reason, at);
      if (!inCall(state)) return state;
      if (message.state === "ringing") {
        return state.call.phase === "connected" ? state : { ...state, call: { phase: "ringing" } };
      }
      return state.call.phase === "connected"
        ? state
        : { ...state, call: { phase: "connected", since: at } };
    case "signedOut":
      return { ...state, signedOut: message.reason };
    case "pong":
      return state;
  }
}

/** The next state. Pure. */
export function reduceCaller(state: CallerState, input: CallerInput): CallerState {
  switch (input.type) {
    case "connection":
      return { ...state, connection: input.state };
    case "message":
      return takeMessage(state, input.message, input.at);
    case "start":
      return {
        ...state,
        call: { phase: "starting" },
        contactId: null,
        muted: false,
        digits: "",
        problem: null,
      };
    case "failed":
      return {
        ...state,
        problem: input.message,
        call: inCall(state) ? { phase: "idle" } : state.call,
      };
    case "hungUp":
      return ended(state, null, input.at);
    case "muted":
      return { ...state, muted: input.muted };
    case "digits":
      return { ...state, digits: (state.digits + input.digits).slice(-32) };
    case "dismissProblem":
      return { ...state, problem: null };
  }
}
