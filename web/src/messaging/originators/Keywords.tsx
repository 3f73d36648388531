/** Keywords that people may send, and what is answered (sms.md §4.3). */

import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Textarea from "@cloudscape-design/components/textarea";
import { useState } from "react";
import { useAll, useMessaging } from "../api";
import { isLasting, keywordActionProblem, keywordMessageProblem, keywordProblem } from "../forms";
import { measure } from "../parts/parts";
import { Asked } from "../pieces/Asked";
import { ResourceTable, type Column } from "../pieces/ResourceTable";
import { say } from "../said";
import { keywordActionText } from "../text";
import type { Keyword, KeywordAction } from "../types";
import { InPool } from "./InPool";
import type { Owner } from "./owner";

const actions: { value: KeywordAction; label: string; description: string }[] = [
  { value: "AUTOMATIC_RESPONSE", label: "Answer", description: "Answers with the message" },
  { value: "OPT_OUT", label: "Opt out", description: "Puts the sender on the opt-out list" },
  { value: "OPT_IN", label: "Opt in", description: "Takes the sender off the opt-out list" },
];

function Editor(props: {
  owner: Owner;
  /** Which one is changed; none for a new one. */
  keyword: Keyword | null;
  onDone: () => void;
  onCancel: () => void;
}) {
  const { owner, keyword } = props;
  const { call } = useMessaging();
  const [text, setText] = useState(keyword?.Keyword ?? "");
  const [action, setAction] = useState<KeywordAction>(
    keyword?.KeywordAction ?? "AUTOMATIC_RESPONSE",
  );
  const [message, setMessage] = useState(keyword?.KeywordMessage ?? "");
  const [tried, setTried] = useState(false);
  const problems = {
    text: keywordProblem(text),
    action: keywordActionProblem(text, action),
    message: keywordMessageProblem(message),
  };
  const { parts, units, encoding } = measure(message);
  return (
    <Asked
      title={keyword === null ? "Add a keyword" : `Change ${keyword.Keyword}`}
      button="Save"
      act={() => {
        setTried(true);
        if (Object.values(problems).some((one) => one !== null)) return null;
        return call("PutKeyword", {
          OriginationIdentity: owner.id,
          Keyword: text,
          KeywordAction: action,
          KeywordMessage: message,
        });
      }}
      onDone={() => {
        say(`The keyword ${text.toUpperCase()} was saved.`);
        props.onDone();
      }}
      onCancel={props.onCancel}
    >
      <FormField
        label="Keyword"
        constraintText="Messages that begin with it are meant; capital letters make no difference."
        errorText={tried ? problems.text : null}
      >
        <Input
          value={text}
          disabled={keyword !== null}
          onChange={({ detail }) => setText(detail.value)}
        />
      </FormField>
      <FormField label="What happens" errorText={tried ? problems.action : null}>
        <Select
          selectedOption={actions.find(({ value }) => value === action) ?? null}
          options={actions}
          onChange={({ detail }) => setAction(detail.selectedOption.value as KeywordAction)}
        />
      </FormField>
      <FormField
        label="Answer"
        constraintText={`${units} characters, ${parts.length} ${parts.length === 1 ? "part" : "parts"}, ${encoding}. The answer to HELP names who can be asked; that to STOP says that no more will come.`}
        errorText={tried ? problems.message : null}
      >
        <Textarea value={message} rows={3} onChange={({ detail }) => setMessage(detail.value)} />
      </FormField>
    </Asked>
  );
}

export function Keywords({ owner }: { owner: Owner }) {
  const { call, may } = useMessaging();
  const fetched = useAll<Keyword>("DescribeKeywords", "Keywords", {
    OriginationIdentity: owner.id,
  });
  const [doing, setDoing] = useState<
    { what: "add" } | { what: "change" | "delete"; keyword: Keyword } | null
  >(null);
  const locked = owner.pool !== null || !may("Messaging.Edit");
  const done = () => {
    setDoing(null);
    fetched.reload();
  };
  const columns: Column<Keyword>[] = [
    { id: "keyword", header: "Keyword", text: (it) => it.Keyword },
    { id: "action", header: "What happens", text: (it) => keywordActionText(it.KeywordAction) },
    { id: "message", header: "Answer", text: (it) => it.KeywordMessage, width: 260 },
    {
      id: "change",
      header: "Change",
      text: () => "",
      buttons: true,
      width: 150,
      cell: (it) => (
        <SpaceBetween direction="horizontal" size="s">
          <Button
            variant="inline-link"
            ariaLabel={`Change the keyword ${it.Keyword}`}
            disabled={locked}
            onClick={() => setDoing({ what: "change", keyword: it })}
          >
            Change
          </Button>
          {!isLasting(it.Keyword) && (
            <Button
              variant="inline-link"
              ariaLabel={`Delete the keyword ${it.Keyword}`}
              disabled={locked}
              onClick={() => setDoing({ what: "delete", keyword: it })}
            >
              Delete
            </Button>
          )}
        </SpaceBetween>
      ),
    },
  ];
  return (
    <SpaceBetween size="m">
      {owner.pool !== null && <InPool pool={owner.pool} tab="keywords" />}
      <ResourceTable
        heading="h2"
        title="Keywords"
        description="HELP, STOP and the other words that opt out stay; their answers can be changed."
        of={fetched}
        rowKey={(it) => it.Keyword}
        columns={columns}
        actions={
          <Button disabled={locked} onClick={() => setDoing({ what: "add" })}>
            Add keyword
          </Button>
        }
        empty={{ title: "There are no keywords", text: "What people send is not answered." }}
      />
      {(doing?.what === "add" || doing?.what === "change") && (
        <Editor
          owner={owner}
          keyword={doing.what === "change" ? doing.keyword : null}
          onDone={done}
          onCancel={() => setDoing(null)}
        />
      )}
      {doing?.what === "delete" && (
        <Asked
          title={`Delete the keyword ${doing.keyword.Keyword}?`}
          button="Delete"
          act={() =>
            call("DeleteKeyword", {
              OriginationIdentity: owner.id,
              Keyword: doing.keyword.Keyword,
            })
          }
          onDone={() => {
            say(`The keyword ${doing.keyword.Keyword} was deleted.`);
            done();
          }}
          onCancel={() => setDoing(null)}
        >
          Messages that begin with it are no longer answered.
        </Asked>
      )}
    </SpaceBetween>
  );
}
