/** Registrations: forms that carriers want before something may send (sms.md §12). */

import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useCallback, useState } from "react";
import { Link, navigate } from "../../app/router";
import { useFetched } from "../../console/useFetched";
import { useAll, useMessaging } from "../api";
import { Asked } from "../pieces/Asked";
import { ResourceTable } from "../pieces/ResourceTable";
import { registrationPath } from "../places";
import { say } from "../said";
import { Section } from "../Section";
import { timeText } from "../text";
import type { Tag } from "../types";
import { statusKind, statusText, type Registration, type TypeDefinition } from "./registrations";

function Create(props: { types: TypeDefinition[]; onCancel: () => void }) {
  const { call } = useMessaging();
  const [type, setType] = useState("");
  const [name, setName] = useState("");
  const [tried, setTried] = useState(false);
  const options = props.types.map((it) => ({
    value: it.RegistrationType,
    label: it.DisplayHints.Title,
  }));
  return (
    <Asked
      title="Create a registration"
      button="Create"
      act={() => {
        setTried(true);
        if (type === "") return null;
        return call<Registration>("CreateRegistration", {
          RegistrationType: type,
          ...(name.trim() === "" ? {} : { Tags: [{ Key: "Name", Value: name.trim() }] }),
        }).then(({ RegistrationId }) => {
          const path = registrationPath(RegistrationId);
          say("The registration was created. Fill in its form next.", path);
          navigate(path);
        });
      }}
      onDone={() => undefined}
      onCancel={props.onCancel}
    >
      <FormField
        label="Type"
        errorText={tried && type === "" ? "Choose what is registered." : null}
      >
        <Select
          selectedOption={options.find(({ value }) => value === type) ?? null}
          placeholder="Choose one"
          options={options}
          onChange={({ detail }) => setType(detail.selectedOption.value ?? "")}
        />
      </FormField>
      <FormField label="Name – optional" description="Kept as the tag “Name”.">
        <Input value={name} onChange={({ detail }) => setName(detail.value)} />
      </FormField>
    </Asked>
  );
}

interface Row extends Registration {
  name: string;
}

/** The API lists things without their tags. */
const namesAtOnce = 50;

export default function RegistrationsPage() {
  const { all, call, may } = useMessaging();
  const types = useAll<TypeDefinition>(
    "DescribeRegistrationTypeDefinitions",
    "RegistrationTypeDefinitions",
  );
  const load = useCallback(async (): Promise<Row[]> => {
    const rows = await all<Registration>("DescribeRegistrations", "Registrations");
    const names = await Promise.all(
      rows.slice(0, namesAtOnce).map(async ({ RegistrationArn }) => {
        const of = { ResourceArn: RegistrationArn };
        const { Tags } = await call<{ Tags?: Tag[] }>("ListTagsForResource", of);
        return Tags?.find(({ Key }) => Key === "Name")?.Value;
      }),
    );
    return rows.map((row, at) => ({ ...row, name: names[at] ?? "—" }));
  }, [all, call]);
  const registrations = useFetched(load, null);
  const [creating, setCreating] = useState(false);
  const title = (type: string) =>
    types.data?.find((it) => it.RegistrationType === type)?.DisplayHints.Title ?? type;
  const waiting = (registrations.data ?? []).filter(({ RegistrationStatus }) =>
    ["SUBMITTED", "REVIEWING"].includes(RegistrationStatus),
  );
  const create = (
    <Button
      variant="primary"
      disabled={!may("Messaging.Create") || types.data === null}
      onClick={() => setCreating(true)}
    >
      Create registration
    </Button>
  );
  return (
    <Section title="Registrations">
      <SpaceBetween size="m">
        {waiting.length > 0 && may("MessagingRegistrations.Review") && (
          <Alert
            type="info"
            action={
              <Button onClick={() => navigate("/messaging/registration-reviews")}>
                To the reviews
              </Button>
            }
          >
            {waiting.length === 1
              ? "1 registration waits for a review."
              : `${waiting.length} registrations wait for a review.`}
          </Alert>
        )}
        <ResourceTable
          title="Registrations"
          description="What carriers and countries want to know before numbers and sender IDs may send."
          of={registrations}
          rowKey={(it) => it.RegistrationId}
          columns={[
            {
              id: "id",
              header: "Registration",
              text: (it) => it.RegistrationId,
              cell: (it) => (
                <Link href={registrationPath(it.RegistrationId)}>{it.RegistrationId}</Link>
              ),
              width: 240,
            },
            { id: "name", header: "Name", text: (it) => it.name, width: 140 },
            { id: "type", header: "Type", text: (it) => title(it.RegistrationType), width: 150 },
            {
              id: "status",
              header: "Status",
              text: (it) => statusText(it.RegistrationStatus),
              cell: (it) => (
                <StatusIndicator type={statusKind(it.RegistrationStatus)}>
                  {statusText(it.RegistrationStatus)}
                </StatusIndicator>
              ),
              width: 180,
            },
            {
              id: "created",
              header: "Created",
              text: (it) => timeText(it.CreatedTimestamp),
              order: (it) => it.CreatedTimestamp,
              width: 170,
            },
          ]}
          actions={create}
          empty={{
            title: "No registrations",
            text: "Toll-free and 10DLC numbers and some countries' sender IDs need one.",
            action: create,
          }}
        />
      </SpaceBetween>
      {creating && <Create types={types.data ?? []} onCancel={() => setCreating(false)} />}
    </Section>
  );
}
