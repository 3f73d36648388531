/** The contact in focus, in each of its states, with the controls that the state allows. */

import { useCallback, useState } from "react";
import type { AgentContact, Outbound, QuickConnect } from "../protocol/types";
import { Icon } from "../ui/Icon";
import { LevelMeter } from "../ui/LevelMeter";
import { NumberPad } from "../ui/NumberPad";
import { clockText, since, until, useNow } from "../ui/time";
import { AudioNotice } from "./AudioNotice";
import { MonitorCard } from "./MonitorCard";
import { OfferChoice } from "./OfferChoice";
import { Parties } from "./Parties";
import { ReachPanel } from "./ReachPanel";
import type { MediaState } from "./media-controller";
import { keysOf, useShortcuts } from "./shortcuts";
import { isTask } from "./state";
import { TaskCard } from "./TaskCard";
import type { AgentCommands } from "./useAgent";
import { isListening, phoneText, stateText } from "./text";

export interface CardProps {
  contact: AgentContact;
  media: MediaState;
  commands: AgentCommands;
  enabled: boolean;
  clockOffsetMs: number;
  ringMs: number;
  outbound: Outbound;
  quickConnects: readonly QuickConnect[] | null;
}

/** Who is on the line; the same place in every state, so that the eye need not search. */
export function Who({ contact }: { contact: AgentContact }) {
  return (
    <div className="who">
      <h2 className="who-number">{phoneText(contact.customer)}</h2>
      <p className="who-queue">
        {contact.queue === null ? "Direct call" : <>Queue: {contact.queue.name}</>}
      </p>
    </div>
  );
}

const circumference = 2 * Math.PI * 54;

function Offer(props: CardProps) {
  const { contact, commands, enabled, ringMs } = props;
  const now = useNow(props.clockOffsetMs, 250);
  const left = until(contact.offerExpires, now);
  const share = left === null ? 1 : Math.min(1, left / Math.max(1, ringMs));

  return (
    <section className="card offer" aria-label="Incoming call">
      <div className="ring" aria-hidden="true">
        <svg viewBox="0 0 120 120">
          <circle className="ring-track" cx="60" cy="60" r="54" />
          <circle
            className="ring-left"
            cx="60"
            cy="60"
            r="54"
            strokeDasharray={circumference}
            strokeDashoffset={circumference * (1 - share)}
          />
        </svg>
        <span className="ring-bell">
          <Icon name="bell" size={40} />
        </span>
      </div>
      <p className="card-state">{stateText(contact)}</p>
      <Who contact={contact} />
      <OfferChoice
        contact={contact}
        commands={commands}
        enabled={enabled}
        left={left}
        take="Answer"
        icon="phone"
      />
    </section>
  );
}

function Talking(props: CardProps) {
  const { contact, media, commands, enabled } = props;
  const { contactId, state, muted } = contact;
  const now = useNow(props.clockOffsetMs);
  const [pad, setPad] = useState(false);
  const [adding, setAdding] = useState(false);
  const [sent, setSent] = useState("");
  const connecting = state === "CONNECTING";
  const held = state === "CONNECTED_ONHOLD";
  const canControl = enabled && !connecting;
  const { parties } = contact;
  const conference = parties.length > 1;
  const everyoneHeld = conference ? parties.every((one) => one.state === "HOLD") : held;
  const canHold = canControl && contact.inControl;
  const canAdd =
    canControl &&
    contact.inControl &&
    parties.length < (contact.multiParty ? 5 : 2) &&
    parties.every((one) => one.state !== "CALLING");

  const toggleHold = () => commands.act(contactId, everyoneHeld ? "resume" : "hold");
  const toggleAdd = () => {
    if (!adding) commands.readQuickConnects();
    setPad(false);
    setAdding((open) => !open);
  };
  const toggleMute = () => commands.mute(contactId, !muted);
  const end = () => commands.act(contactId, "hangUp");
  const togglePad = () => {
    setAdding(false);
    setPad((open) => !open);
  };
  const press = useCallback(
    (digit: string) => {
      setSent((before) => (before + digit).slice(-24));
      commands.digits(contactId, digit);
    },
    [commands, contactId],
  );

  const barged = contact.monitor !== null && !contact.monitor.tookOver;
  const listen = () => commands.monitorMode(contactId, "SILENT_MONITOR");

  useShortcuts({
    ...(canControl && barged ? { barge: listen } : {}),
    ...(canControl ? { mute: toggleMute, pad: togglePad } : {}),
    ...(canHold ? { hold: toggleHold } : {}),
    ...(canAdd || adding ? { add: toggleAdd } : {}),
    ...(enabled ? { end } : {}),
  });

  return (
    <section className="card talking" data-state={state} aria-label={stateText(contact)}>
      <p className="card-state">
        {connecting && <span className="spinner small" aria-hidden="true" />}
        {stateText(contact)}
        {muted && !connecting && <span className="chip">Muted</span>}
      </p>
      <Who contact={contact} />
      <p className="timer" aria-label="Time connected">
        {contact.connectedSince === null ? "–:––" : clockText(since(contact.connectedSince, now))}
      </p>
      {held && !conference && (
        <p className="muted-text">
          The customer hears music. On hold for {clockText(since(contact.stateSince, now))}.
        </p>
      )}
      <AudioNotice media={media} onRetry={commands.retryAudio} />
      <div className="meters">
        <LevelMeter stream={muted ? null : media.local} label="You" />
        <LevelMeter stream={media.remote} label={conference ? "Others" : "Customer"} />
      </div>
      <Parties contact={contact} commands={commands} enabled={canControl} />
      <div className="controls" role="group" aria-label="Call controls">
        <button
          type="button"
          className="control"
          data-on={everyoneHeld}
          aria-keyshortcuts={keysOf("hold")}
          disabled={!canHold}
          onClick={toggleHold}
        >
          <Icon name={everyoneHeld ? "play" : "pause"} size={24} />
          <span>{everyoneHeld ? "Resume" : conference ? "Hold all" : "Hold"}</span>
        </button>
        <button
          type="button"
          className="control"
          data-on={muted}
          aria-keyshortcuts={keysOf("mute")}
          disabled={!canControl}
          onClick={toggleMute}
        >
          <Icon name={muted ? "micOff" : "mic"} size={24} />
          <span>{muted ? "Unmute" : "Mute"}</span>
        </button>
        <button
          type="button"
          className="control"
          aria-expanded={pad}
          aria-keyshortcuts={keysOf("pad")}
          disabled={connecting}
          onClick={togglePad}
        >
          <Icon name="keypad" size={24} />
          <span>Keypad</span>
        </button>
        <button
          type="button"
          className="control"
          aria-expanded={adding}
          aria-keyshortcuts={keysOf("add")}
          disabled={!canAdd && !adding}
          onClick={toggleAdd}
        >
          <Icon name="plus" size={24} />
          <span>Transfer</span>
        </button>
      </div>
      {adding && canAdd && (
        <ReachPanel
          title="Transfer, or add to the call"
          outbound={props.outbound}
          quickConnects={props.quickConnects}
          enabled={canAdd}
          onNumber={(number) => {
            setAdding(false);
            commands.transfer(contactId, { number });
          }}
          onQuickConnect={(quickConnect) => {
            setAdding(false);
            commands.transfer(contactId, { quickConnect });
          }}
          onClose={() => setAdding(false)}
        />
      )}
      {pad && <NumberPad sent={sent} disabled={!canControl} onDigit={press} />}
      {barged && (
        <button
          type="button"
          className="button big wide"
          aria-keyshortcuts={keysOf("barge")}
          disabled={!canControl}
          onClick={listen}
        >
          <Icon name="eye" size={22} /> Only listen
        </button>
      )}
      <button
        type="button"
        className="button danger big wide"
        aria-keyshortcuts={keysOf("end")}
        disabled={!enabled}
        onClick={end}
      >
        <Icon name="hangUp" size={22} /> {conference ? "Leave call" : "End call"}
      </button>
    </section>
  );
}

