/** When a saved report is made by itself, and what came of the last time (connect-d §5, §6.2). */

import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import Multiselect from "@cloudscape-design/components/multiselect";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useState } from "react";
import { timeText } from "../../console/record";
import { Asked } from "../../messaging/pieces/Asked";
import { errorText } from "../../protocol/http";
import { reports, type Repeat, type Run, type SavedReport } from "../../protocol/reports";
import { ownZone, ZoneField } from "../zones";
import { clockOf, clockText, rangesFor, rangeText, weekdays } from "./words";

type Every = Repeat["every"];

const often: { value: Every; label: string }[] = [
  { value: "HOUR", label: "Hourly" },
  { value: "DAY", label: "Daily" },
  { value: "WEEK", label: "Weekly" },
  { value: "MONTH", label: "Monthly" },
];

const asReport = "";

interface Form {
  every: Every;
  minute: string;
  time: string;
  days: string[];
  day: string;
}

function formOf(repeat: Repeat | null): Form {
  const blank = { every: "DAY" as Every, minute: "0", time: "00:00", days: ["MONDAY"], day: "1" };
  switch (repeat?.every) {
    case undefined:
      return blank;
    case "HOUR":
      return { ...blank, every: "HOUR", minute: String(repeat.minute) };
    case "DAY":
      return { ...blank, time: clockText(repeat.at) };
    case "WEEK":
      return { ...blank, every: "WEEK", days: repeat.days, time: clockText(repeat.at) };
    case "MONTH":
      return { ...blank, every: "MONTH", day: String(repeat.day), time: clockText(repeat.at) };
  }
}

function within(text: string, least: number, most: number): number | null {
  const value = Number(text);
  const fine = text.trim() !== "" && Number.isInteger(value) && value >= least && value <= most;
  return fine ? value : null;
}

/** What is written down in the form; null where it is not yet a schedule. */
export function repeatOf(form: Form): Repeat | null {
  const at = clockOf(form.time);
  switch (form.every) {
    case "HOUR": {
      const minute = within(form.minute, 0, 59);
      return minute === null ? null : { every: "HOUR", minute };
    }
    case "DAY":
      return at === null ? null : { every: "DAY", at };
    case "WEEK":
      return at === null || form.days.length === 0 ? null : { every: "WEEK", days: form.days, at };
    case "MONTH": {
      const day = within(form.day, 1, 31);
      return at === null || day === null ? null : { every: "MONTH", day, at };
    }
  }
}

function LastRun({ last }: { last: Run }) {
  return last.why === null ? (
    <StatusIndicator type="success">
      Made {timeText(last.at)} with {last.rows} rows: {last.object}
    </StatusIndicator>
  ) : (
    <StatusIndicator type="error">
      Failed {timeText(last.at)}: {last.why}
      {last.again ? " (it is tried again)" : ""}
    </StatusIndicator>
  );
}

