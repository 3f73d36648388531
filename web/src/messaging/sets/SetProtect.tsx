/** Which protect configuration holds for a set's messages (sms.md §9). */

import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { Link } from "../../app/router";
import { errorText } from "../../protocol/http";
import { useMessaging } from "../api";
import { Problem } from "../pieces/Problem";
import { protectPath } from "../places";
import { say } from "../said";
import { useProtects } from "../protect/protects";
import type { ConfigurationSet } from "./sets";

export function SetProtect(props: { set: ConfigurationSet; onChanged: () => void }) {
  const { set, onChanged } = props;
  const { call, may } = useMessaging();
  const protects = useProtects();
  const now = set.ProtectConfigurationId ?? "";
  const [chosen, setChosen] = useState(now);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const options = [
    { value: "", label: "None: the account's default, if there is one" },
    ...(protects.data ?? []).map((it) => ({ value: it.id, label: it.name, description: it.id })),
  ];
  const save = () => {
    const of = { ConfigurationSetName: set.ConfigurationSetName };
    setBusy(true);
    setProblem(null);
    const changed =
      chosen === ""
        ? call("DisassociateProtectConfiguration", { ...of, ProtectConfigurationId: now })
        : call("AssociateProtectConfiguration", { ...of, ProtectConfigurationId: chosen });
    changed
      .then(
        () => {
          say("The protect configuration was saved.");
          onChanged();
        },
        (error: unknown) => setProblem(errorText(error)),
      )
      .finally(() => setBusy(false));
  };
  return (
    <Container
      header={
        <Header
          variant="h2"
          description="It says to which countries messages of this set may go. A request may name another one."
          actions={
            <Button
              variant="primary"
              loading={busy}
              disabled={!may("Messaging.Edit") || chosen === now}
              onClick={save}
            >
              Save
            </Button>
          }
        >
          Protect configuration
        </Header>
      }
    >
      <SpaceBetween size="m">
        <Problem of={protects} what="the protect configurations" />
        {problem !== null && (
          <Alert type="error" header="It was not changed">
            {problem}
          </Alert>
        )}
        <FormField
          label="Protect configuration"
          description={now === "" ? null : <Link href={protectPath(now)}>Look at its rules</Link>}
        >
          <Select
            selectedOption={options.find(({ value }) => value === chosen) ?? null}
            options={options}
            statusType={protects.loading ? "loading" : "finished"}
            loadingText="Loading"
            onChange={({ detail }) => setChosen(detail.selectedOption.value ?? "")}
          />
        </FormField>
      </SpaceBetween>
    </Container>
  );
}
