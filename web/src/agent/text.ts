/** Words for contacts and states. */

import type { AgentContact, LastParty, Party, StatusType } from "../protocol/types";

/**
 * `+15550100123` as `+1 555 010 0123`. Other countries group in other ways, so their numbers, and
 * addresses that are no numbers, are shown as they are.
 */
export function phoneText(address: string | null): string {
  if (address === null || address === "") return "Unknown caller";
  const parts = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(address);
  return parts === null ? address : `+1 ${parts.slice(1).join(" ")}`;
}

/** What a contact is called: a task's name, a caller's number. */
export function titleOf(contact: AgentContact): string {
  return contact.channel === "TASK" ? (contact.name ?? "Task") : phoneText(contact.customer);
}

function taskText(contact: AgentContact): string {
  switch (contact.state) {
    case "INCOMING":
      return "New task";
    case "CONNECTING":
      return "Connecting";
    case "PAUSED":
      return "Paused";
    case "MISSED":
      return "Missed task";
    case "REJECTED":
      return "Task not taken";
    case "ERROR":
      return "Task failed";
    case "ENDED":
      return "After contact work";
    default:
      return "Working";
  }
}

/** Whether it is a supervisor's who only listens, or whose audio does not flow yet. */
export function isListening({ monitor }: AgentContact): boolean {
  return monitor !== null && monitor.mode !== "BARGE" && !monitor.tookOver;
}

export function stateText(contact: AgentContact): string {
  if (contact.channel === "TASK") return taskText(contact);
  if (contact.monitor !== null && contact.state === "CONNECTED" && !contact.onHold) {
    if (isListening(contact)) return "Monitoring";
    if (!contact.monitor.tookOver) return "Barged in";
  }
  switch (contact.state) {
    case "INCOMING":
      return contact.inbound ? "Incoming call" : "Outgoing call";
    case "CONNECTING":
      return contact.inbound ? "Connecting" : "Calling";
    case "CONNECTED":
      return contact.onHold ? "On hold" : "Connected";
    case "CONNECTED_ONHOLD":
      return "On hold";
    case "PAUSED":
      return "Paused";
    case "MISSED":
      return "Missed call";
    case "REJECTED":
      return "Call not taken";
    case "ERROR":
      return "Call failed";
    case "ENDED":
      return "After contact work";
  }
}

/** What a screen reader hears when a contact changes state; empty when nothing is worth saying. */
export function announcement(contact: AgentContact): string {
  const who = titleOf(contact);
  if (contact.channel === "TASK") {
    const how =
      contact.state === "INCOMING" ? " Accept with Alt Shift Y, reject with Alt Shift N." : "";
    return `${taskText(contact)}: ${who}.${how}`;
  }
  switch (contact.state) {
    case "INCOMING": {
      const queue = contact.queue === null ? "" : ` in ${contact.queue.name}`;
      return `Incoming call from ${who}${queue}. Answer with Alt Shift Y, reject with Alt Shift N.`;
    }
    case "CONNECTING":
      return `Connecting to ${who}.`;
    case "CONNECTED":
      return `Connected to ${who}.`;
    case "CONNECTED_ONHOLD":
      return `${who} is on hold.`;
    case "PAUSED":
      return `${who} is paused.`;
    case "MISSED":
      return `Missed call from ${who}.`;
    case "REJECTED":
      return `The call from ${who} was not taken.`;
    case "ERROR":
      return `The call with ${who} failed.`;
    case "ENDED":
      return `The call with ${who} ended. After contact work.`;
  }
}

/** As whom somebody on the line is known. */
export function partyName(party: Party): string {
  if (party.kind === "AGENT" && party.name === null) return "Internal transfer";
  return phoneText(party.name);
}

export function partyStateText(party: Party): string {
  const who =
    party.kind === "CUSTOMER" ? "Customer · " : party.kind === "SUPERVISOR" ? "Supervisor · " : "";
  switch (party.state) {
    case "CALLING":
      return `${who}${party.kind === "QUEUE" ? "waiting in the queue" : "calling…"}`;
    case "CONNECTED":
      return `${who}on the line`;
    case "HOLD":
      return `${who}on hold`;
  }
}

/** What became of somebody who was added. */
export function endText(last: LastParty): string {
  const name = phoneText(last.name);
  switch (last.end) {
    case "BUSY":
      return `${name} is busy.`;
    case "NO_ANSWER":
      return `${name} did not answer.`;
    case "REJECTED":
      return `The call to ${name} was refused.`;
    case "UNREACHABLE":
      return `${name} cannot be reached.`;
    case "LEFT":
      return `${name} is no longer on the line.`;
  }
}

/** The dot of a status: green, amber, grey. */
export function statusTone(type: StatusType): "good" | "busy" | "off" {
  if (type === "ROUTABLE") return "good";
  return type === "CUSTOM" ? "busy" : "off";
}
