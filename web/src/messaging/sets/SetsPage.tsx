/** Configuration sets: the rules that hold when something is sent (sms.md §11.1). */

import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import { useState } from "react";
import { Link, navigate, useLocation } from "../../app/router";
import { useAll, useMessaging } from "../api";
import { Asked } from "../pieces/Asked";
import { ResourceTable } from "../pieces/ResourceTable";
import { TagFields } from "../pieces/Tags";
import { tagProblem } from "../pieces/tags";
import { setPath } from "../places";
import { say } from "../said";
import { Section } from "../Section";
import { messageTypeText, timeText } from "../text";
import type { Tag } from "../types";
import { nameProblem, type ConfigurationSet } from "./sets";

function Create({ onCancel }: { onCancel: () => void }) {
  const { call } = useMessaging();
  const [name, setName] = useState("");
  const [tags, setTags] = useState<Tag[]>([]);
  const [tried, setTried] = useState(false);
  const wrong = nameProblem(name);
  return (
    <Asked
      title="Create a configuration set"
      button="Create"
      act={() => {
        setTried(true);
        const bad = tags.some((tag, at) => tagProblem(tags, tag, at) !== null);
        if (wrong !== null || bad) return null;
        return call("CreateConfigurationSet", { ConfigurationSetName: name.trim(), Tags: tags });
      }}
      onDone={() => {
        const path = setPath(name.trim());
        say("The configuration set was created. Add an event destination next.", path);
        navigate(path);
      }}
      onCancel={onCancel}
    >
      <FormField
        label="Name"
        description="Named in each send, such as “shop-orders”. It cannot be changed."
        errorText={tried ? wrong : null}
      >
        <Input value={name} onChange={({ detail }) => setName(detail.value)} />
      </FormField>
      <TagFields tags={tags} onChange={setTags} />
    </Asked>
  );
}

export default function SetsPage() {
  const { may } = useMessaging();
  const sets = useAll<ConfigurationSet>("DescribeConfigurationSets", "ConfigurationSets");
  const { query } = useLocation();
  // The quick start leads here to make one.
  const [creating, setCreating] = useState(query.has("create"));
  const create = (
    <Button variant="primary" disabled={!may("Messaging.Create")} onClick={() => setCreating(true)}>
      Create configuration set
    </Button>
  );
  return (
    <Section title="Configuration sets">
      <ResourceTable
        title="Configuration sets"
        description="Who is told what becomes of messages, what they are for by default, and to which countries they may go."
        of={sets}
        rowKey={(it) => it.ConfigurationSetName}
        columns={[
          {
            id: "name",
            header: "Name",
            text: (it) => it.ConfigurationSetName,
            cell: (it) => (
              <Link href={setPath(it.ConfigurationSetName)}>{it.ConfigurationSetName}</Link>
            ),
            width: 180,
          },
          {
            id: "destinations",
            header: "Event destinations",
            text: (it) => String(it.EventDestinations.length),
            order: (it) => it.EventDestinations.length,
          },
          {
            id: "type",
            header: "Message type",
            text: (it) =>
              it.DefaultMessageType === undefined ? "—" : messageTypeText(it.DefaultMessageType),
          },
          { id: "sender", header: "Sender ID", text: (it) => it.DefaultSenderId ?? "—" },
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
          title: "No configuration sets",
          text: "Without one nobody is told what becomes of messages.",
          action: create,
        }}
      />
      {creating && <Create onCancel={() => setCreating(false)} />}
    </Section>
  );
}
