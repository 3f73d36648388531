/** Whom a set tells of events: up to five destinations (sms.md §11.2). */

import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import ButtonDropdown from "@cloudscape-design/components/button-dropdown";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import Table from "@cloudscape-design/components/table";
import { useState } from "react";
import { errorText } from "../../protocol/http";
import { useMessaging } from "../api";
import { Typed } from "../pieces/Typed";
import { say } from "../said";
import { DestinationForm } from "./DestinationForm";
import { typesText } from "./events";
import { draftOf, kindText, type ConfigurationSet, type EventDestination } from "./sets";

const most = 5;

type Doing =
  | { what: "add" }
  | { what: "change"; it: EventDestination }
  | { what: "delete"; it: EventDestination };

export function Destinations(props: { set: ConfigurationSet; onChanged: () => void }) {
  const { set, onChanged } = props;
  const { call, may } = useMessaging();
  const [doing, setDoing] = useState<Doing | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const name = set.ConfigurationSetName;
  const rows = set.EventDestinations;
  const done = (text: string) => {
    setDoing(null);
    say(text);
    onChanged();
  };
  const enable = (it: EventDestination, Enabled: boolean) => {
    setProblem(null);
    call("UpdateEventDestination", {
      ConfigurationSetName: name,
      EventDestinationName: it.EventDestinationName,
      Enabled,
    }).then(
      () => done(`${it.EventDestinationName} is ${Enabled ? "on" : "off"}.`),
      (error: unknown) => setProblem(errorText(error)),
    );
  };
  const add = (
    <Button
      variant="primary"
      disabled={!may("Messaging.Create") || rows.length >= most}
      onClick={() => setDoing({ what: "add" })}
    >
      Add event destination
    </Button>
  );
  return (
    <SpaceBetween size="m">
      {problem !== null && (
        <Alert type="error" header="It was not changed">
          {problem}
        </Alert>
      )}
      <Table
        variant="container"
        items={rows}
        trackBy="EventDestinationName"
        wrapLines
        ariaLabels={{ tableLabel: "Event destinations" }}
        header={
          <Header
            variant="h2"
            counter={`(${rows.length} of ${most})`}
            description="Each is told the events that it asks for. Different types may go to different places."
            actions={add}
          >
            Event destinations
          </Header>
        }
        columnDefinitions={[
          {
            id: "name",
            header: "Name",
            isRowHeader: true,
            cell: (it) => it.EventDestinationName,
            minWidth: 130,
          },
          {
            id: "kind",
            header: "To",
            cell: (it) => (
              <>
                {kindText(it)}
                <Box fontSize="body-s" color="text-body-secondary">
                  {draftOf(it).target}
                </Box>
              </>
            ),
            minWidth: 240,
          },
          {
            id: "types",
            header: "Events",
            cell: (it) => typesText(it.MatchingEventTypes),
            minWidth: 160,
          },
          {
            id: "state",
            header: "Publishing",
            cell: (it) => (
              <StatusIndicator type={it.Enabled ? "success" : "stopped"}>
                {it.Enabled ? "On" : "Off"}
              </StatusIndicator>
            ),
            minWidth: 100,
          },
          {
            id: "actions",
            header: "Actions",
            cell: (it) => (
              <ButtonDropdown
                variant="inline-icon"
                ariaLabel={`Actions for ${it.EventDestinationName}`}
                expandToViewport
                items={[
                  { id: "change", text: "Change", disabled: !may("Messaging.Edit") },
                  {
                    id: "switch",
                    text: it.Enabled ? "Switch off" : "Switch on",
                    disabled: !may("Messaging.Edit"),
                  },
                  { id: "delete", text: "Delete", disabled: !may("Messaging.Delete") },
                ]}
                onItemClick={({ detail }) => {
                  if (detail.id === "switch") enable(it, !it.Enabled);
                  else setDoing({ what: detail.id === "delete" ? "delete" : "change", it });
                }}
              />
            ),
            minWidth: 90,
          },
        ]}
        empty={
          <Box textAlign="center" padding="l">
            <SpaceBetween size="s">
              <div>
                <b>Nobody is told</b>
                <Box color="text-body-secondary">
                  Events of messages are published only where a destination asks for them.
                </Box>
              </div>
              {add}
            </SpaceBetween>
          </Box>
        }
      />
      {(doing?.what === "add" || doing?.what === "change") && (
        <DestinationForm
          set={name}
          of={doing.what === "change" ? doing.it : null}
          onDone={() =>
            done(doing.what === "add" ? "The destination was added." : "The destination was saved.")
          }
          onCancel={() => setDoing(null)}
        />
      )}
      {doing?.what === "delete" && (
        <Typed
          title={`Delete ${doing.it.EventDestinationName}?`}
          word="delete"
          button="Delete"
          act={() =>
            call("DeleteEventDestination", {
              ConfigurationSetName: name,
              EventDestinationName: doing.it.EventDestinationName,
            })
          }
          onDone={() => done("The destination was deleted.")}
          onCancel={() => setDoing(null)}
        >
          It is told nothing from then on.
        </Typed>
      )}
    </SpaceBetween>
  );
}
