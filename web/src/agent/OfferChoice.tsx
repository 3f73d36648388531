/** Taking an offered contact or not, while there is time. */

import { useEffect, useRef } from "react";
import type { AgentContact } from "../protocol/types";
import { Icon, type IconName } from "../ui/Icon";
import { keysOf, useShortcuts } from "./shortcuts";
import type { AgentCommands } from "./useAgent";

export function OfferChoice(props: {
  contact: AgentContact;
  commands: AgentCommands;
  enabled: boolean;
  /** Milliseconds that are left; null where there is no end. */
  left: number | null;
  /** What taking it is called, such as `Answer`. */
  take: string;
  icon: IconName;
}) {
  const { contact, commands, enabled, left, take } = props;
  const button = useRef<HTMLButtonElement>(null);
  const accept = () => commands.act(contact.contactId, "accept");
  const reject = () => commands.act(contact.contactId, "reject");
  useShortcuts(enabled ? { answer: accept, reject } : {});

  useEffect(() => {
    // Help the keyboard along, but never take the focus from something the agent is doing.
    if (document.activeElement === document.body) button.current?.focus();
  }, []);

  return (
    <>
      {left !== null && (
        <p className="muted-text" aria-hidden="true">
          {Math.ceil(left / 1000)} s left to {take.toLowerCase()}
        </p>
      )}
      <div className="card-actions two">
        <button
          type="button"
          className="button danger-quiet big"
          aria-keyshortcuts={keysOf("reject")}
          disabled={!enabled}
          onClick={reject}
        >
          <Icon name="close" /> Reject
        </button>
        <button
          ref={button}
          type="button"
          className="button good big"
          aria-keyshortcuts={keysOf("answer")}
          disabled={!enabled}
          onClick={accept}
        >
          <Icon name={props.icon} /> {take}
        </button>
      </div>
    </>
  );
}
