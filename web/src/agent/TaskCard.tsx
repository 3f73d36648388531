/** A task in each of its states: what is to be done, where it points to, and what may be done with it. */

import { useState } from "react";
import type { AgentContact, QuickConnect, Reference } from "../protocol/types";
import { Icon } from "../ui/Icon";
import { clockText, since, until, useNow } from "../ui/time";
import { OfferChoice } from "./OfferChoice";
import { keysOf, useShortcuts } from "./shortcuts";
import { stateText, titleOf } from "./text";
import type { AgentCommands } from "./useAgent";

interface TaskProps {
  contact: AgentContact;
  commands: AgentCommands;
  enabled: boolean;
  clockOffsetMs: number;
  quickConnects: readonly QuickConnect[] | null;
}

/** Only addresses that a browser opens as pages become links. */
function isPage(reference: Reference): boolean {
  return reference.type === "URL" && /^https?:\/\//i.test(reference.value);
}

/** What is to be done; the same place in every state. */
function What({ contact }: { contact: AgentContact }) {
  return (
    <div className="who">
      <h2 className="who-number">{titleOf(contact)}</h2>
      <p className="who-queue">
        {contact.queue === null ? "Assigned to you" : <>Queue: {contact.queue.name}</>}
      </p>
      {contact.description !== null && <p className="task-text">{contact.description}</p>}
      {contact.references.length > 0 && (
        <dl className="task-references" aria-label="References">
          {contact.references.map((one) => (
            <div key={one.name}>
              <dt>{one.name}</dt>
              <dd>
                {isPage(one) ? (
                  <a href={one.value} target="_blank" rel="noopener noreferrer">
                    {one.value}
                  </a>
                ) : (
                  one.value
                )}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
}

function Offer({ contact, commands, enabled, clockOffsetMs }: TaskProps) {
  const now = useNow(clockOffsetMs, 250);
  const left = until(contact.offerExpires, now);

  return (
    <section className="card task" aria-label="New task">
      <p className="card-state">{stateText(contact)}</p>
      <What contact={contact} />
      <OfferChoice
        contact={contact}
        commands={commands}
        enabled={enabled}
        left={left}
        take="Accept"
        icon="check"
      />
    </section>
  );
}

/** The quick connects that a task can go to. */
export function TaskTargets(props: {
  quickConnects: readonly QuickConnect[] | null;
  enabled: boolean;
  onChoose: (id: string) => void;
}) {
  const found = props.quickConnects?.filter((one) => one.kind !== "PHONE_NUMBER") ?? null;
  if (found === null) {
    return (
      <p className="muted-text">
        <span className="spinner small" aria-hidden="true" /> Reading quick connects…
      </p>
    );
  }
  if (found.length === 0) {
    return <p className="muted-text">Your queues have no quick connects to agents or queues.</p>;
  }
  return (
    <ul className="reach-list" aria-label="Quick connects">
      {found.map((one) => (
        <li key={one.id}>
          <button type="button" disabled={!props.enabled} onClick={() => props.onChoose(one.id)}>
            <Icon name={one.kind === "USER" ? "user" : "list"} size={18} />
            <span className="reach-name">
              {one.name}
              {one.description !== null && <small>{one.description}</small>}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}

function Working({ contact, commands, enabled, clockOffsetMs, quickConnects }: TaskProps) {
  const { contactId, state } = contact;
  const now = useNow(clockOffsetMs);
  const [sending, setSending] = useState(false);
  const connecting = state === "CONNECTING";
  const paused = state === "PAUSED";
  const usable = enabled && !connecting;
  const toggle = () => (paused ? commands.unpause(contactId) : commands.pause(contactId));
  const end = () => commands.act(contactId, "hangUp");
  const send = () => {
    if (!sending) commands.readQuickConnects();
    setSending((open) => !open);
  };
  useShortcuts({
    ...(usable ? { hold: toggle, add: send } : {}),
    ...(enabled ? { end } : {}),
  });

  return (
    <section className="card task" data-state={state} aria-label={stateText(contact)}>
      <p className="card-state">
        {connecting && <span className="spinner small" aria-hidden="true" />}
        {stateText(contact)}
      </p>
      <What contact={contact} />
      <p className="timer" aria-label={paused ? "Time paused" : "Time on this task"}>
        {clockText(
          since(paused ? contact.stateSince : (contact.connectedSince ?? contact.stateSince), now),
        )}
      </p>
      {paused && <p className="muted-text">Resume the task to work on it.</p>}
      <div className="controls" role="group" aria-label="Task controls">
        <button
          type="button"
          className="control"
          data-on={paused}
          aria-keyshortcuts={keysOf("hold")}
          disabled={!usable}
          onClick={toggle}
        >
          <Icon name={paused ? "play" : "pause"} size={24} />
          <span>{paused ? "Resume" : "Pause"}</span>
        </button>
        <button
          type="button"
          className="control"
          aria-expanded={sending}
          aria-keyshortcuts={keysOf("add")}
          disabled={!usable}
          onClick={send}
        >
          <Icon name="swap" size={24} />
          <span>Transfer</span>
        </button>
      </div>
      {sending && (
        <TaskTargets
          quickConnects={quickConnects}
          enabled={usable}
          onChoose={(quickConnect) => commands.transfer(contactId, { quickConnect })}
        />
      )}
      <button
        type="button"
        className="button danger big wide"
        aria-keyshortcuts={keysOf("end")}
        disabled={!enabled}
        onClick={end}
      >
        <Icon name="check" size={22} /> End task
      </button>
    </section>
  );
}

/** After the work, or after an offer that came to nothing. */
function Over({ contact, commands, enabled, clockOffsetMs }: TaskProps) {
  const now = useNow(clockOffsetMs);
  const left = until(contact.acwExpires, now);
  const clear = () => commands.act(contact.contactId, "clear");
  useShortcuts(enabled ? { clear } : {});
  const worked = contact.state === "ENDED";

  return (
    <section className="card task" aria-label={stateText(contact)}>
      <p className="card-state">{stateText(contact)}</p>
      <What contact={contact} />
      {worked && (
        <p className="timer" aria-label={left === null ? "Time in this state" : "Time left"}>
          {clockText(left ?? since(contact.stateSince, now))}
        </p>
      )}
      <p className="muted-text">
        {worked
          ? "Finish your notes, then clear the contact."
          : "The task went on to somebody else. Clear it to be offered the next one."}
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

export function TaskCard(props: TaskProps) {
  switch (props.contact.state) {
    case "INCOMING":
      return <Offer {...props} />;
    case "ENDED":
    case "MISSED":
    case "REJECTED":
    case "ERROR":
      return <Over {...props} />;
    default:
      return <Working {...props} />;
  }
}
