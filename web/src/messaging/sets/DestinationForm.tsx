/** The form of an event destination: where to, and which events. */

import Box from "@cloudscape-design/components/box";
import Checkbox from "@cloudscape-design/components/checkbox";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import RadioGroup from "@cloudscape-design/components/radio-group";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { useMessaging } from "../api";
import { arnProblem } from "../forms";
import { Asked } from "../pieces/Asked";
import { chosenOf, eventGroups, eventWords, shortest, type EventGroup } from "./events";
import {
  draftOf,
  kinds,
  nameProblem,
  targetOf,
  type DestinationDraft,
  type EventDestination,
} from "./sets";

const fresh: DestinationDraft = { name: "", kind: "SNS", target: "", role: "", types: ["ALL"] };

function Group(props: { group: EventGroup; types: string[]; onChange: (t: string[]) => void }) {
  const { group, types, onChange } = props;
  const chosen = chosenOf(group, types);
  const all = chosen.length === group.types.length;
  const others = eventGroups.filter((one) => one !== group).flatMap((one) => chosenOf(one, types));
  const set = (wanted: string[]) => onChange(shortest([...others, ...wanted]));
  return (
    <ExpandableSection
      headerText={`${group.label}: ${chosen.length} of ${group.types.length}`}
      defaultExpanded={group.channel === "TEXT"}
    >
      <SpaceBetween size="xxs">
        <Checkbox
          checked={all}
          indeterminate={!all && chosen.length > 0}
          onChange={() => set(all ? [] : group.types)}
        >
          <b>All {group.label} events</b>
        </Checkbox>
        <div className="event-types">
          {group.types.map((type) => (
            <Checkbox
              key={type}
              checked={chosen.includes(type)}
              onChange={({ detail }) =>
                set(detail.checked ? [...chosen, type] : chosen.filter((one) => one !== type))
              }
            >
              {eventWords(type)}
            </Checkbox>
          ))}
        </div>
      </SpaceBetween>
    </ExpandableSection>
  );
}

/** Which events: all of them, or some. */
export function EventTypes(props: { types: string[]; onChange: (types: string[]) => void }) {
  const { types, onChange } = props;
  const [custom, setCustom] = useState(!types.includes("ALL"));
  return (
    <SpaceBetween size="s">
      <RadioGroup
        value={custom ? "custom" : "all"}
        ariaLabel="Events"
        items={[
          { value: "all", label: "All events (recommended)" },
          { value: "custom", label: "Custom events" },
        ]}
        onChange={({ detail }) => {
          setCustom(detail.value === "custom");
          if (detail.value === "all") onChange(["ALL"]);
        }}
      />
      {custom &&
        eventGroups.map((group) => (
          <Group key={group.channel} group={group} types={types} onChange={onChange} />
        ))}
    </SpaceBetween>
  );
}

export function DestinationForm(props: {
  set: string;
  /** What is changed; null for a new one. */
  of: EventDestination | null;
  onDone: () => void;
  onCancel: () => void;
}) {
  const { call } = useMessaging();
  const [draft, setDraft] = useState(props.of === null ? fresh : draftOf(props.of));
  const [tried, setTried] = useState(false);
  const change = (part: Partial<DestinationDraft>) => setDraft({ ...draft, ...part });
  const kind = kinds.find(({ value }) => value === draft.kind) ?? kinds[0];
  const problems = {
    name: props.of === null ? nameProblem(draft.name) : null,
    target: arnProblem(draft.target),
    role: draft.kind === "SNS" ? null : arnProblem(draft.role),
    types: draft.types.length === 0 ? "Choose at least one type of event." : null,
  };
  const shown = (problem: string | null) => (tried ? problem : null);
  return (
    <Asked
      title={props.of === null ? "Add an event destination" : `Change ${draft.name}`}
      button={props.of === null ? "Add" : "Save"}
      act={() => {
        setTried(true);
        if (Object.values(problems).some((one) => one !== null)) return null;
        const name = props.of === null ? "CreateEventDestination" : "UpdateEventDestination";
        return call(name, {
          ConfigurationSetName: props.set,
          EventDestinationName: draft.name.trim(),
          MatchingEventTypes: draft.types,
          ...targetOf(draft),
        });
      }}
      onDone={props.onDone}
      onCancel={props.onCancel}
    >
      {props.of === null && (
        <FormField label="Name" errorText={shown(problems.name)}>
          <Input value={draft.name} onChange={({ detail }) => change({ name: detail.value })} />
        </FormField>
      )}
      <FormField
        label="Destination"
        description="A sink of this server delivers what is told to the ARN: see docs/messaging-carriers.md."
      >
        <Select
          selectedOption={kind ?? null}
          options={kinds}
          onChange={({ detail }) =>
            change({ kind: detail.selectedOption.value as DestinationDraft["kind"] })
          }
        />
      </FormField>
      <FormField label={kind?.target ?? "ARN"} errorText={shown(problems.target)}>
        <Input
          value={draft.target}
          placeholder="arn:aws:sns:us-east-1:123456789012:events"
          onChange={({ detail }) => change({ target: detail.value })}
        />
      </FormField>
      {draft.kind !== "SNS" && (
        <FormField label="ARN of the role" errorText={shown(problems.role)}>
          <Input
            value={draft.role}
            placeholder="arn:aws:iam::123456789012:role/events"
            onChange={({ detail }) => change({ role: detail.value })}
          />
        </FormField>
      )}
      {/* No field of a form: its label would stand for those of the boxes. */}
      <div role="group" aria-label="Events">
        <SpaceBetween size="xs">
          <Box variant="awsui-key-label">Events</Box>
          <EventTypes types={draft.types} onChange={(types) => change({ types })} />
          {shown(problems.types) !== null && (
            <Box color="text-status-error" fontSize="body-s">
              <span role="alert">{problems.types}</span>
            </Box>
          )}
        </SpaceBetween>
      </div>
    </Asked>
  );
}
