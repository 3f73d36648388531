/** All opt-out lists. */

import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import { useState } from "react";
import { Link } from "../../app/router";
import { useAll, useMessaging } from "../api";
import { listNameProblem } from "../forms";
import { Asked } from "../pieces/Asked";
import { ResourceTable, type Column } from "../pieces/ResourceTable";
import { TagFields } from "../pieces/Tags";
import { tagProblem } from "../pieces/tags";
import { optOutListPath } from "../places";
import { say } from "../said";
import { Section } from "../Section";
import { timeText } from "../text";
import type { OptOutList, Tag } from "../types";

function Create(props: { onDone: () => void; onCancel: () => void }) {
  const { call } = useMessaging();
  const [name, setName] = useState("");
  const [tags, setTags] = useState<Tag[]>([]);
  const [tried, setTried] = useState(false);
  const wrong = listNameProblem(name);
  const wrongTags = tags.some((tag, at) => tagProblem(tags, tag, at) !== null);
  return (
    <Asked
      title="Create an opt-out list"
      button="Create list"
      act={() => {
        setTried(true);
        if (wrong !== null || wrongTags) return null;
        return call("CreateOptOutList", { OptOutListName: name.trim(), Tags: tags });
      }}
      onDone={() => {
        say(`The list ${name.trim()} was created.`);
        props.onDone();
      }}
      onCancel={props.onCancel}
    >
      <FormField
        label="Name"
        constraintText="Letters, digits, hyphens and underscores. It cannot be changed later."
        errorText={tried ? wrong : null}
      >
        <Input value={name} onChange={({ detail }) => setName(detail.value)} />
      </FormField>
      <FormField
        label={
          <>
            Tags <i>– optional</i>
          </>
        }
        stretch
      >
        <TagFields tags={tags} onChange={setTags} />
      </FormField>
    </Asked>
  );
}

export default function OptOutListsPage() {
  const { may } = useMessaging();
  const fetched = useAll<OptOutList>("DescribeOptOutLists", "OptOutLists");
  const [creating, setCreating] = useState(false);
  const columns: Column<OptOutList>[] = [
    {
      id: "name",
      header: "Name",
      text: (list) => list.OptOutListName,
      cell: (list) => (
        <Link className="resource-link" href={optOutListPath(list.OptOutListName)}>
          {list.OptOutListName}
        </Link>
      ),
    },
    { id: "arn", header: "ARN", text: (list) => list.OptOutListArn, width: 260 },
    {
      id: "created",
      header: "Created",
      text: (list) => timeText(list.CreatedTimestamp),
      order: (list) => list.CreatedTimestamp,
      width: 160,
    },
  ];
  return (
    <Section title="Opt-out lists">
      <ResourceTable
        title="Opt-out lists"
        description="Recipients who get no messages from the numbers and pools that use the list."
        of={fetched}
        rowKey={(list) => list.OptOutListName}
        columns={columns}
        actions={
          <Button
            variant="primary"
            disabled={!may("Messaging.Create")}
            onClick={() => setCreating(true)}
          >
            Create list
          </Button>
        }
        empty={{ title: "There are no lists", text: "The list Default is made with the account." }}
      />
      {creating && (
        <Create
          onDone={() => {
            setCreating(false);
            fetched.reload();
          }}
          onCancel={() => setCreating(false)}
        />
      )}
    </Section>
  );
}
