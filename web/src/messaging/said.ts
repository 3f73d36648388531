/** What was just done, such as “The pool was deleted.”: told once, on the page that it belongs to. */

import { useEffect, useSyncExternalStore } from "react";
import { useLocation } from "../app/router";

interface Said {
  text: string;
  /** The page that shows it. */
  path: string;
}

let said: Said | null = null;
const listeners = new Set<() => void>();

function change(next: Said | null) {
  said = next;
  listeners.forEach((listener) => listener());
}

/** Tells something on this page, or on the one that is gone to next. */
export function say(text: string, path: string = window.location.pathname): void {
  change({ text, path });
}

export function forget(): void {
  change(null);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useSaid(): string | null {
  const { path } = useLocation();
  const current = useSyncExternalStore(subscribe, () => said);
  const elsewhere = current !== null && current.path !== path;
  useEffect(() => {
    if (elsewhere) forget();
  }, [elsewhere]);
  return current === null || elsewhere ? null : current.text;
}
