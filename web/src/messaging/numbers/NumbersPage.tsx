/** All phone numbers. */

import Button from "@cloudscape-design/components/button";
import ButtonDropdown from "@cloudscape-design/components/button-dropdown";
import { useState } from "react";
import { Link, navigate } from "../../app/router";
import { useAll, useMessaging } from "../api";
import { useNames } from "../names";
import { ResourceTable, type Column } from "../pieces/ResourceTable";
import { numberPath, poolPath } from "../places";
import { say } from "../said";
import { Section } from "../Section";
import { capabilitiesText, countryText, numberStatusText, numberTypeText, dayText } from "../text";
import type { PhoneNumber, Pool } from "../types";
import { AddToPool } from "./AddToPool";
import { NumberStatus } from "./NumberStatus";
import { Release } from "./Release";

export default function NumbersPage() {
  const { may } = useMessaging();
  const fetched = useAll<PhoneNumber>("DescribePhoneNumbers", "PhoneNumbers");
  const pools = useAll<Pool>("DescribePools", "Pools");
  const names = useNames(pools.data?.map((pool) => pool.PoolArn) ?? null);
  const [doing, setDoing] = useState<{ what: "release" | "pool"; number: PhoneNumber } | null>(
    null,
  );
  const poolName = (id: string) => {
    const pool = pools.data?.find((one) => one.PoolId === id);
    return (pool === undefined ? undefined : names[pool.PoolArn]) ?? id;
  };
  const columns: Column<PhoneNumber>[] = [
    {
      id: "number",
      header: "Origination number",
      text: (it) => it.PhoneNumber,
      width: 150,
      cell: (it) => (
        <Link className="resource-link phone-number" href={numberPath(it.PhoneNumberId)}>
          {it.PhoneNumber}
        </Link>
      ),
    },
    {
      id: "type",
      header: "Originator type",
      text: (it) => numberTypeText(it.NumberType),
      width: 110,
    },
    { id: "country", header: "Country", text: (it) => countryText(it.IsoCountryCode), width: 130 },
    {
      id: "status",
      header: "Number status",
      text: (it) => numberStatusText(it.Status),
      cell: (it) => <NumberStatus status={it.Status} />,
      width: 165,
    },
    {
      id: "able",
      header: "Capabilities",
      text: (it) => capabilitiesText(it.NumberCapabilities),
      width: 115,
    },
    {
      id: "pool",
      header: "Pool",
      text: (it) => (it.PoolId === undefined ? "" : poolName(it.PoolId)),
      width: 110,
      cell: (it) =>
        it.PoolId === undefined ? (
          <Button
            variant="inline-link"
            ariaLabel={`Add ${it.PhoneNumber} to a pool`}
            disabled={!may("Messaging.Edit")}
            onClick={() => setDoing({ what: "pool", number: it })}
          >
            Add to pool
          </Button>
        ) : (
          <Link className="resource-link" href={poolPath(it.PoolId)}>
            {poolName(it.PoolId)}
          </Link>
        ),
    },
    {
      id: "created",
      header: "Creation date",
      text: (it) => dayText(it.CreatedTimestamp),
      order: (it) => it.CreatedTimestamp,
      width: 110,
    },
    {
      id: "actions",
      header: "Actions",
      text: () => "",
      buttons: true,
      width: 80,
      cell: (it) => (
        <ButtonDropdown
          variant="inline-icon"
          ariaLabel={`Actions for ${it.PhoneNumber}`}
          expandToViewport
          items={[
            { id: "open", text: "Settings" },
            {
              id: "release",
              text: "Release",
              disabled: !may("Messaging.Delete") || it.DeletionProtectionEnabled,
            },
          ]}
          onItemClick={({ detail }) => {
            if (detail.id === "open") navigate(numberPath(it.PhoneNumberId));
            else setDoing({ what: "release", number: it });
          }}
        />
      ),
    },
  ];
  const done = () => {
    setDoing(null);
    fetched.reload();
  };
  return (
    <Section title="Phone numbers">
      <ResourceTable
        title="Phone numbers"
        description="Numbers that messages come from and are answered at."
        of={fetched}
        rowKey={(it) => it.PhoneNumberId}
        columns={columns}
        actions={
          <Button
            variant="primary"
            disabled={!may("Messaging.Create")}
            onClick={() => navigate("/messaging/numbers/request")}
          >
            Request originator
          </Button>
        }
        empty={{
          title: "There are no numbers yet",
          text: "Request one, or a simulator's to try out messaging with.",
        }}
      />
      {doing?.what === "release" && (
        <Release
          number={doing.number}
          onDone={() => {
            say(`${doing.number.PhoneNumber} was released.`);
            done();
          }}
          onCancel={() => setDoing(null)}
        />
      )}
      {doing?.what === "pool" && (
        <AddToPool
          number={doing.number}
          pools={pools.data ?? []}
          nameOf={poolName}
          onDone={done}
          onCancel={() => setDoing(null)}
        />
      )}
    </Section>
  );
}
