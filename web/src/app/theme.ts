/** Light, dark, or as the system says. The choice is kept in this browser; it is no secret. */

import { useSyncExternalStore } from "react";

export type ThemeChoice = "system" | "light" | "dark";

const key = "carillon.theme";
const listeners = new Set<() => void>();

function systemIsDark(): boolean {
  return typeof window.matchMedia === "function"
    ? window.matchMedia("(prefers-color-scheme: dark)").matches
    : false;
}

export function themeChoice(): ThemeChoice {
  try {
    const stored = window.localStorage.getItem(key);
    return stored === "light" || stored === "dark" ? stored : "system";
  } catch {
    return "system";
  }
}

export function isDark(): boolean {
  const choice = themeChoice();
  return choice === "system" ? systemIsDark() : choice === "dark";
}

function show(): void {
  document.documentElement.dataset["theme"] = isDark() ? "dark" : "light";
  // Cloudscape's own switch; its style sheets are there only on the console's pages.
  document.body.classList.toggle("awsui-dark-mode", isDark());
  for (const listener of listeners) listener();
}

export function chooseTheme(choice: ThemeChoice): void {
  try {
    if (choice === "system") window.localStorage.removeItem(key);
    else window.localStorage.setItem(key, choice);
  } catch {
    // Storage may be blocked; the choice then lasts until the page is closed.
  }
  show();
}

/** Applies the theme and follows the system. Called once, before the first paint. */
export function startTheme(): void {
  if (typeof window.matchMedia === "function") {
    window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", show);
  }
  show();
}

export function useIsDark(): boolean {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, isDark);
}
