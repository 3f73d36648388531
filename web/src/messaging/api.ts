/** Messaging's operations through the bridge of the pages (docs/app-protocol.md). */

import { useCallback, useMemo } from "react";
import { useSession } from "../app/session";
import { useFetched, type Fetched } from "../console/useFetched";
import { operation } from "../protocol/account";

/** The most rows that a list is read to. */
export const mostRows = 2_000;

export interface Messaging {
  /** Whether the person has a permission such as `Messaging.Edit`. */
  may: (permission: string) => boolean;
  /** Runs an operation. */
  call: <T>(name: string, input?: object) => Promise<T>;
  /** All rows of an operation that answers page by page, up to `mostRows`. */
  all: <T>(name: string, member: string, input?: object) => Promise<T[]>;
}

type Call = Messaging["call"];

/** Reads an operation that answers page by page. */
export async function allPages<T>(
  call: Call,
  name: string,
  member: string,
  input: object = {},
): Promise<T[]> {
  const rows: T[] = [];
  let next: string | undefined;
  do {
    const page: Record<string, unknown> = await call(name, {
      MaxResults: 100,
      ...input,
      ...(next === undefined ? {} : { NextToken: next }),
    });
    rows.push(...((page[member] ?? []) as T[]));
    next = page["NextToken"] as string | undefined;
  } while (next !== undefined && rows.length < mostRows);
  return rows;
}

export function useMessaging(): Messaging {
  const { state } = useSession();
  const session = state.phase === "signedIn" ? state.session : null;
  return useMemo(() => {
    const call: Call = (name, input = {}) =>
      operation(session?.csrf ?? "", name, input, "sms-voice");
    return {
      may: (permission) => session?.permissions.includes(permission) === true,
      call,
      all: (name, member, input) => allPages(call, name, member, input),
    };
  }, [session]);
}

/** All rows of an operation; see `useFetched`. */
export function useAll<T>(name: string, member: string, input: object = {}): Fetched<T[]> {
  const { all } = useMessaging();
  const asked = JSON.stringify(input);
  const load = useCallback(
    () => all<T>(name, member, JSON.parse(asked) as object),
    [all, name, member, asked],
  );
  return useFetched(load, null);
}

/** One answer of an operation. */
export function useAnswer<T>(name: string, input: object = {}): Fetched<T> {
  const { call } = useMessaging();
  const asked = JSON.stringify(input);
  const load = useCallback(() => call<T>(name, JSON.parse(asked) as object), [call, name, asked]);
  return useFetched(load, null);
}
