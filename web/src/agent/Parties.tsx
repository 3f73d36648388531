/** Everybody on the line, with what may be done with each, and with all of them. */

import type { AgentContact, Party } from "../protocol/types";
import { Icon, type IconName } from "../ui/Icon";
import { endText, partyName, partyStateText } from "./text";
import type { AgentCommands } from "./useAgent";

const icons: Record<Party["kind"], IconName> = {
  CUSTOMER: "user",
  AGENT: "headset",
  SUPERVISOR: "eye",
  QUEUE: "list",
  NUMBER: "phone",
};

interface PartiesProps {
  contact: AgentContact;
  commands: AgentCommands;
  enabled: boolean;
}

export function PartyRow(props: PartiesProps & { party: Party }) {
  const { contact, commands, enabled, party } = props;
  const { contactId, multiParty } = contact;
  const name = partyName(party);
  const held = party.state === "HOLD";
  const here = party.state !== "CALLING";
  const act = (label: string, icon: IconName, does: () => void) => (
    <button
      type="button"
      className="icon-button"
      aria-label={`${label}: ${name}`}
      title={label}
      disabled={!enabled}
      onClick={does}
    >
      <Icon name={icon} size={18} />
    </button>
  );
  return (
    <li className="party" data-state={party.state}>
      <span className="party-icon">
        {here ? <Icon name={icons[party.kind]} size={18} /> : <span className="spinner small" />}
      </span>
      <span className="party-name">
        {name}
        <small>
          {partyStateText(party)}
          {party.muted && " · muted"}
        </small>
      </span>
      {contact.inControl && (
        <span className="party-actions">
          {here &&
            party.holdable &&
            act(held ? "Resume" : "Hold", held ? "play" : "pause", () =>
              commands.holdParty(contactId, party.id, !held),
            )}
          {here &&
            multiParty &&
            party.holdable &&
            act(party.muted ? "Unmute" : "Mute", party.muted ? "micOff" : "mic", () =>
              commands.muteParty(contactId, party.id, !party.muted),
            )}
          {act(here ? "Disconnect" : "Cancel", "close", () =>
            commands.dropParty(contactId, party.id),
          )}
        </span>
      )}
    </li>
  );
}

export function Parties(props: PartiesProps) {
  const { contact, commands, enabled } = props;
  const { contactId, parties, lastParty } = contact;
  const here = parties.filter((party) => party.state !== "CALLING");
  const held = parties.filter((party) => party.state === "HOLD").length;
  const [first, second, third] = parties;
  const canSwap =
    third === undefined && here.length === 2 && first?.state !== second?.state && held === 1;
  return (
    <>
      {lastParty !== null && (
        <div className="inline-notice" role="status">
          <Icon name="alert" size={18} />
          <p>{endText(lastParty)}</p>
        </div>
      )}
      {parties.length > 1 && (
        <ul className="parties" aria-label="On the line">
          {parties.map((party) => (
            <PartyRow key={party.id} {...props} party={party} />
          ))}
        </ul>
      )}
      {contact.inControl && parties.length > 1 && (
        <div className="card-actions two">
          <button
            type="button"
            className="button primary"
            disabled={!enabled || held === 0 || here.length < 2}
            onClick={() => commands.act(contactId, "resume")}
          >
            <Icon name="join" /> Join
          </button>
          <button
            type="button"
            className="button"
            disabled={!enabled || !canSwap}
            onClick={() => commands.swap(contactId)}
          >
            <Icon name="swap" /> Swap
          </button>
        </div>
      )}
      {!contact.inControl && (
        <p className="muted-text">
          {contact.onHold
            ? "You are on hold."
            : "The agent who called you in controls this call until they leave."}
        </p>
      )}
    </>
  );
}
