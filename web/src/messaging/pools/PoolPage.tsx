/** One pool: its originators and the settings that hold for all of them. */

import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import CopyToClipboard from "@cloudscape-design/components/copy-to-clipboard";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useState } from "react";
import { navigate } from "../../app/router";
import { useAnswer, useMessaging } from "../api";
import { useNames } from "../names";
import { ofPool } from "../originators/owner";
import { replyTabs } from "../originators/tabs";
import { Detail } from "../pieces/Detail";
import { Setting } from "../pieces/Setting";
import { TagsTab } from "../pieces/Tags";
import { Typed } from "../pieces/Typed";
import type { PageProps } from "../routes";
import { say } from "../said";
import { messageTypeText, onOff, timeText, twoWayText, words } from "../text";
import type { Pool } from "../types";
import { Members } from "./Members";

export default function PoolPage({ parameters }: PageProps) {
  const { call, may } = useMessaging();
  const id = parameters["id"] ?? "";
  const fetched = useAnswer<{ Pools: Pool[] }>("DescribePools", { PoolIds: [id] });
  const pool = fetched.data?.Pools[0];
  const [version, setVersion] = useState(0);
  const names = useNames(pool === undefined ? null : [pool.PoolArn], version);
  const [deleting, setDeleting] = useState(false);
  const name = pool === undefined ? undefined : names[pool.PoolArn];
  const owner = pool === undefined ? null : ofPool(pool);
  const change = (input: object) => call("UpdatePool", { PoolId: id, ...input });
  return (
    <>
      <Detail
        title={name ?? id}
        above={{ href: "/messaging/pools", text: "Phone pools" }}
        of={fetched}
        missing={pool === undefined}
        actions={
          <Button
            disabled={!may("Messaging.Delete") || pool?.DeletionProtectionEnabled === true}
            {...(pool?.DeletionProtectionEnabled === true
              ? { disabledReason: "Deletion protection is on." }
              : {})}
            onClick={() => setDeleting(true)}
          >
            Delete pool
          </Button>
        }
        facts={
          pool === undefined
            ? []
            : [
                {
                  label: "Pool ID",
                  value: (
                    <CopyToClipboard
                      variant="inline"
                      textToCopy={pool.PoolId}
                      copyButtonAriaLabel="Copy the pool ID"
                      copySuccessText="Copied"
                      copyErrorText="Not copied"
                    />
                  ),
                },
                {
                  label: "Status",
                  value: (
                    <StatusIndicator type={pool.Status === "ACTIVE" ? "success" : "in-progress"}>
                      {words(pool.Status)}
                    </StatusIndicator>
                  ),
                },
                { label: "Message type", value: messageTypeText(pool.MessageType) },
                { label: "Two-way SMS", value: twoWayText(pool) },
                { label: "Opt-out list", value: pool.OptOutListName },
                { label: "Shared routes", value: onOff(pool.SharedRoutesEnabled) },
                { label: "Deletion protection", value: onOff(pool.DeletionProtectionEnabled) },
                { label: "Created", value: timeText(pool.CreatedTimestamp) },
              ]
        }
        tabs={
          pool === undefined || owner === null
            ? []
            : [
                {
                  id: "originators",
                  label: "Associated originators",
                  content: <Members pool={pool} />,
                },
                ...replyTabs(owner, fetched.reload),
                {
                  id: "shared-routes",
                  label: "Shared routes",
                  content: (
                    <Setting
                      title="Shared routes"
                      description="Where the pool has no originator for a country, messages go out by an identity that customers of the carrier share. Not to be had everywhere, and filtered more strictly."
                      label="Use shared routes"
                      on={pool.SharedRoutesEnabled}
                      change={(on) => change({ SharedRoutesEnabled: on })}
                      onChanged={fetched.reload}
                    />
                  ),
                },
                {
                  id: "protection",
                  label: "Deletion protection",
                  content: (
                    <Setting
                      title="Deletion protection"
                      description="While it is on, nobody can delete the pool."
                      label="Protect the pool"
                      on={pool.DeletionProtectionEnabled}
                      change={(on) => change({ DeletionProtectionEnabled: on })}
                      onChanged={fetched.reload}
                    />
                  ),
                },
                {
                  id: "tags",
                  label: "Tags",
                  content: <TagsTab arn={pool.PoolArn} onSaved={() => setVersion(version + 1)} />,
                },
              ]
        }
      />
      {deleting && (
        <Typed
          title={`Delete ${name ?? "the pool"}?`}
          word="release"
          button="Delete pool"
          act={() => call("DeletePool", { PoolId: id })}
          onDone={() => {
            say("The pool was deleted.", "/messaging/pools");
            navigate("/messaging/pools");
          }}
          onCancel={() => setDeleting(false)}
        >
          <Box>
            Whoever sends by this pool is refused from now on. Its last originator stays in the
            account; others are to be removed before.
          </Box>
        </Typed>
      )}
    </>
  );
}
