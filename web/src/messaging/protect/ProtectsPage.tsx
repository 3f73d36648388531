/** Protect configurations: to which countries may be sent (sms.md §9). */

import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import RadioGroup from "@cloudscape-design/components/radio-group";
import Select from "@cloudscape-design/components/select";
import { useState } from "react";
import { Link, navigate, useLocation } from "../../app/router";
import { useAll, useMessaging, type Messaging } from "../api";
import { Asked } from "../pieces/Asked";
import { ResourceTable } from "../pieces/ResourceTable";
import { TagFields } from "../pieces/Tags";
import { tagProblem } from "../pieces/tags";
import { protectPath } from "../places";
import { say } from "../said";
import { Section } from "../Section";
import type { ConfigurationSet } from "../sets/sets";
import { timeText } from "../text";
import type { Tag } from "../types";
import { useProtects } from "./protects";

type For = "none" | "default" | "set";

async function create(call: Messaging["call"], tags: Tag[], what: For, set: string) {
  const made = await call<{ ProtectConfigurationId: string }>("CreateProtectConfiguration", {
    Tags: tags,
  });
  const of = { ProtectConfigurationId: made.ProtectConfigurationId };
  if (what === "default") await call("SetAccountDefaultProtectConfiguration", of);
  if (what === "set") {
    await call("AssociateProtectConfiguration", { ...of, ConfigurationSetName: set });
  }
  return made.ProtectConfigurationId;
}

function Create({ onCancel }: { onCancel: () => void }) {
  const { call } = useMessaging();
  const sets = useAll<ConfigurationSet>("DescribeConfigurationSets", "ConfigurationSets");
  const [name, setName] = useState("");
  const [tags, setTags] = useState<Tag[]>([]);
  const [what, setWhat] = useState<For>("none");
  const [set, setSet] = useState("");
  const [tried, setTried] = useState(false);
  const wrong = what === "set" && set === "" ? "Choose a configuration set." : null;
  return (
    <Asked
      title="Create a protect configuration"
      button="Create"
      act={() => {
        setTried(true);
        const bad = tags.some((tag, at) => tagProblem(tags, tag, at) !== null);
        if (wrong !== null || bad) return null;
        const named = name.trim() === "" ? [] : [{ Key: "Name", Value: name.trim() }];
        const others = tags.filter(({ Key }) => named.length === 0 || Key !== "Name");
        return create(call, [...named, ...others], what, set).then((id) => {
          const path = protectPath(id);
          say("The protect configuration was created: everything is allowed so far.", path);
          navigate(path);
        });
      }}
      onDone={() => undefined}
      onCancel={onCancel}
    >
      <FormField label="Name" description="Kept as the tag “Name”.">
        <Input value={name} onChange={({ detail }) => setName(detail.value)} />
      </FormField>
      <FormField label="It holds for">
        <RadioGroup
          value={what}
          items={[
            { value: "none", label: "Sends that name it", description: "Nothing else, so far." },
            { value: "set", label: "The messages of a configuration set" },
            {
              value: "default",
              label: "The whole account",
              description: "All sends that have no other one.",
            },
          ]}
          onChange={({ detail }) => setWhat(detail.value as For)}
        />
      </FormField>
      {what === "set" && (
        <FormField label="Configuration set" errorText={tried ? wrong : null}>
          <Select
            selectedOption={set === "" ? null : { value: set, label: set }}
            placeholder="Choose one"
            options={(sets.data ?? []).map(({ ConfigurationSetName: value }) => ({
              value,
              label: value,
            }))}
            onChange={({ detail }) => setSet(detail.selectedOption.value ?? "")}
          />
        </FormField>
      )}
      <TagFields tags={tags} onChange={setTags} />
    </Asked>
  );
}

export default function ProtectsPage() {
  const { may } = useMessaging();
  const protects = useProtects();
  const { query } = useLocation();
  // The quick start leads here to make one.
  const [creating, setCreating] = useState(query.has("create"));
  const create = (
    <Button variant="primary" disabled={!may("Messaging.Create")} onClick={() => setCreating(true)}>
      Create protect configuration
    </Button>
  );
  return (
    <Section title="Protect configurations">
      <ResourceTable
        title="Protect configurations"
        description="Rules by country that refuse messages, calls and MMS before they cost anything."
        of={protects}
        rowKey={(it) => it.id}
        columns={[
          {
            id: "name",
            header: "Name",
            text: (it) => it.name,
            cell: (it) => <Link href={protectPath(it.id)}>{it.name}</Link>,
            width: 200,
          },
          { id: "id", header: "Identifier", text: (it) => it.id, width: 240 },
          {
            id: "default",
            header: "Account default",
            text: (it) => (it.accountDefault ? "Yes" : "No"),
          },
          {
            id: "locked",
            header: "Deletion protection",
            text: (it) => (it.locked ? "On" : "Off"),
          },
          {
            id: "created",
            header: "Created",
            text: (it) => timeText(it.created),
            order: (it) => it.created,
            width: 170,
          },
        ]}
        actions={create}
        empty={{
          title: "No protect configurations",
          text: "Messages may go to every country.",
          action: create,
        }}
      />
      {creating && <Create onCancel={() => setCreating(false)} />}
    </Section>
  );
}