function AfterWork(props: CardProps) {
  const { contact, commands, enabled } = props;
  const now = useNow(props.clockOffsetMs);
  const left = until(contact.acwExpires, now);
  const clear = () => commands.act(contact.contactId, "clear");
  useShortcuts(enabled ? { clear } : {});

  return (
    <section className="card after" aria-label="After contact work">
      <p className="card-state">After contact work</p>
      <Who contact={contact} />
      <p className="timer" aria-label={left === null ? "Time in this state" : "Time left"}>
        {clockText(left ?? since(contact.stateSince, now))}
      </p>
      <p className="muted-text">
        {left === null
          ? "Finish your notes, then clear the contact."
          : "Finish your notes. The contact clears by itself when the time is up."}
      </p>
      <button
        type="button"
        className="button primary big wide"
        aria-keyshortcuts={keysOf("clear")}
        disabled={!enabled}
        onClick={clear}
      >
        <Icon name="check" /> Clear contact
      </button>
    </section>
  );
}

const doneText: Partial<Record<AgentContact["state"], string>> = {
  MISSED: "The call was not answered in time and went on to another agent.",
  REJECTED: "The call was rejected, or the caller hung up first.",
  ERROR: "The call could not be connected.",
};

function Done(props: CardProps) {
  const { contact, commands, enabled } = props;
  const clear = () => commands.act(contact.contactId, "clear");
  useShortcuts(enabled ? { clear } : {});

  return (
    <section className="card done" aria-label={stateText(contact)}>
      <span className="done-icon">
        <Icon name={contact.state === "MISSED" ? "bell" : "alert"} size={30} />
      </span>
      <p className="card-state">{stateText(contact)}</p>
      <Who contact={contact} />
      <p className="muted-text">
        {doneText[contact.state]} Clear the contact to be offered the next one.
      </p>
      <button
        type="button"
        className="button primary big wide"
        aria-keyshortcuts={keysOf("clear")}
        disabled={!enabled}
        onClick={clear}
      >
        <Icon name="check" /> Clear contact
      </button>
    </section>
  );
}

export function ContactCard(props: CardProps) {
  if (isTask(props.contact)) return <TaskCard key={props.contact.contactId} {...props} />;
  const { state } = props.contact;
  if (isListening(props.contact) && (state === "CONNECTING" || state === "CONNECTED")) {
    return <MonitorCard key={props.contact.contactId} {...props} />;
  }
  switch (props.contact.state) {
    case "INCOMING":
      return <Offer key={props.contact.contactId} {...props} />;
    case "CONNECTING":
    case "CONNECTED":
    case "CONNECTED_ONHOLD":
    case "PAUSED":
      return <Talking key={props.contact.contactId} {...props} />;
    case "ENDED":
      return <AfterWork key={props.contact.contactId} {...props} />;
    case "MISSED":
    case "REJECTED":
    case "ERROR":
      return <Done key={props.contact.contactId} {...props} />;
  }
}
