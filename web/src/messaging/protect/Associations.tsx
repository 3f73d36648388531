/** For which sends a protect configuration holds: configuration sets, and the account's default. */

import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { Link } from "../../app/router";
import type { Fetched } from "../../console/useFetched";
import { errorText } from "../../protocol/http";
import { useMessaging } from "../api";
import { Asked } from "../pieces/Asked";
import { ResourceTable } from "../pieces/ResourceTable";
import { Setting } from "../pieces/Setting";
import { setPath } from "../places";
import { say } from "../said";
import type { ConfigurationSet } from "../sets/sets";
import type { Protect } from "./protects";

function Add(props: {
  id: string;
  sets: ConfigurationSet[];
  onDone: () => void;
  onCancel: () => void;
}) {
  const { call } = useMessaging();
  const [set, setSet] = useState("");
  const [tried, setTried] = useState(false);
  const other = props.sets.find((it) => it.ConfigurationSetName === set)?.ProtectConfigurationId;
  return (
    <Asked
      title="Associate a configuration set"
      button="Associate"
      act={() => {
        setTried(true);
        if (set === "") return null;
        return call("AssociateProtectConfiguration", {
          ConfigurationSetName: set,
          ProtectConfigurationId: props.id,
        });
      }}
      onDone={props.onDone}
      onCancel={props.onCancel}
    >
      <FormField
        label="Configuration set"
        errorText={tried && set === "" ? "Choose a configuration set." : null}
      >
        <Select
          selectedOption={set === "" ? null : { value: set, label: set }}
          placeholder="Choose one"
          filteringType="auto"
          empty="There is no other configuration set."
          options={props.sets
            .filter((it) => it.ProtectConfigurationId !== props.id)
            .map(({ ConfigurationSetName: value }) => ({ value, label: value }))}
          onChange={({ detail }) => setSet(detail.selectedOption.value ?? "")}
        />
      </FormField>
      {other !== undefined && (
        <Alert type="warning">It has another protect configuration, which this one replaces.</Alert>
      )}
    </Asked>
  );
}

export function Associations(props: {
  protect: Protect;
  sets: Fetched<ConfigurationSet[]>;
  onChanged: () => void;
}) {
  const { protect, sets, onChanged } = props;
  const { call, may } = useMessaging();
  const [adding, setAdding] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const own = (sets.data ?? []).filter((it) => it.ProtectConfigurationId === protect.id);
  const remove = (set: string) => {
    setProblem(null);
    call("DisassociateProtectConfiguration", {
      ConfigurationSetName: set,
      ProtectConfigurationId: protect.id,
    }).then(
      () => {
        say(`${set} no longer has this protect configuration.`);
        sets.reload();
      },
      (error: unknown) => setProblem(errorText(error)),
    );
  };
  const add = (
    <Button disabled={!may("Messaging.Edit")} onClick={() => setAdding(true)}>
      Associate configuration set
    </Button>
  );
  return (
    <SpaceBetween size="m">
      <Setting
        title="Account default"
        description="It holds for every send that neither names one nor has one by its configuration set. There is one at most."
        label="This is the account's default"
        on={protect.accountDefault}
        change={(on) =>
          on
            ? call("SetAccountDefaultProtectConfiguration", { ProtectConfigurationId: protect.id })
            : call("DeleteAccountDefaultProtectConfiguration")
        }
        onChanged={onChanged}
      />
      {problem !== null && (
        <Alert type="error" header="It was not changed">
          {problem}
        </Alert>
      )}
      <ResourceTable
        title="Configuration sets"
        heading="h2"
        description="Their messages go where this configuration allows."
        of={{ ...sets, data: sets.data === null ? null : own }}
        rowKey={(it) => it.ConfigurationSetName}
        columns={[
          {
            id: "name",
            header: "Configuration set",
            text: (it) => it.ConfigurationSetName,
            cell: (it) => (
              <Link href={setPath(it.ConfigurationSetName)}>{it.ConfigurationSetName}</Link>
            ),
          },
          {
            id: "actions",
            header: "Actions",
            text: () => "",
            cell: (it) => (
              <Button
                variant="inline-link"
                ariaLabel={`Remove ${it.ConfigurationSetName}`}
                disabled={!may("Messaging.Edit")}
                onClick={() => remove(it.ConfigurationSetName)}
              >
                Remove
              </Button>
            ),
          },
        ]}
        actions={add}
        empty={{ title: "No configuration sets", text: "None of them has this configuration." }}
      />
      {adding && (
        <Add
          id={protect.id}
          sets={sets.data ?? []}
          onDone={() => {
            setAdding(false);
            say("The configuration set was associated.");
            sets.reload();
          }}
          onCancel={() => setAdding(false)}
        />
      )}
    </SpaceBetween>
  );
}
