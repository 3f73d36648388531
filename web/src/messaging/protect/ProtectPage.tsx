/** One protect configuration. */

import Button from "@cloudscape-design/components/button";
import { useCallback, useState } from "react";
import { navigate } from "../../app/router";
import { useFetched } from "../../console/useFetched";
import { useAll, useMessaging } from "../api";
import "../operations.css";
import { Detail } from "../pieces/Detail";
import { Setting } from "../pieces/Setting";
import { TagsTab } from "../pieces/Tags";
import { Typed } from "../pieces/Typed";
import type { PageProps } from "../routes";
import { say } from "../said";
import type { ConfigurationSet } from "../sets/sets";
import { timeText } from "../text";
import { Associations } from "./Associations";
import { Overrides } from "./Overrides";
import { readProtects } from "./protects";
import { Rules } from "./Rules";

const list = "/messaging/protect-configurations";

export default function ProtectPage({ parameters }: PageProps) {
  const id = parameters["id"] ?? "";
  const messaging = useMessaging();
  const { call, may } = messaging;
  const load = useCallback(() => readProtects(messaging, [id]), [messaging, id]);
  const fetched = useFetched(load, null);
  const sets = useAll<ConfigurationSet>("DescribeConfigurationSets", "ConfigurationSets");
  const [deleting, setDeleting] = useState(false);
  const it = fetched.data?.[0];
  const own = (sets.data ?? []).filter((set) => set.ProtectConfigurationId === id);
  const used = own.length > 0 || it?.accountDefault === true;
  /** What holds for something cannot be deleted: its associations go first. */
  const remove = async () => {
    for (const { ConfigurationSetName } of own) {
      await call("DisassociateProtectConfiguration", {
        ConfigurationSetName,
        ProtectConfigurationId: id,
      });
    }
    if (it?.accountDefault === true) await call("DeleteAccountDefaultProtectConfiguration");
    await call("DeleteProtectConfiguration", { ProtectConfigurationId: id });
  };
  return (
    <>
      <Detail
        title={it?.name ?? id}
        above={{ href: list, text: "Protect configurations" }}
        of={fetched}
        missing={it === undefined}
        description="A protect configuration: to which countries and numbers may be sent."
        actions={
          <Button
            disabled={!may("Messaging.Delete") || it?.locked === true}
            {...(it?.locked === true ? { disabledReason: "Deletion protection is on." } : {})}
            onClick={() => setDeleting(true)}
          >
            Delete
          </Button>
        }
        facts={
          it === undefined
            ? []
            : [
                { label: "Identifier", value: it.id },
                { label: "Account default", value: it.accountDefault ? "Yes" : "No" },
                { label: "Configuration sets", value: String(own.length) },
                { label: "Created", value: timeText(it.created) },
              ]
        }
        tabs={
          it === undefined
            ? []
            : [
                { id: "sms", label: "SMS rules", content: <Rules id={id} capability="SMS" /> },
                {
                  id: "voice",
                  label: "Voice rules",
                  content: <Rules id={id} capability="VOICE" />,
                },
                { id: "mms", label: "MMS rules", content: <Rules id={id} capability="MMS" /> },
                { id: "numbers", label: "Number overrides", content: <Overrides id={id} /> },
                {
                  id: "associations",
                  label: "Associations",
                  content: <Associations protect={it} sets={sets} onChanged={fetched.reload} />,
                },
                {
                  id: "protection",
                  label: "Deletion protection",
                  content: (
                    <Setting
                      title="Deletion protection"
                      description="While it is on, nobody can delete this configuration."
                      label="Protect it against deletion"
                      on={it.locked}
                      change={(DeletionProtectionEnabled) =>
                        call("UpdateProtectConfiguration", {
                          ProtectConfigurationId: id,
                          DeletionProtectionEnabled,
                        })
                      }
                      onChanged={fetched.reload}
                    />
                  ),
                },
                {
                  id: "tags",
                  label: "Tags",
                  content: <TagsTab arn={it.arn} onSaved={fetched.reload} />,
                },
              ]
        }
      />
      {deleting && it !== undefined && (
        <Typed
          title={`Delete ${it.name}?`}
          word="confirm"
          button="Delete"
          act={remove}
          onDone={() => {
            say(`The protect configuration ${it.name} was deleted.`, list);
            navigate(list);
          }}
          onCancel={() => setDeleting(false)}
        >
          {used
            ? `It holds for ${[...(it.accountDefault ? ["the whole account"] : []), ...own.map((set) => set.ConfigurationSetName)].join(", ")}: those associations are removed first, and what it blocks can be sent to again.`
            : "Sends that name it are refused from then on."}
        </Typed>
      )}
    </>
  );
}
