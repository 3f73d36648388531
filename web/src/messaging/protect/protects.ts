/** Protect configurations with their names. */

import { useCallback } from "react";
import { useFetched, type Fetched } from "../../console/useFetched";
import { useMessaging, type Messaging } from "../api";
import type { Tag } from "../types";

interface FoundProtect {
  ProtectConfigurationArn: string;
  ProtectConfigurationId: string;
  CreatedTimestamp: number;
  AccountDefault: boolean;
  DeletionProtectionEnabled: boolean;
}

export interface Protect {
  id: string;
  arn: string;
  /** From the tag `Name`; the identifier where there is none. */
  name: string;
  created: number;
  accountDefault: boolean;
  locked: boolean;
}

/** Their names come one by one: the API lists things without tags. */
const namesAtOnce = 50;

export async function readProtects(messaging: Messaging, ids?: string[]): Promise<Protect[]> {
  const { all, call } = messaging;
  const input = ids === undefined ? {} : { ProtectConfigurationIds: ids };
  const rows = await all<FoundProtect>(
    "DescribeProtectConfigurations",
    "ProtectConfigurations",
    input,
  );
  const named = rows.slice(0, namesAtOnce).map(async (row) => {
    const { Tags } = await call<{ Tags?: Tag[] }>("ListTagsForResource", {
      ResourceArn: row.ProtectConfigurationArn,
    });
    return Tags?.find(({ Key }) => Key === "Name")?.Value;
  });
  const names = await Promise.all(named);
  return rows.map((row, at) => ({
    id: row.ProtectConfigurationId,
    arn: row.ProtectConfigurationArn,
    name: names[at] ?? row.ProtectConfigurationId,
    created: row.CreatedTimestamp,
    accountDefault: row.AccountDefault,
    locked: row.DeletionProtectionEnabled,
  }));
}

export function useProtects(): Fetched<Protect[]> {
  const messaging = useMessaging();
  const load = useCallback(() => readProtects(messaging), [messaging]);
  return useFetched(load, null);
}
