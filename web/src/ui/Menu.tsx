/**
 * A menu button (WAI-ARIA menu pattern): arrows, Home, End, first letters, Escape; focus goes into
 * the menu and back to the button.
 */

import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from "react";
import { Icon } from "./Icon";

export interface MenuItem {
  key: string;
  label: string;
  /** Drawn before the label. */
  mark?: ReactNode;
  hint?: string;
  /** Given for choices of which one is in force. */
  checked?: boolean;
  disabled?: boolean;
  onSelect: () => void;
}

export function Menu(props: {
  label: string;
  className?: string;
  align?: "start" | "end";
  disabled?: boolean;
  items: MenuItem[];
  children: ReactNode;
}) {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const id = useId();

  const entries = () => [
    ...(list.current?.querySelectorAll<HTMLButtonElement>("button:not([disabled])") ?? []),
  ];

  useEffect(() => {
    if (!open) return;
    const all = [...(list.current?.querySelectorAll<HTMLButtonElement>("button") ?? [])].filter(
      (item) => !item.disabled,
    );
    (all.find((item) => item.getAttribute("aria-checked") === "true") ?? all[0])?.focus();
    const outside = (event: PointerEvent) => {
      if (event.target instanceof Node && root.current?.contains(event.target) === false) {
        setOpen(false);
      }
    };
    document.addEventListener("pointerdown", outside);
    return () => document.removeEventListener("pointerdown", outside);
  }, [open]);

  const close = () => {
    setOpen(false);
    button.current?.focus();
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const all = entries();
    const at = all.indexOf(document.activeElement as HTMLButtonElement);
    let next: HTMLButtonElement | undefined;
    switch (event.key) {
      case "ArrowDown":
        next = all[(at + 1) % all.length];
        break;
      case "ArrowUp":
        next = all[(at - 1 + all.length) % all.length];
        break;
      case "Home":
        next = all[0];
        break;
      case "End":
        next = all.at(-1);
        break;
      case "Escape":
        event.preventDefault();
        event.stopPropagation();
        close();
        return;
      case "Tab":
        setOpen(false);
        return;
      default:
        if (event.key.length !== 1 || event.ctrlKey || event.altKey || event.metaKey) return;
        next = [...all.slice(at + 1), ...all.slice(0, at + 1)].find((item) =>
          item.dataset["label"]?.toLowerCase().startsWith(event.key.toLowerCase()),
        );
    }
    if (next === undefined) return;
    event.preventDefault();
    next.focus();
  };

  return (
    <div className="menu" ref={root}>
      <button
        ref={button}
        type="button"
        className={props.className}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        aria-label={props.label}
        disabled={props.disabled}
        onClick={() => {
          setOpen(!open);
        }}
        onKeyDown={(event) => {
          if (event.key !== "ArrowDown" || open) return;
          event.preventDefault();
          setOpen(true);
        }}
      >
        {props.children}
      </button>
      {open && (
        <div
          ref={list}
          id={id}
          className={`menu-list ${props.align ?? "start"}`}
          role="menu"
          tabIndex={-1}
          aria-label={props.label}
          onKeyDown={onKeyDown}
        >
          {props.items.map((item) => (
            <button
              key={item.key}
              type="button"
              className="menu-item"
              data-label={item.label}
              tabIndex={-1}
              disabled={item.disabled}
              onClick={() => {
                close();
                item.onSelect();
              }}
              {...(item.checked === undefined
                ? { role: "menuitem" }
                : { role: "menuitemradio", "aria-checked": item.checked })}
            >
              {item.mark}
              <span className="menu-item-label">{item.label}</span>
              {item.hint !== undefined && <span className="menu-item-hint">{item.hint}</span>}
              {item.checked === true && <Icon name="check" size={18} />}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
