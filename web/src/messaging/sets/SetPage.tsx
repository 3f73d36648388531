/** One configuration set. */

import Button from "@cloudscape-design/components/button";
import { useState } from "react";
import { Link, navigate } from "../../app/router";
import { useAll, useMessaging } from "../api";
import "../operations.css";
import { Detail } from "../pieces/Detail";
import { TagsTab } from "../pieces/Tags";
import { Typed } from "../pieces/Typed";
import { protectPath } from "../places";
import type { PageProps } from "../routes";
import { say } from "../said";
import { messageTypeText, onOff, timeText } from "../text";
import { Destinations } from "./Destinations";
import { EventViewer } from "./EventViewer";
import { SetProtect } from "./SetProtect";
import { SetSettings } from "./SetSettings";
import type { ConfigurationSet } from "./sets";

export default function SetPage({ parameters }: PageProps) {
  const name = parameters["id"] ?? "";
  const { call, may } = useMessaging();
  const sets = useAll<ConfigurationSet>("DescribeConfigurationSets", "ConfigurationSets", {
    ConfigurationSetNames: [name],
  });
  const [deleting, setDeleting] = useState(false);
  const it = sets.data?.[0];
  const protect = it?.ProtectConfigurationId;
  return (
    <>
      <Detail
        title={name}
        above={{ href: "/messaging/configuration-sets", text: "Configuration sets" }}
        of={sets}
        missing={it === undefined}
        description="A configuration set: rules that hold for every message that names it."
        actions={
          <Button disabled={!may("Messaging.Delete")} onClick={() => setDeleting(true)}>
            Delete
          </Button>
        }
        facts={
          it === undefined
            ? []
            : [
                { label: "ARN", value: it.ConfigurationSetArn },
                {
                  label: "Default message type",
                  value:
                    it.DefaultMessageType === undefined
                      ? "—"
                      : messageTypeText(it.DefaultMessageType),
                },
                { label: "Default sender ID", value: it.DefaultSenderId ?? "—" },
                {
                  label: "Feedback expected",
                  value: onOff(it.DefaultMessageFeedbackEnabled === true),
                },
                {
                  label: "Protect configuration",
                  value:
                    protect === undefined ? (
                      "—"
                    ) : (
                      <Link href={protectPath(protect)}>{protect}</Link>
                    ),
                },
                { label: "Created", value: timeText(it.CreatedTimestamp) },
              ]
        }
        tabs={
          it === undefined
            ? []
            : [
                {
                  id: "destinations",
                  label: "Event destinations",
                  content: <Destinations set={it} onChanged={sets.reload} />,
                },
                {
                  id: "events",
                  label: "Recent events",
                  content: <EventViewer set={it} />,
                },
                {
                  id: "settings",
                  label: "Set settings",
                  content: <SetSettings set={it} onChanged={sets.reload} />,
                },
                {
                  id: "protect",
                  label: "Protect configuration",
                  content: <SetProtect set={it} onChanged={sets.reload} />,
                },
                { id: "tags", label: "Tags", content: <TagsTab arn={it.ConfigurationSetArn} /> },
              ]
        }
      />
      {deleting && (
        <Typed
          title={`Delete ${name}?`}
          word="delete"
          button="Delete"
          act={() => call("DeleteConfigurationSet", { ConfigurationSetName: name })}
          onDone={() => {
            const path = "/messaging/configuration-sets";
            say(`The configuration set ${name} was deleted.`, path);
            navigate(path);
          }}
          onCancel={() => setDeleting(false)}
        >
          Its event destinations are deleted with it. Sends that name it are refused from then on.
        </Typed>
      )}
    </>
  );
}
