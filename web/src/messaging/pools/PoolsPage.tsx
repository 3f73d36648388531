/** All phone pools. */

import Button from "@cloudscape-design/components/button";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { Link, navigate } from "../../app/router";
import { useAll, useMessaging } from "../api";
import { useNames } from "../names";
import { ResourceTable, type Column } from "../pieces/ResourceTable";
import { poolPath } from "../places";
import { Section } from "../Section";
import { messageTypeText, onOff, timeText, twoWayText, words } from "../text";
import type { Pool } from "../types";

export default function PoolsPage() {
  const { may } = useMessaging();
  const fetched = useAll<Pool>("DescribePools", "Pools");
  const names = useNames(fetched.data?.map((pool) => pool.PoolArn) ?? null);
  const nameOf = (pool: Pool) => names[pool.PoolArn] ?? "—";
  const columns: Column<Pool>[] = [
    {
      id: "name",
      header: "Pool",
      text: (pool) => `${nameOf(pool)} ${pool.PoolId}`,
      width: 180,
      cell: (pool) => (
        <Link className="resource-link" href={poolPath(pool.PoolId)}>
          {names[pool.PoolArn] ?? pool.PoolId}
        </Link>
      ),
    },
    {
      id: "status",
      header: "Status",
      text: (pool) => words(pool.Status),
      cell: (pool) => (
        <StatusIndicator type={pool.Status === "ACTIVE" ? "success" : "in-progress"}>
          {words(pool.Status)}
        </StatusIndicator>
      ),
    },
    { id: "type", header: "Message type", text: (pool) => messageTypeText(pool.MessageType) },
    { id: "two-way", header: "Two-way", text: twoWayText },
    { id: "list", header: "Opt-out list", text: (pool) => pool.OptOutListName },
    { id: "shared", header: "Shared routes", text: (pool) => onOff(pool.SharedRoutesEnabled) },
    {
      id: "created",
      header: "Created",
      text: (pool) => timeText(pool.CreatedTimestamp),
      order: (pool) => pool.CreatedTimestamp,
      width: 160,
    },
  ];
  const create = (
    <Button
      variant="primary"
      disabled={!may("Messaging.Create")}
      onClick={() => navigate("/messaging/pools/create")}
    >
      Create pool
    </Button>
  );
  return (
    <Section title="Phone pools">
      <ResourceTable
        title="Phone pools"
        description="Originators with one set of settings: a message goes out by whichever suits, and by another one if that fails."
        of={fetched}
        rowKey={(pool) => pool.PoolId}
        columns={columns}
        actions={create}
        empty={{
          title: "There are no pools yet",
          text: "A pool begins with one number or sender ID, whose settings it takes over.",
        }}
      />
    </Section>
  );
}
