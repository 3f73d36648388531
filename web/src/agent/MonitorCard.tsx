/** A supervisor listens to somebody else's call, unheard. */

import { Icon } from "../ui/Icon";
import { LevelMeter } from "../ui/LevelMeter";
import { clockText, since, useNow } from "../ui/time";
import { AudioNotice } from "./AudioNotice";
import { Who, type CardProps } from "./ContactCard";
import { PartyRow } from "./Parties";
import { keysOf, useShortcuts } from "./shortcuts";
import { stateText } from "./text";

export function MonitorCard(props: CardProps) {
  const { contact, media, commands, enabled } = props;
  const { contactId, monitor, parties } = contact;
  const now = useNow(props.clockOffsetMs);
  const connecting = contact.state === "CONNECTING";
  const canBarge = enabled && !connecting && monitor?.mayBarge === true;
  const barge = () => commands.monitorMode(contactId, "BARGE");
  const stop = () => commands.act(contactId, "hangUp");

  useShortcuts({
    ...(canBarge ? { barge } : {}),
    ...(enabled ? { end: stop } : {}),
  });

  return (
    <section className="card talking" data-state={contact.state} aria-label={stateText(contact)}>
      <p className="card-state">
        {connecting ? (
          <span className="spinner small" aria-hidden="true" />
        ) : (
          <Icon name="eye" size={18} />
        )}
        {stateText(contact)}
      </p>
      <Who contact={contact} />
      <p className="timer" aria-label="Time monitored">
        {contact.connectedSince === null ? "–:––" : clockText(since(contact.connectedSince, now))}
      </p>
      <p className="muted-text">Nobody on the call hears you, and the agent does not see you.</p>
      <AudioNotice media={media} onRetry={commands.retryAudio} />
      <div className="meters">
        <LevelMeter stream={media.remote} label="The call" />
      </div>
      {parties.length > 0 && (
        <ul className="parties" aria-label="On the line">
          {parties.map((party) => (
            <PartyRow
              key={party.id}
              contact={contact}
              commands={commands}
              enabled={false}
              party={party}
            />
          ))}
        </ul>
      )}
      {monitor?.mayBarge === true && (
        <button
          type="button"
          className="button primary big wide"
          aria-keyshortcuts={keysOf("barge")}
          disabled={!canBarge}
          onClick={barge}
        >
          <Icon name="mic" size={22} /> Barge in
        </button>
      )}
      <button
        type="button"
        className="button danger big wide"
        aria-keyshortcuts={keysOf("end")}
        disabled={!enabled}
        onClick={stop}
      >
        <Icon name="hangUp" size={22} /> Stop monitoring
      </button>
    </section>
  );
}
