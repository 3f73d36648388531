/** Tags: in a form that makes something, and those of what is there. The tag `Name` names it. */

import AttributeEditor from "@cloudscape-design/components/attribute-editor";
import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useCallback, useEffect, useState } from "react";
import { useFetched } from "../../console/useFetched";
import { errorText } from "../../protocol/http";
import { useMessaging } from "../api";
import { say } from "../said";
import type { Tag } from "../types";
import { Problem } from "./Problem";
import { tagChanges, tagProblem } from "./tags";

/** The fields of tags. */
export function TagFields(props: { tags: Tag[]; onChange: (tags: Tag[]) => void }) {
  const { tags, onChange } = props;
  const set = (at: number, part: Partial<Tag>) =>
    onChange(tags.map((tag, index) => (index === at ? { ...tag, ...part } : tag)));
  return (
    <AttributeEditor
      items={tags}
      addButtonText="Add tag"
      removeButtonText="Remove"
      removeButtonAriaLabel={(tag) => `Remove the tag ${tag.Key}`}
      disableAddButton={tags.length >= 50}
      empty="There are no tags."
      onAddButtonClick={() => onChange([...tags, { Key: "", Value: "" }])}
      onRemoveButtonClick={({ detail }) =>
        onChange(tags.filter((_, index) => index !== detail.itemIndex))
      }
      definition={[
        {
          label: "Key",
          control: (tag: Tag, at: number) => (
            <Input
              value={tag.Key}
              ariaLabel={`Key of tag ${at + 1}`}
              onChange={({ detail }) => set(at, { Key: detail.value })}
            />
          ),
          errorText: (tag: Tag, at: number) => tagProblem(tags, tag, at),
        },
        {
          label: "Value",
          control: (tag: Tag, at: number) => (
            <Input
              value={tag.Value}
              ariaLabel={`Value of tag ${at + 1}`}
              onChange={({ detail }) => set(at, { Value: detail.value })}
            />
          ),
        },
      ]}
    />
  );
}

/** The tags of something, by its ARN. */
export function TagsTab({ arn, onSaved }: { arn: string; onSaved?: () => void }) {
  const { call, may } = useMessaging();
  const load = useCallback(
    () => call<{ Tags?: Tag[] }>("ListTagsForResource", { ResourceArn: arn }),
    [call, arn],
  );
  const fetched = useFetched(load, null);
  const [tags, setTags] = useState<Tag[]>([]);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const { data } = fetched;
  useEffect(() => {
    if (data !== null) setTags(data.Tags ?? []);
  }, [data]);
  const before = data?.Tags ?? [];
  const { put, remove } = tagChanges(before, tags);
  const wrong = tags.some((tag, at) => tagProblem(tags, tag, at) !== null);
  const save = async () => {
    setBusy(true);
    setProblem(null);
    try {
      if (remove.length > 0) {
        await call("UntagResource", { ResourceArn: arn, TagKeys: remove });
      }
      if (put.length > 0) await call("TagResource", { ResourceArn: arn, Tags: put });
      say("The tags were saved.");
      fetched.reload();
      onSaved?.();
    } catch (error) {
      setProblem(errorText(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Container
      header={
        <Header
          variant="h2"
          description="Labels of your own. The tag “Name” is what it is called in lists."
          actions={
            <Button
              variant="primary"
              loading={busy}
              disabled={
                !may("Messaging.Edit") || wrong || (put.length === 0 && remove.length === 0)
              }
              onClick={() => void save()}
            >
              Save tags
            </Button>
          }
        >
          Tags
        </Header>
      }
    >
      <SpaceBetween size="m">
        <Problem of={fetched} what="the tags" />
        {problem !== null && (
          <Alert type="error" header="The tags were not saved">
            {problem}
          </Alert>
        )}
        {data !== null && <TagFields tags={tags} onChange={setTags} />}
      </SpaceBetween>
    </Container>
  );
}
