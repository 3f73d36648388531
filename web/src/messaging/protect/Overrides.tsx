/** Numbers for which the country's rule does not hold. */

import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import RadioGroup from "@cloudscape-design/components/radio-group";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useState } from "react";
import { useAll, useMessaging } from "../api";
import { numberProblem, plainNumber } from "../forms";
import { Asked } from "../pieces/Asked";
import { ResourceTable } from "../pieces/ResourceTable";
import { say } from "../said";
import { countryText, timeText } from "../text";

interface Override {
  DestinationPhoneNumber: string;
  Action: "ALLOW" | "BLOCK";
  CreatedTimestamp: number;
  ExpirationTimestamp?: number;
  IsoCountryCode?: string;
}

function Add(props: { id: string; onDone: () => void; onCancel: () => void }) {
  const { call } = useMessaging();
  const [number, setNumber] = useState("");
  const [action, setAction] = useState<Override["Action"]>("ALLOW");
  const [days, setDays] = useState("");
  const [tried, setTried] = useState(false);
  const wrong = numberProblem(number);
  const badDays = days.trim() === "" || /^[1-9]\d{0,3}$/.test(days.trim()) ? null : "Enter days.";
  return (
    <Asked
      title="Add a number"
      button="Add"
      act={() => {
        setTried(true);
        if (wrong !== null || badDays !== null) return null;
        const until = Math.floor(Date.now() / 1000) + Number(days) * 86_400;
        return call("PutProtectConfigurationRuleSetNumberOverride", {
          ProtectConfigurationId: props.id,
          DestinationPhoneNumber: plainNumber(number),
          Action: action,
          ...(days.trim() === "" ? {} : { ExpirationTimestamp: until }),
        });
      }}
      onDone={props.onDone}
      onCancel={props.onCancel}
    >
      <FormField label="Phone number" errorText={tried ? wrong : null}>
        <Input
          value={number}
          placeholder="+12065550142"
          inputMode="tel"
          onChange={({ detail }) => setNumber(detail.value)}
        />
      </FormField>
      <FormField label="Whatever its country's rule is">
        <RadioGroup
          value={action}
          items={[
            { value: "ALLOW", label: "Allow it" },
            { value: "BLOCK", label: "Block it" },
          ]}
          onChange={({ detail }) => setAction(detail.value as Override["Action"])}
        />
      </FormField>
      <FormField
        label="For how many days"
        description="Leave it empty for ever."
        errorText={tried ? badDays : null}
      >
        <Input value={days} inputMode="numeric" onChange={({ detail }) => setDays(detail.value)} />
      </FormField>
    </Asked>
  );
}

export function Overrides({ id }: { id: string }) {
  const { call, may } = useMessaging();
  const overrides = useAll<Override>(
    "ListProtectConfigurationRuleSetNumberOverrides",
    "RuleSetNumberOverrides",
    { ProtectConfigurationId: id },
  );
  const [adding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<Override | null>(null);
  const add = (
    <Button disabled={!may("Messaging.Edit")} onClick={() => setAdding(true)}>
      Add number
    </Button>
  );
  return (
    <SpaceBetween size="m">
      <ResourceTable
        title="Number overrides"
        heading="h2"
        description="Single numbers that are allowed or blocked, whatever the rule of their country."
        of={overrides}
        rowKey={(it) => it.DestinationPhoneNumber}
        columns={[
          {
            id: "number",
            header: "Phone number",
            text: (it) => it.DestinationPhoneNumber,
            width: 150,
          },
          {
            id: "action",
            header: "Rule",
            text: (it) => (it.Action === "ALLOW" ? "Allow" : "Block"),
            cell: (it) => (
              <StatusIndicator type={it.Action === "ALLOW" ? "success" : "error"}>
                {it.Action === "ALLOW" ? "Allow" : "Block"}
              </StatusIndicator>
            ),
          },
          {
            id: "country",
            header: "Country",
            text: (it) => (it.IsoCountryCode === undefined ? "—" : countryText(it.IsoCountryCode)),
          },
          {
            id: "until",
            header: "Until",
            text: (it) =>
              it.ExpirationTimestamp === undefined ? "For ever" : timeText(it.ExpirationTimestamp),
          },
          {
            id: "actions",
            header: "Actions",
            text: () => "",
            cell: (it) => (
              <Button
                variant="inline-link"
                ariaLabel={`Remove ${it.DestinationPhoneNumber}`}
                disabled={!may("Messaging.Edit")}
                onClick={() => setRemoving(it)}
              >
                Remove
              </Button>
            ),
          },
        ]}
        actions={add}
        empty={{ title: "No overrides", text: "The rules of countries hold for all numbers." }}
      />
      {adding && (
        <Add
          id={id}
          onDone={() => {
            setAdding(false);
            say("The number was added.");
            overrides.reload();
          }}
          onCancel={() => setAdding(false)}
        />
      )}
      {removing !== null && (
        <Asked
          title={`Remove ${removing.DestinationPhoneNumber}?`}
          button="Remove"
          act={() =>
            call("DeleteProtectConfigurationRuleSetNumberOverride", {
              ProtectConfigurationId: id,
              DestinationPhoneNumber: removing.DestinationPhoneNumber,
            })
          }
          onDone={() => {
            setRemoving(null);
            say("The number was removed.");
            overrides.reload();
          }}
          onCancel={() => setRemoving(null)}
        >
          <Box>The rule of its country holds for it again.</Box>
        </Asked>
      )}
    </SpaceBetween>
  );
}