export function ScheduleDialog(props: {
  csrf: string;
  report: SavedReport;
  onDone: () => void;
  onCancel: () => void;
}) {
  const { csrf, report, onDone, onCancel } = props;
  const { kind, interval, range: own } = report.definition;
  const logins = kind === "LOGIN_LOGOUT";
  const { schedule } = report;
  const [form, setForm] = useState(() => formOf(schedule?.repeat ?? null));
  const [zone, setZone] = useState(schedule?.zone ?? (logins ? "UTC" : ownZone()));
  const [prefix, setPrefix] = useState(schedule?.prefix ?? "");
  const [range, setRange] = useState(() => schedule?.range ?? null);
  const [problem, setProblem] = useState<string | null>(null);
  const [tried, setTried] = useState(false);
  const ranges = rangesFor(kind, interval);
  const rangeOptions = [
    { value: asReport, label: `As the report: ${rangeText(own).toLowerCase()}` },
    ...ranges.map(({ value, label }) => ({ value, label })),
  ];
  const chosen =
    range === null
      ? asReport
      : ranges.find((one) => JSON.stringify(one.range) === JSON.stringify(range))?.value;
  const repeat = repeatOf(logins ? { ...form, time: "00:00" } : form);
  const bad = (wrong: boolean, text: string) => (tried && wrong ? text : null);
  const act = () => {
    setTried(true);
    if (repeat === null) return null;
    return reports.schedule(csrf, report.id, { repeat, zone, range, prefix: prefix.trim() });
  };
  const remove = () => {
    setProblem(null);
    reports
      .unschedule(csrf, report.id)
      .then(onDone, (error: unknown) => setProblem(errorText(error)));
  };
  return (
    <Asked
      title={`Schedule ${report.name}`}
      button={schedule === null ? "Schedule" : "Save schedule"}
      act={act}
      onDone={onDone}
      onCancel={onCancel}
    >
      {problem !== null && <Alert type="error">{problem}</Alert>}
      {schedule?.last != null && <LastRun last={schedule.last} />}
      {!report.published && (
        <Alert type="info">
          Scheduling publishes the report: everybody who may see saved reports has it in the list.
        </Alert>
      )}
      <FormField label="Recurrence">
        <Select
          selectedOption={often.find(({ value }) => value === form.every) ?? null}
          options={often.filter(({ value }) => !logins || value === "DAY" || value === "WEEK")}
          onChange={({ detail }) => {
            const found = often.find(({ value }) => value === detail.selectedOption.value);
            if (found !== undefined) setForm({ ...form, every: found.value });
          }}
        />
      </FormField>
      {form.every === "HOUR" && (
        <FormField label="Minute" errorText={bad(repeat === null, "A minute is from 0 to 59.")}>
          <Input
            value={form.minute}
            inputMode="numeric"
            onChange={({ detail }) => setForm({ ...form, minute: detail.value })}
          />
        </FormField>
      )}
      {form.every === "WEEK" && (
        <FormField label="Days" errorText={bad(form.days.length === 0, "Choose at least one day.")}>
          <Multiselect
            selectedOptions={weekdays.filter(({ value }) => form.days.includes(value))}
            options={weekdays}
            placeholder="Choose days"
            onChange={({ detail }) =>
              setForm({ ...form, days: detail.selectedOptions.flatMap((one) => one.value ?? []) })
            }
          />
        </FormField>
      )}
      {form.every === "MONTH" && (
        <FormField
          label="Day of the month"
          constraintText="In a shorter month it is the last day"
          errorText={bad(within(form.day, 1, 31) === null, "A day is from 1 to 31.")}
        >
          <Input
            value={form.day}
            inputMode="numeric"
            onChange={({ detail }) => setForm({ ...form, day: detail.value })}
          />
        </FormField>
      )}
      {form.every !== "HOUR" && !logins && (
        <FormField
          label="Time"
          constraintText="Such as 17:00"
          errorText={bad(clockOf(form.time) === null, "A time is such as 17:00.")}
        >
          <Input
            value={form.time}
            onChange={({ detail }) => setForm({ ...form, time: detail.value })}
          />
        </FormField>
      )}
      <ZoneField zone={zone} onChange={setZone} />
      {logins ? (
        <Box>It is made at 00:00 and covers the 24 hours before.</Box>
      ) : (
        <FormField
          label="Time range"
          constraintText="A scheduled Yesterday is the last 24 hours; other ranges by days end at midnight"
        >
          <Select
            selectedOption={rangeOptions.find(({ value }) => value === chosen) ?? null}
            options={rangeOptions}
            onChange={({ detail }) =>
              setRange(
                ranges.find(({ value }) => value === detail.selectedOption.value)?.range ?? null,
              )
            }
          />
        </FormField>
      )}
      <FormField
        label={
          <>
            Prefix <i>(optional)</i>
          </>
        }
        constraintText="A folder below the one for reports in the instance's storage"
      >
        <Input value={prefix} onChange={({ detail }) => setPrefix(detail.value)} />
      </FormField>
      <Box color="text-body-secondary">
        The file is written some 15 minutes after the time, so that everything until then is in it.
      </Box>
      {schedule !== null && (
        <SpaceBetween size="xxs">
          <Button formAction="none" onClick={remove}>
            Delete schedule
          </Button>
        </SpaceBetween>
      )}
    </Asked>
  );
}
