/** One number and its settings. */

import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import CopyToClipboard from "@cloudscape-design/components/copy-to-clipboard";
import { useState } from "react";
import { Link, navigate } from "../../app/router";
import { useAnswer, useMessaging } from "../api";
import { ofNumber } from "../originators/owner";
import { replyTabs } from "../originators/tabs";
import { Detail, type Fact, type Tab } from "../pieces/Detail";
import { Setting } from "../pieces/Setting";
import { TagsTab } from "../pieces/Tags";
import { poolPath } from "../places";
import type { PageProps } from "../routes";
import { say } from "../said";
import {
  capabilitiesText,
  countryText,
  messageTypeText,
  numberTypeText,
  onOff,
  timeText,
  twoWayText,
} from "../text";
import type { PhoneNumber } from "../types";
import { NumberStatus } from "./NumberStatus";
import { Release } from "./Release";

function facts(it: PhoneNumber): Fact[] {
  return [
    { label: "Status", value: <NumberStatus status={it.Status} /> },
    { label: "Originator type", value: numberTypeText(it.NumberType) },
    { label: "Country", value: countryText(it.IsoCountryCode) },
    { label: "Capabilities", value: capabilitiesText(it.NumberCapabilities) },
    { label: "Message type", value: messageTypeText(it.MessageType) },
    { label: "Two-way SMS", value: twoWayText(it) },
    { label: "Opt-out list", value: it.OptOutListName },
    { label: "Deletion protection", value: onOff(it.DeletionProtectionEnabled) },
    {
      label: "Pool",
      value:
        it.PoolId === undefined ? (
          "None"
        ) : (
          <Link className="resource-link" href={poolPath(it.PoolId)}>
            {it.PoolId}
          </Link>
        ),
    },
    { label: "Registration", value: it.RegistrationId ?? "None" },
    { label: "Created", value: timeText(it.CreatedTimestamp) },
    {
      label: "Number ID",
      value: (
        <CopyToClipboard
          variant="inline"
          textToCopy={it.PhoneNumberId}
          copyButtonAriaLabel="Copy the number ID"
          copySuccessText="Copied"
          copyErrorText="Not copied"
        />
      ),
    },
  ];
}

export default function NumberPage({ parameters }: PageProps) {
  const { call, may } = useMessaging();
  const id = parameters["id"] ?? "";
  const fetched = useAnswer<{ PhoneNumbers: PhoneNumber[] }>("DescribePhoneNumbers", {
    PhoneNumberIds: [id],
  });
  const it = fetched.data?.PhoneNumbers[0];
  const [releasing, setReleasing] = useState(false);
  const change = (input: object) => call("UpdatePhoneNumber", { PhoneNumberId: id, ...input });
  const protectedNow = it?.DeletionProtectionEnabled === true;

  const tabs = (number: PhoneNumber): Tab[] => {
    return [
      ...replyTabs(ofNumber(number), fetched.reload),
      {
        id: "protection",
        label: "Deletion protection",
        content: (
          <Setting
            title="Deletion protection"
            description="While it is on, nobody can release the number."
            label="Protect the number"
            on={number.DeletionProtectionEnabled}
            change={(on) => change({ DeletionProtectionEnabled: on })}
            onChanged={fetched.reload}
          />
        ),
      },
      {
        id: "international",
        label: "International sending",
        content: (
          <Setting
            title="International sending"
            description="With it, the number sends to other countries than its own too."
            label="Send to other countries"
            on={number.InternationalSendingEnabled === true}
            {...(number.NumberType === "LONG_CODE"
              ? {}
              : {
                  locked: (
                    <Box color="text-body-secondary">
                      Only long codes can send to other countries.
                    </Box>
                  ),
                })}
            change={(on) => change({ InternationalSendingEnabled: on })}
            onChanged={fetched.reload}
          />
        ),
      },
      { id: "tags", label: "Tags", content: <TagsTab arn={number.PhoneNumberArn} /> },
    ];
  };

  return (
    <>
      <Detail
        title={it?.PhoneNumber ?? "Phone number"}
        above={{ href: "/messaging/numbers", text: "Phone numbers" }}
        of={fetched}
        missing={it === undefined}
        actions={
          <Button
            disabled={!may("Messaging.Delete") || protectedNow}
            {...(protectedNow ? { disabledReason: "Deletion protection is on." } : {})}
            onClick={() => setReleasing(true)}
          >
            Release number
          </Button>
        }
        facts={it === undefined ? [] : facts(it)}
        tabs={it === undefined ? [] : tabs(it)}
      />
      {releasing && it !== undefined && (
        <Release
          number={it}
          onDone={() => {
            say(`${it.PhoneNumber} was released.`, "/messaging/numbers");
            navigate("/messaging/numbers");
          }}
          onCancel={() => setReleasing(false)}
        />
      )}
    </>
  );
}
