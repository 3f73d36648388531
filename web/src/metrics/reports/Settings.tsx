/** What a report shows: metrics, groupings, filters, intervals and time (connect-d §5). */

import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import Multiselect from "@cloudscape-design/components/multiselect";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import type { Choices, Definition, OfferedMetric, ReportRange } from "../../protocol/reports";
import { ZoneField } from "../zones";
import {
  channels,
  groupingKeys,
  intervals,
  keyNames,
  metricOptions,
  metricOf,
  metricText,
  mostGroupings,
  optionOf,
  rangesFor,
  rangeText,
  unfit,
} from "./words";

interface SettingsProps {
  definition: Definition;
  metrics: OfferedMetric[];
  choices: Choices;
  onChange: (definition: Definition) => void;
}

const custom = "custom";

function RangeFields({ definition, onChange }: Pick<SettingsProps, "definition" | "onChange">) {
  const { range } = definition;
  const offered = rangesFor(definition.kind, definition.interval);
  const same = (one: ReportRange) => JSON.stringify(one) === JSON.stringify(range);
  const chosen = range.preset === "CUSTOM" ? custom : offered.find((one) => same(one.range))?.value;
  const options = [
    ...offered.map(({ value, label }) => ({ value, label })),
    { value: custom, label: "Custom" },
  ];
  const choose = (value: string | undefined) => {
    const found = offered.find((one) => one.value === value);
    if (found !== undefined) onChange({ ...definition, range: found.range });
    else onChange({ ...definition, range: { preset: "CUSTOM", from: "", to: "" } });
  };
  return (
    <>
      <FormField
        label="Time range"
        errorText={chosen === undefined ? "Too long for these intervals" : null}
      >
        <Select
          selectedOption={
            options.find(({ value }) => value === chosen) ?? { value: "", label: rangeText(range) }
          }
          options={options}
          onChange={({ detail }) => choose(detail.selectedOption.value)}
        />
      </FormField>
      {range.preset === "CUSTOM" &&
        (["from", "to"] as const).map((end) => (
          <FormField
            key={end}
            label={end === "from" ? "From" : "To"}
            constraintText="Such as 2026-11-23 00:00"
          >
            <Input
              value={range[end].replace("T", " ")}
              onChange={({ detail }) =>
                onChange({
                  ...definition,
                  range: { ...range, [end]: detail.value.trim().replace(" ", "T") },
                })
              }
            />
          </FormField>
        ))}
    </>
  );
}

function MetricField({ definition, metrics, onChange }: SettingsProps) {
  const [seconds, setSeconds] = useState("");
  const byName = new Map(metrics.map((one) => [one.name, one]));
  const wrong = definition.metrics.filter((one) => {
    const offered = byName.get(one.name);
    return offered !== undefined && unfit(offered, definition).length > 0;
  });
  const selected = definition.metrics.map((one) => {
    const flag = wrong.includes(one) ? "! " : "";
    return { value: optionOf(one), label: flag + metricText(one, byName.get(one.name)) };
  });
  const own = Number(seconds);
  const level = { name: "SERVICE_LEVEL", seconds: own };
  const fine =
    Number.isInteger(own) &&
    own >= 1 &&
    own <= 604_800 &&
    !definition.metrics.some((one) => optionOf(one) === optionOf(level));
  return (
    <SpaceBetween size="s">
      <FormField label="Metrics" stretch>
        <Multiselect
          selectedOptions={selected}
          options={metricOptions(metrics, definition)}
          filteringType="auto"
          placeholder="Choose metrics"
          deselectAriaLabel={(option) => `Remove ${option.label ?? ""}`}
          onChange={({ detail }) =>
            onChange({
              ...definition,
              metrics: detail.selectedOptions.map((one) => metricOf(one.value ?? "")),
            })
          }
        />
      </FormField>
      {definition.kind !== "REAL_TIME" && (
        <FormField
          label="Service level of your own"
          constraintText="Seconds within which a contact is to leave the queue"
        >
          <SpaceBetween direction="horizontal" size="xs">
            <Input
              value={seconds}
              inputMode="numeric"
              ariaLabel="Seconds"
              onChange={({ detail }) => setSeconds(detail.value)}
            />
            <Button
              disabled={!fine}
              onClick={() => {
                onChange({ ...definition, metrics: [...definition.metrics, level] });
                setSeconds("");
              }}
            >
              Add
            </Button>
          </SpaceBetween>
        </FormField>
      )}
      {wrong.length > 0 && (
        <Alert type="warning" header="Some metrics do not go with the groupings and filters">
          {wrong.map((one) => {
            const offered = byName.get(one.name);
            const keys = offered === undefined ? [] : unfit(offered, definition);
            return (
              <div key={optionOf(one)}>
                {metricText(one, offered)} cannot be told by{" "}
                {keys.map((key) => keyNames[key] ?? key).join(", ")}.
              </div>
            );
          })}
        </Alert>
      )}
    </SpaceBetween>
  );
}

