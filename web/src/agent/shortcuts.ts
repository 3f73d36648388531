/** Keyboard shortcuts of the agent's page: Alt+Shift and a letter, so that typing never acts. */

import { useEffect, useRef } from "react";

export const shortcuts = {
  answer: { key: "Y", does: "Answer the call, accept the task" },
  reject: { key: "N", does: "Reject the call or the task" },
  hold: { key: "H", does: "Hold, pause or resume" },
  mute: { key: "M", does: "Mute or unmute" },
  pad: { key: "K", does: "Show or hide the number pad" },
  add: { key: "T", does: "Transfer or add somebody" },
  call: { key: "D", does: "Make a call" },
  task: { key: "W", does: "Create a task" },
  barge: { key: "B", does: "Barge in, or only listen again" },
  end: { key: "E", does: "End the call or the task" },
  clear: { key: "C", does: "Clear the contact" },
} as const;

export type ShortcutName = keyof typeof shortcuts;

/** For `aria-keyshortcuts`. */
export function keysOf(name: ShortcutName): string {
  return `Alt+Shift+${shortcuts[name].key}`;
}

/** Calls the handler of a shortcut; one without a handler is left to the browser. */
export function useShortcuts(handlers: Partial<Record<ShortcutName, () => void>>): void {
  const latest = useRef(handlers);
  useEffect(() => {
    latest.current = handlers;
  });

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (!event.altKey || !event.shiftKey || event.ctrlKey || event.metaKey || event.repeat)
        return;
      if (document.querySelector("dialog[open]") !== null) return;
      const names = Object.keys(shortcuts) as ShortcutName[];
      // `code` names the key itself: with Alt held, `key` is another character on some systems.
      const name = names.find((candidate) => event.code === `Key${shortcuts[candidate].key}`);
      const handler = name === undefined ? undefined : latest.current[name];
      if (handler === undefined) return;
      event.preventDefault();
      handler();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, []);
}
