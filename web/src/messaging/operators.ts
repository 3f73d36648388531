/** Operations of our own API that operators of messaging use (docs/messaging.md). */

import { useCallback, useMemo } from "react";
import { useSession } from "../app/session";
import { useFetched, type Fetched } from "../console/useFetched";
import { operation } from "../protocol/account";

export type Ask = <T>(name: string, input?: object) => Promise<T>;

export function useOperators(): Ask {
  const { state } = useSession();
  const csrf = state.phase === "signedIn" ? state.session.csrf : "";
  return useMemo(
    () =>
      <T>(name: string, input: object = {}) =>
        operation<T>(csrf, name, input, "carillon"),
    [csrf],
  );
}

/** One answer of an operation, asked for again every so often. */
export function useOperatorsAnswer<T>(
  name: string,
  input: object = {},
  everyMs: number | null = null,
): Fetched<T> {
  const ask = useOperators();
  const asked = JSON.stringify(input);
  const load = useCallback(() => ask<T>(name, JSON.parse(asked) as object), [ask, name, asked]);
  return useFetched(load, everyMs);
}
