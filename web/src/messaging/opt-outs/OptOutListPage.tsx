/** One opt-out list. */

import Button from "@cloudscape-design/components/button";
import { useState } from "react";
import { navigate } from "../../app/router";
import { useAnswer, useMessaging } from "../api";
import { Detail } from "../pieces/Detail";
import { TagsTab } from "../pieces/Tags";
import { Typed } from "../pieces/Typed";
import type { PageProps } from "../routes";
import { say } from "../said";
import { timeText } from "../text";
import type { OptOutList } from "../types";
import { Linked } from "./Linked";
import { Numbers } from "./Numbers";

export default function OptOutListPage({ parameters }: PageProps) {
  const { call, may } = useMessaging();
  const name = parameters["id"] ?? "";
  const fetched = useAnswer<{ OptOutLists: OptOutList[] }>("DescribeOptOutLists", {
    OptOutListNames: [name],
  });
  const list = fetched.data?.OptOutLists[0];
  const [deleting, setDeleting] = useState(false);
  const lasting = name === "Default";
  return (
    <>
      <Detail
        title={name}
        above={{ href: "/messaging/opt-out-lists", text: "Opt-out lists" }}
        of={fetched}
        missing={list === undefined}
        actions={
          <Button
            disabled={!may("Messaging.Delete") || lasting}
            {...(lasting ? { disabledReason: "Every account has this list." } : {})}
            onClick={() => setDeleting(true)}
          >
            Delete list
          </Button>
        }
        facts={
          list === undefined
            ? []
            : [
                { label: "Name", value: list.OptOutListName },
                { label: "Created", value: timeText(list.CreatedTimestamp) },
                { label: "ARN", value: list.OptOutListArn },
              ]
        }
        tabs={
          list === undefined
            ? []
            : [
                { id: "numbers", label: "Opted-out numbers", content: <Numbers list={name} /> },
                {
                  id: "linked",
                  label: "Linked origination numbers",
                  content: <Linked list={name} />,
                },
                { id: "tags", label: "Tags", content: <TagsTab arn={list.OptOutListArn} /> },
              ]
        }
      />
      {deleting && (
        <Typed
          title={`Delete ${name}?`}
          word="delete"
          button="Delete list"
          act={() => call("DeleteOptOutList", { OptOutListName: name })}
          onDone={() => {
            say(`The list ${name} was deleted.`, "/messaging/opt-out-lists");
            navigate("/messaging/opt-out-lists");
          }}
          onCancel={() => setDeleting(false)}
        >
          All numbers on it are forgotten: these recipients may get messages again.
        </Typed>
      )}
    </>
  );
}