function FilterFields({ definition, choices, onChange }: SettingsProps) {
  const all: Choices = { ...choices, CHANNEL: channels };
  const logins = definition.kind === "LOGIN_LOGOUT";
  const keys = groupingKeys.filter((key) => {
    const applies =
      definition.kind === "REAL_TIME"
        ? key === "QUEUE"
        : !logins || !["QUEUE", "AGENT", "CHANNEL"].includes(key);
    const known = (all[key]?.length ?? 0) > 0 || (definition.filters[key]?.length ?? 0) > 0;
    return applies && known;
  });
  const chosen = Object.values(definition.filters).filter((values) => values.length > 0).length;
  return (
    <ExpandableSection headerText={chosen === 0 ? "Filters" : `Filters (${chosen})`}>
      <div className="filters">
        {keys.map((key) => {
          const options = (all[key] ?? []).map(({ id, name }) => ({ value: id, label: name }));
          const ids = definition.filters[key] ?? [];
          return (
            <FormField key={key} label={keyNames[key] ?? key}>
              <Multiselect
                selectedOptions={ids.map(
                  (id) => options.find(({ value }) => value === id) ?? { value: id, label: id },
                )}
                options={options}
                filteringType="auto"
                placeholder="All"
                onChange={({ detail }) =>
                  onChange({
                    ...definition,
                    filters: {
                      ...definition.filters,
                      [key]: detail.selectedOptions.flatMap((one) => one.value ?? []),
                    },
                  })
                }
              />
            </FormField>
          );
        })}
      </div>
    </ExpandableSection>
  );
}

export function Settings(props: SettingsProps) {
  const { definition, onChange } = props;
  const now = definition.kind === "REAL_TIME";
  const counted = definition.kind !== "LOGIN_LOGOUT" && !now;
  const groupings = groupingKeys.map((value) => ({ value, label: keyNames[value] ?? value }));
  const full = definition.groupings.length >= mostGroupings;
  return (
    <SpaceBetween size="s">
      <div className="filters">
        {counted && (
          <FormField label="Interval">
            <Select
              selectedOption={intervals.find(({ value }) => value === definition.interval) ?? null}
              options={intervals}
              onChange={({ detail }) => {
                const found = intervals.find(({ value }) => value === detail.selectedOption.value);
                if (found !== undefined) onChange({ ...definition, interval: found.value });
              }}
            />
          </FormField>
        )}
        {!now && <RangeFields definition={definition} onChange={onChange} />}
        {!now && (
          <ZoneField
            zone={definition.zone}
            onChange={(zone) => onChange({ ...definition, zone })}
          />
        )}
      </div>
      {counted && (
        <FormField
          stretch
          label="Groupings"
          constraintText={`In this order, at most ${mostGroupings}`}
        >
          <Multiselect
            selectedOptions={definition.groupings.map((value) => ({
              value,
              label: keyNames[value] ?? value,
            }))}
            options={groupings.map((one) => ({
              ...one,
              disabled: full && !definition.groupings.includes(one.value),
            }))}
            placeholder="Choose groupings"
            onChange={({ detail }) =>
              onChange({
                ...definition,
                groupings: detail.selectedOptions.flatMap((one) => one.value ?? []),
              })
            }
          />
        </FormField>
      )}
      {(counted || now) && <MetricField {...props} />}
      <FilterFields {...props} />
    </SpaceBetween>
  );
}
