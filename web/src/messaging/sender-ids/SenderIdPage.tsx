/** One sender ID. */

import Button from "@cloudscape-design/components/button";
import { useState } from "react";
import { navigate } from "../../app/router";
import { useAnswer, useMessaging } from "../api";
import { Detail } from "../pieces/Detail";
import { Setting } from "../pieces/Setting";
import { TagsTab } from "../pieces/Tags";
import type { PageProps } from "../routes";
import { say } from "../said";
import { countryText, messageTypeText, onOff } from "../text";
import type { SenderId } from "../types";
import { ReleaseSenderId } from "./Release";

export default function SenderIdPage({ parameters }: PageProps) {
  const { call, may } = useMessaging();
  const key = { SenderId: parameters["id"] ?? "", IsoCountryCode: parameters["country"] ?? "" };
  const fetched = useAnswer<{ SenderIds: SenderId[] }>("DescribeSenderIds", { SenderIds: [key] });
  const it = fetched.data?.SenderIds[0];
  const [releasing, setReleasing] = useState(false);
  const protectedNow = it?.DeletionProtectionEnabled === true;
  return (
    <>
      <Detail
        title={key.SenderId}
        above={{ href: "/messaging/sender-ids", text: "Sender IDs" }}
        of={fetched}
        missing={it === undefined}
        actions={
          <Button
            disabled={!may("Messaging.Delete") || protectedNow}
            {...(protectedNow ? { disabledReason: "Deletion protection is on." } : {})}
            onClick={() => setReleasing(true)}
          >
            Release sender ID
          </Button>
        }
        facts={
          it === undefined
            ? []
            : [
                { label: "Country", value: countryText(it.IsoCountryCode) },
                {
                  label: "Message types",
                  value: it.MessageTypes.map(messageTypeText).join(", ") || "None",
                },
                { label: "Registered", value: it.Registered ? "Yes" : "No" },
                { label: "Registration", value: it.RegistrationId ?? "None" },
                { label: "Deletion protection", value: onOff(it.DeletionProtectionEnabled) },
              ]
        }
        tabs={
          it === undefined
            ? []
            : [
                {
                  id: "protection",
                  label: "Deletion protection",
                  content: (
                    <Setting
                      title="Deletion protection"
                      description="While it is on, nobody can release the sender ID."
                      label="Protect the sender ID"
                      on={it.DeletionProtectionEnabled}
                      change={(on) =>
                        call("UpdateSenderId", { ...key, DeletionProtectionEnabled: on })
                      }
                      onChanged={fetched.reload}
                    />
                  ),
                },
                { id: "tags", label: "Tags", content: <TagsTab arn={it.SenderIdArn} /> },
              ]
        }
      />
      {releasing && (
        <ReleaseSenderId
          senderId={key}
          onDone={() => {
            say("The sender ID was released.", "/messaging/sender-ids");
            navigate("/messaging/sender-ids");
          }}
          onCancel={() => setReleasing(false)}
        />
      )}
    </>
  );
}
