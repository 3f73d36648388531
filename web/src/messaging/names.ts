/** What things are called: their tag `Name`. */

import { useCallback, useEffect } from "react";
import { useFetched } from "../console/useFetched";
import { useMessaging } from "./api";
import type { Tag } from "./types";

/** The most things whose names are asked for. */
const most = 100;

/**
 * The names of things by their ARNs; those without one, or beyond the first hundred, are missing. They are asked for
 * anew when `version` changes.
 */
export function useNames(arns: string[] | null, version = 0): Record<string, string> {
  const { call } = useMessaging();
  const asked = JSON.stringify(arns ?? []);
  const load = useCallback(async () => {
    const list = (JSON.parse(asked) as string[]).slice(0, most);
    const named = await Promise.all(
      list.map(async (ResourceArn) => {
        const { Tags } = await call<{ Tags?: Tag[] }>("ListTagsForResource", { ResourceArn });
        return [ResourceArn, Tags?.find(({ Key }) => Key === "Name")?.Value ?? ""] as const;
      }),
    );
    return Object.fromEntries(named.filter(([, name]) => name !== ""));
  }, [call, asked]);
  const { data, reload } = useFetched(load, null);
  useEffect(() => {
    if (version > 0) reload();
  }, [version, reload]);
  return data ?? {};
}
