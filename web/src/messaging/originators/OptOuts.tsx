/** Which opt-out list holds, and who looks after opt-outs (sms.md §4.4, §5). */

import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { Link } from "../../app/router";
import { errorText } from "../../protocol/http";
import { useAll, useMessaging } from "../api";
import { Problem } from "../pieces/Problem";
import { Setting } from "../pieces/Setting";
import { optOutListPath } from "../places";
import { say } from "../said";
import type { OptOutList } from "../types";
import { InPool } from "./InPool";
import type { Owner } from "./owner";

function WhichList({ owner, onChanged }: { owner: Owner; onChanged: () => void }) {
  const { call, may } = useMessaging();
  const lists = useAll<OptOutList>("DescribeOptOutLists", "OptOutLists");
  const now = owner.settings.OptOutListName;
  const [name, setName] = useState(now);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const locked = owner.pool !== null || !may("Messaging.Edit");
  const save = () => {
    setBusy(true);
    setProblem(null);
    call(owner.update, { [owner.key]: owner.id, OptOutListName: name })
      .then(
        () => {
          say(`The opt-out list is now ${name}.`);
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
          description="Whoever is on it gets no messages from here."
          actions={
            <Button
              variant="primary"
              loading={busy}
              disabled={locked || name === now}
              onClick={save}
            >
              Save
            </Button>
          }
        >
          Opt-out list
        </Header>
      }
    >
      <SpaceBetween size="m">
        <Problem of={lists} what="the opt-out lists" />
        {problem !== null && (
          <Alert type="error" header="It was not changed">
            {problem}
          </Alert>
        )}
        <FormField label="List" description={<Link href={optOutListPath(now)}>Look at {now}</Link>}>
          <Select
            selectedOption={{ value: name, label: name }}
            options={(lists.data ?? []).map((list) => ({
              value: list.OptOutListName,
              label: list.OptOutListName,
            }))}
            disabled={locked}
            onChange={({ detail }) => setName(detail.selectedOption.value ?? now)}
          />
        </FormField>
        {name !== now && (
          <Alert type="warning">
            Recipients who opted out of {now} alone may start receiving messages again.
          </Alert>
        )}
      </SpaceBetween>
    </Container>
  );
}

export function OptOuts({ owner, onChanged }: { owner: Owner; onChanged: () => void }) {
  const { call } = useMessaging();
  const { settings } = owner;
  const why = !settings.TwoWayEnabled
    ? "It needs two-way messages: otherwise nobody would hear of those who opt out."
    : settings.TwoWayChannelArn?.startsWith("connect.") === true
      ? "It is not to be had while messages go to the contact centre."
      : null;
  const locked = owner.pool !== null || (why !== null && !settings.SelfManagedOptOutsEnabled);
  return (
    <SpaceBetween size="m">
      {owner.pool !== null && <InPool pool={owner.pool} tab="opt-outs" />}
      <WhichList key={settings.OptOutListName} owner={owner} onChanged={onChanged} />
      <Setting
        title="Self-managed opt-outs"
        description="HELP and STOP are passed on like other messages: nobody is answered or put on a list, and you honour what people ask for."
        label="We look after opt-outs ourselves"
        on={settings.SelfManagedOptOutsEnabled}
        {...(locked
          ? { locked: why === null ? null : <Box color="text-body-secondary">{why}</Box> }
          : {})}
        change={(on) =>
          call(owner.update, { [owner.key]: owner.id, SelfManagedOptOutsEnabled: on })
        }
        onChanged={onChanged}
      />
    </SpaceBetween>
  );
}
