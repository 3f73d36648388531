/** The number pad: sixteen keys less four. While it is open, the keyboard's digits work too. */

import { useEffect } from "react";

const keys = [
  ["1", ""],
  ["2", "ABC"],
  ["3", "DEF"],
  ["4", "GHI"],
  ["5", "JKL"],
  ["6", "MNO"],
  ["7", "PQRS"],
  ["8", "TUV"],
  ["9", "WXYZ"],
  ["*", ""],
  ["0", "+"],
  ["#", ""],
] as const;

const names: Record<string, string> = { "*": "star", "#": "hash" };

/** Whether a key press belongs to something being typed into. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName))
  );
}

export function NumberPad(props: {
  /** What was sent; absent where the keys go into a field. */
  sent?: string;
  disabled?: boolean;
  onDigit: (digit: string) => void;
}) {
  const { onDigit, disabled = false } = props;

  useEffect(() => {
    if (disabled) return;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
      if (!/^[0-9*#]$/.test(event.key) || isTyping(event.target)) return;
      event.preventDefault();
      onDigit(event.key);
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [onDigit, disabled]);

  return (
    <div className="pad" role="group" aria-label="Number pad">
      {props.sent !== undefined && (
        <output className="pad-sent" aria-label="Keys sent">
          {props.sent === "" ? <span className="pad-hint">Press or type keys</span> : props.sent}
        </output>
      )}
      <div className="pad-keys">
        {keys.map(([key, letters]) => (
          <button
            key={key}
            type="button"
            className="pad-key"
            aria-label={names[key] ?? key}
            disabled={disabled}
            onClick={() => onDigit(key)}
          >
            <span>{key}</span>
            <small aria-hidden="true">{letters}</small>
          </button>
        ))}
      </div>
    </div>
  );
}
