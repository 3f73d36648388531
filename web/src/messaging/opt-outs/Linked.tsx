/** What uses an opt-out list. */

import SpaceBetween from "@cloudscape-design/components/space-between";
import { Link } from "../../app/router";
import { useAll } from "../api";
import { useNames } from "../names";
import { ResourceTable } from "../pieces/ResourceTable";
import { numberPath, poolPath } from "../places";
import { countryText, messageTypeText, numberTypeText, onOff } from "../text";
import type { PhoneNumber, Pool } from "../types";

export function Linked({ list }: { list: string }) {
  const input = { Filters: [{ Name: "opt-out-list-name", Values: [list] }] };
  const numbers = useAll<PhoneNumber>("DescribePhoneNumbers", "PhoneNumbers", input);
  const pools = useAll<Pool>("DescribePools", "Pools", input);
  const names = useNames(pools.data?.map((pool) => pool.PoolArn) ?? null);
  return (
    <SpaceBetween size="l">
      <ResourceTable
        heading="h2"
        title="Linked origination numbers"
        description="They send nothing to whoever is on the list."
        of={numbers}
        rowKey={(it) => it.PhoneNumberId}
        columns={[
          {
            id: "number",
            header: "Number",
            text: (it) => it.PhoneNumber,
            cell: (it) => (
              <Link
                className="resource-link phone-number"
                href={`${numberPath(it.PhoneNumberId)}?tab=opt-outs`}
              >
                {it.PhoneNumber}
              </Link>
            ),
          },
          { id: "type", header: "Originator type", text: (it) => numberTypeText(it.NumberType) },
          { id: "country", header: "Country", text: (it) => countryText(it.IsoCountryCode) },
          {
            id: "self",
            header: "Self-managed opt-outs",
            text: (it) => onOff(it.SelfManagedOptOutsEnabled),
          },
        ]}
        empty={{ title: "No number uses this list", text: "Choose it on a number's own page." }}
      />
      <ResourceTable
        heading="h2"
        title="Linked pools"
        description="The list holds for all originators of these."
        of={pools}
        rowKey={(it) => it.PoolId}
        columns={[
          {
            id: "pool",
            header: "Pool",
            text: (it) => names[it.PoolArn] ?? it.PoolId,
            cell: (it) => (
              <Link className="resource-link" href={`${poolPath(it.PoolId)}?tab=opt-outs`}>
                {names[it.PoolArn] ?? it.PoolId}
              </Link>
            ),
          },
          { id: "type", header: "Message type", text: (it) => messageTypeText(it.MessageType) },
        ]}
        empty={{ title: "No pool uses this list", text: "Choose it on a pool's own page." }}
      />
    </SpaceBetween>
  );
}
