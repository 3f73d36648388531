/** Durations for people, and a clock that ticks once a second. */

import { useEffect, useState } from "react";

/** `0:07`, `12:30`, `1:02:03`. Negative durations show as zero. */
export function clockText(ms: number): string {
  const total = Math.max(0, Math.floor(ms / 1000));
  const seconds = String(total % 60).padStart(2, "0");
  const minutes = Math.floor(total / 60) % 60;
  const hours = Math.floor(total / 3600);
  return hours > 0
    ? `${hours}:${String(minutes).padStart(2, "0")}:${seconds}`
    : `${minutes}:${seconds}`;
}

/** Milliseconds from an ISO time to `now`; 0 when the time is missing or malformed. */
export function since(iso: string | null, now: number): number {
  const at = iso === null ? Number.NaN : Date.parse(iso);
  return Number.isNaN(at) ? 0 : Math.max(0, now - at);
}

/** Milliseconds left until an ISO time; null when there is no such time. */
export function until(iso: string | null, now: number): number | null {
  const at = iso === null ? Number.NaN : Date.parse(iso);
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}

/** The server's time in epoch milliseconds, renewed every `everyMs`. */
export function useNow(offsetMs = 0, everyMs = 1000): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now + offsetMs;
}
