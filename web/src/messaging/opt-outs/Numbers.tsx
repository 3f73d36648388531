/** The numbers on an opt-out list: there may be very many, so the server finds and pages. */

import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table from "@cloudscape-design/components/table";
import TextFilter from "@cloudscape-design/components/text-filter";
import { useCallback, useEffect, useState } from "react";
import { PageNumbers, usePages } from "../../console/Pages";
import { useFetched } from "../../console/useFetched";
import { useMessaging } from "../api";
import { numberProblem, plainNumber } from "../forms";
import { Asked } from "../pieces/Asked";
import { Problem } from "../pieces/Problem";
import { Typed } from "../pieces/Typed";
import { say } from "../said";
import { timeText } from "../text";
import type { OptedOutNumber } from "../types";

const typingPauseMs = 350;

interface Answer {
  OptedOutNumbers: OptedOutNumber[];
  NextToken?: string;
}

function Add(props: { list: string; onDone: () => void; onCancel: () => void }) {
  const { list } = props;
  const { call } = useMessaging();
  const [text, setText] = useState("");
  const [tried, setTried] = useState(false);
  const wrong = numberProblem(text);
  return (
    <Asked
      title={`Add a number to ${list}`}
      button="Add number"
      act={() => {
        setTried(true);
        if (wrong !== null) return null;
        return call("PutOptedOutNumber", {
          OptOutListName: list,
          OptedOutNumber: plainNumber(text),
        });
      }}
      onDone={() => {
        say(`${plainNumber(text)} gets no more messages by this list.`);
        props.onDone();
      }}
      onCancel={props.onCancel}
    >
      <FormField
        label="Phone number"
        constraintText="With its country, as in +12065550142."
        errorText={tried ? wrong : null}
      >
        <Input
          value={text}
          inputMode="tel"
          autoComplete={false}
          onChange={({ detail }) => setText(detail.value)}
        />
      </FormField>
    </Asked>
  );
}

export function Numbers({ list }: { list: string }) {
  const { call, may } = useMessaging();
  const [text, setText] = useState("");
  const [asked, setAsked] = useState("");
  const pages = usePages();
  const { token, reset } = pages;
  const [doing, setDoing] = useState<{ remove: string | null } | null>(null);
  useEffect(() => {
    const timer = setTimeout(() => {
      setAsked(plainNumber(text));
      reset();
    }, typingPauseMs);
    return () => clearTimeout(timer);
  }, [text, reset]);
  const wrong = asked === "" ? null : numberProblem(asked);
  const load = useCallback(async (): Promise<Answer> => {
    if (wrong !== null) return { OptedOutNumbers: [] };
    const input = {
      OptOutListName: list,
      ...(asked === "" ? { MaxResults: 50 } : { OptedOutNumbers: [asked] }),
      ...(token === null || asked !== "" ? {} : { NextToken: token }),
    };
    try {
      return await call<Answer>("DescribeOptedOutNumbers", input);
    } catch (error) {
      // A number that is not on the list is answered as not found.
      if (asked !== "" && error instanceof Error && "code" in error) {
        if (error.code === "ResourceNotFoundException") return { OptedOutNumbers: [] };
      }
      throw error;
    }
  }, [call, list, asked, token, wrong]);
  const fetched = useFetched(load, null);
  const edit = may("Messaging.Edit");
  const done = () => {
    setDoing(null);
    fetched.reload();
  };
  return (
    <SpaceBetween size="m">
      <Problem of={fetched} what="the numbers" />
      <Table
        variant="container"
        items={fetched.data?.OptedOutNumbers ?? []}
        trackBy="OptedOutNumber"
        loading={fetched.data === null && fetched.loading}
        loadingText="Loading the numbers"
        ariaLabels={{ tableLabel: "Opted-out numbers" }}
        header={
          <Header
            variant="h2"
            description="People get here by sending an opt-out keyword, or are added by you."
            actions={
              <SpaceBetween direction="horizontal" size="s">
                <Button
                  iconName="refresh"
                  ariaLabel="Refresh the numbers"
                  onClick={fetched.reload}
                />
                <Button disabled={!edit} onClick={() => setDoing({ remove: null })}>
                  Add number
                </Button>
              </SpaceBetween>
            }
          >
            Opted-out numbers
          </Header>
        }
        filter={
          <TextFilter
            filteringText={text}
            filteringPlaceholder="Find a number, as in +12065550142"
            filteringAriaLabel="Find an opted-out number"
            onChange={({ detail }) => setText(detail.filteringText)}
          />
        }
        pagination={<PageNumbers pages={pages} next={fetched.data?.NextToken ?? null} />}
        empty={
          <Box textAlign="center" padding="l">
            <b>{asked === "" ? "Nobody has opted out" : "This number is not on the list"}</b>
            <Box color="text-body-secondary">
              {asked === ""
                ? "Every recipient may get messages."
                : (wrong ?? "It may get messages from here.")}
            </Box>
          </Box>
        }
        columnDefinitions={[
          {
            id: "number",
            header: "Phone number",
            isRowHeader: true,
            cell: (it) => <span className="phone-number">{it.OptedOutNumber}</span>,
            minWidth: 160,
          },
          {
            id: "since",
            header: "Since",
            cell: (it) => timeText(it.OptedOutTimestamp),
            minWidth: 170,
          },
          {
            id: "by",
            header: "By whom",
            cell: (it) => (it.EndUserOptedOut ? "The recipient" : "Added here or by the API"),
            minWidth: 170,
          },
          {
            id: "change",
            header: "Change",
            cell: (it) => (
              <Button
                variant="inline-link"
                ariaLabel={`Remove ${it.OptedOutNumber} from the list`}
                disabled={!edit}
                onClick={() => setDoing({ remove: it.OptedOutNumber })}
              >
                Remove
              </Button>
            ),
            minWidth: 100,
          },
        ]}
      />
      {doing !== null && doing.remove === null && (
        <Add list={list} onDone={done} onCancel={() => setDoing(null)} />
      )}
      {doing?.remove != null && (
        <Typed
          title={`Remove ${doing.remove} from ${list}?`}
          word="release"
          button="Remove number"
          act={() =>
            call("DeleteOptedOutNumber", {
              OptOutListName: list,
              OptedOutNumber: doing.remove,
            })
          }
          onDone={() => {
            say(`${doing.remove ?? "The number"} may get messages again.`);
            done();
          }}
          onCancel={() => setDoing(null)}
        >
          It may get messages again. Be sure that its owner agreed to that.
        </Typed>
      )}
    </SpaceBetween>
  );
}
