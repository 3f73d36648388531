/** What was spent this month by channel, and the limits. */

import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import RadioGroup from "@cloudscape-design/components/radio-group";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table from "@cloudscape-design/components/table";
import { useCallback, useState } from "react";
import { useFetched } from "../../console/useFetched";
import { useMessaging } from "../api";
import { messagingData } from "../data";
import { Asked } from "../pieces/Asked";
import { Problem } from "../pieces/Problem";
import { say } from "../said";
import { dollars } from "../text";
import type { SpendLimit } from "../types";
import { limitOperation, limitProblem, spendRows, type SpendRow } from "./spend";

function EditLimit(props: { row: SpendRow; onDone: () => void; onCancel: () => void }) {
  const { row } = props;
  const { call } = useMessaging();
  const [own, setOwn] = useState(row.enforced !== null);
  const [text, setText] = useState(String(row.enforced ?? row.account));
  const [tried, setTried] = useState(false);
  const wrong = own ? limitProblem(text, row.account) : null;
  return (
    <Asked
      title={`Monthly limit for ${row.label}`}
      button="Save"
      act={() => {
        setTried(true);
        if (wrong !== null) return null;
        return call(
          limitOperation(row.channel, own),
          own ? { MonthlyLimit: Number(text.trim()) } : {},
        );
      }}
      onDone={() => {
        say(`The limit for ${row.label} was changed.`);
        props.onDone();
      }}
      onCancel={props.onCancel}
    >
      <FormField label="Which limit holds">
        <RadioGroup
          value={own ? "own" : "account"}
          items={[
            {
              value: "account",
              label: "The account's limit",
              description: `${dollars(row.account)} a month`,
            },
            { value: "own", label: "A lower one", description: "Sending stops when it is reached" },
          ]}
          onChange={({ detail }) => setOwn(detail.value === "own")}
        />
      </FormField>
      {own && (
        <FormField
          label="Enforced limit in US dollars"
          constraintText={`1 to ${row.account}`}
          errorText={tried ? wrong : null}
        >
          <Input
            value={text}
            inputMode="numeric"
            onChange={({ detail }) => setText(detail.value)}
          />
        </FormField>
      )}
    </Asked>
  );
}

export function SpendStatus() {
  const { all, may } = useMessaging();
  const load = useCallback(async () => {
    const [limits, spent] = await Promise.all([
      all<SpendLimit>("DescribeSpendLimits", "SpendLimits"),
      messagingData.spend(),
    ]);
    return spendRows(limits, spent);
  }, [all]);
  const fetched = useFetched(load, null);
  const [editing, setEditing] = useState<SpendRow | null>(null);
  return (
    <SpaceBetween size="s">
      <Problem of={fetched} what="the spend status" />
      <Table
        variant="container"
        items={fetched.data ?? []}
        trackBy="channel"
        loading={fetched.data === null && fetched.loading}
        loadingText="Loading the spend status"
        ariaLabels={{ tableLabel: "Spend status" }}
        header={
          <Header
            variant="h2"
            description="US dollars of this calendar month. Sending stops within minutes of reaching the limit."
            actions={
              <Button iconName="refresh" ariaLabel="Refresh the spend" onClick={fetched.reload} />
            }
          >
            Spend status
          </Header>
        }
        empty={<Box textAlign="center">There are no limits.</Box>}
        columnDefinitions={[
          {
            id: "channel",
            header: "Channel",
            isRowHeader: true,
            cell: (row) => row.label,
            minWidth: 90,
          },
          {
            id: "account",
            header: "Account limit",
            cell: (row) => dollars(row.account),
            minWidth: 120,
          },
          {
            id: "enforced",
            header: "Enforced limit",
            cell: (row) => (row.enforced === null ? "-" : dollars(row.enforced)),
            minWidth: 130,
          },
          { id: "spent", header: "Spent", cell: (row) => dollars(row.spent), minWidth: 90 },
          {
            id: "remaining",
            header: "Remaining",
            cell: (row) => dollars(row.remaining),
            minWidth: 110,
          },
          {
            id: "edit",
            header: "Change",
            cell: (row) => (
              <Button
                variant="inline-link"
                ariaLabel={`Edit the limit for ${row.label}`}
                disabled={!may("Messaging.Edit")}
                onClick={() => setEditing(row)}
              >
                Edit
              </Button>
            ),
            minWidth: 80,
          },
        ]}
      />
      {editing !== null && (
        <EditLimit
          row={editing}
          onDone={() => {
            setEditing(null);
            fetched.reload();
          }}
          onCancel={() => setEditing(null)}
        />
      )}
    </SpaceBetween>
  );
}
