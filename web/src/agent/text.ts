/** Words for contacts and states. */

import type { AgentContact, StatusType } from "../protocol/types";

/**
 * `+15550100123` as `+1 555 010 0123`. Other countries group in other ways, so their numbers, and
 * addresses that are no numbers, are shown as they are.
 */
export function phoneText(address: string | null): string {
  if (address === null || address === "") return "Unknown caller";
  const parts = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(address);
  return parts === null ? address : `+1 ${parts.slice(1).join(" ")}`;
}

export function stateText(contact: AgentContact): string {
  switch (contact.state) {
    case "INCOMING":
      return contact.inbound ? "Incoming call" : "Outgoing call";
    case "CONNECTING":
      return "Connecting";
    case "CONNECTED":
      return "Connected";
    case "CONNECTED_ONHOLD":
      return "On hold";
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
  const who = phoneText(contact.customer);
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

/** The dot of a status: green, amber, grey. */
export function statusTone(type: StatusType): "good" | "busy" | "off" {
  if (type === "ROUTABLE") return "good";
  return type === "CUSTOM" ? "busy" : "off";
}
