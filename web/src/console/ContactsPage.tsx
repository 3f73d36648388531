/** The list of contacts, newest first, with filters; live ones are marked and the list renews. */

import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import Link from "@cloudscape-design/components/link";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table from "@cloudscape-design/components/table";
import Toggle from "@cloudscape-design/components/toggle";
import { useCallback, useEffect, useMemo, useState } from "react";
import { phoneText } from "../agent/text";
import { follow, navigate, useLocation } from "../app/router";
import { app } from "../protocol/http";
import type { ContactSummary } from "../protocol/types";
import { useNow } from "../ui/time";
import { filtersPath, noFilters, ranges, readFilters, toRequest, type Filters } from "./filters";
import { durationText, summaryDuration, timeText, wordsFor } from "./record";
import { PageNumbers, usePages } from "./Pages";
import { Shell } from "./Shell";
import { useFetched } from "./useFetched";

const refreshMs = 5000;
const typingPauseMs = 350;

const channels = [
  { value: "", label: "All channels" },
  { value: "VOICE", label: "Voice" },
  { value: "CHAT", label: "Chat" },
  { value: "TASK", label: "Task" },
];

/** A text filter that waits for a pause in typing before it searches. */
function TextFilter(props: {
  label: string;
  value: string;
  placeholder: string;
  search?: boolean;
  onChange: (value: string) => void;
}) {
  const [text, setText] = useState(props.value);
  const { value, onChange } = props;
  useEffect(() => {
    setText(value);
  }, [value]);
  useEffect(() => {
    if (text === value) return;
    const timer = setTimeout(() => onChange(text), typingPauseMs);
    return () => clearTimeout(timer);
  }, [text, value, onChange]);
  return (
    <FormField label={props.label}>
      <Input
        type={props.search === true ? "search" : "text"}
        value={text}
        placeholder={props.placeholder}
        onChange={({ detail }) => setText(detail.value)}
      />
    </FormField>
  );
}

function FilterBar(props: { filters: Filters; onChange: (change: Partial<Filters>) => void }) {
  const { filters, onChange } = props;
  const setText = useCallback((text: string) => onChange({ text }), [onChange]);
  const setQueue = useCallback((queue: string) => onChange({ queue }), [onChange]);
  const setAgent = useCallback((agent: string) => onChange({ agent }), [onChange]);
  const range = ranges.find((one) => one.value === filters.range) ?? null;
  return (
    <div className="filters" role="search">
      <TextFilter
        label="Find"
        search
        value={filters.text}
        placeholder="Number or contact ID"
        onChange={setText}
      />
      <FormField label="Time">
        <Select
          selectedOption={range === null ? null : { value: range.value, label: range.label }}
          options={ranges.map(({ value, label }) => ({ value, label }))}
          onChange={({ detail }) => onChange({ range: detail.selectedOption.value ?? "24h" })}
        />
      </FormField>
      {filters.range === "custom" && (
        <>
          <FormField label="From">
            <Input
              value={filters.from}
              nativeInputAttributes={{ type: "datetime-local" }}
              onChange={({ detail }) => onChange({ from: detail.value })}
            />
          </FormField>
          <FormField label="To">
            <Input
              value={filters.to}
              nativeInputAttributes={{ type: "datetime-local" }}
              onChange={({ detail }) => onChange({ to: detail.value })}
            />
          </FormField>
        </>
      )}
      <FormField label="Channel">
        <Select
          selectedOption={channels.find((one) => one.value === filters.channel) ?? null}
          options={channels}
          onChange={({ detail }) => onChange({ channel: detail.selectedOption.value ?? "" })}
        />
      </FormField>
      <TextFilter label="Queue" value={filters.queue} placeholder="Any queue" onChange={setQueue} />
      <TextFilter label="Agent" value={filters.agent} placeholder="Any agent" onChange={setAgent} />
    </div>
  );
}

/** Ticks by itself while the contact lives. */
function Duration({ contact }: { contact: ContactSummary }) {
  const now = useNow();
  return <span className="numeric">{durationText(summaryDuration(contact, now))}</span>;
}

const columns = [
  {
    id: "initiated",
    header: "Started",
    cell: (contact: ContactSummary) => (
      <Link href={`/contacts/${encodeURIComponent(contact.id)}`} onFollow={follow}>
        {timeText(contact.initiated)}
      </Link>
    ),
    isRowHeader: true,
    minWidth: 200,
  },
  {
    id: "customer",
    header: "Customer",
    cell: (contact: ContactSummary) => contact.customerText ?? phoneText(contact.customer),
    minWidth: 160,
  },
  {
    id: "channel",
    header: "Channel",
    cell: (contact: ContactSummary) =>
      `${wordsFor(contact.channel)}, ${wordsFor(contact.initiationMethod).toLowerCase()}`,
    minWidth: 140,
  },
  {
    id: "queue",
    header: "Queue",
    cell: (contact: ContactSummary) => contact.queue?.name ?? "–",
    minWidth: 120,
  },
  {
    id: "agent",
    header: "Agent",
    cell: (contact: ContactSummary) => contact.agent?.username ?? "–",
    minWidth: 110,
  },
  {
    id: "duration",
    header: "Duration",
    cell: (contact: ContactSummary) => <Duration contact={contact} />,
    minWidth: 110,
  },
  {
    id: "ended",
    header: "Ended",
    cell: (contact: ContactSummary) =>
      contact.live ? <span className="live">Live</span> : wordsFor(contact.disconnectReason),
    minWidth: 150,
  },
];

export default function ContactsPage() {
  const { query } = useLocation();
  const key = query.toString();
  const filters = useMemo(() => readFilters(new URLSearchParams(key)), [key]);
  const pages = usePages();
  const { token, reset } = pages;
  const [auto, setAuto] = useState(true);

  useEffect(() => {
    reset();
  }, [filters, reset]);

  const load = useCallback(
    (signal: AbortSignal) => app.contacts(toRequest(filters, Date.now(), token), signal),
    [filters, token],
  );
  const { data, loading, problem, reload } = useFetched(load, auto ? refreshMs : null);

  const change = useCallback(
    (part: Partial<Filters>) => {
      navigate(filtersPath({ ...filters, ...part }), { replace: true });
    },
    [filters],
  );

  const next = data?.next ?? null;
  const filtered = filtersPath(filters) !== "/contacts";
  const live = data?.contacts.filter((contact) => contact.live).length ?? 0;

  return (
    <Shell title="Contacts">
      <SpaceBetween size="m">
        {problem !== null && (
          <Alert
            type="error"
            header={
              problem.status === 403
                ? "You may not see contacts"
                : "The contacts could not be loaded"
            }
            action={<Button onClick={reload}>Try again</Button>}
          >
            {problem.message}
          </Alert>
        )}
        <Table
          variant="container"
          trackBy="id"
          items={data?.contacts ?? []}
          columnDefinitions={columns}
          loading={data === null && loading}
          loadingText="Loading contacts"
          wrapLines
          header={
            <Header
              variant="h1"
              counter={live === 0 ? "" : `(${live} live)`}
              description="Every call this instance took or made, newest first."
              actions={
                <SpaceBetween direction="horizontal" size="s" alignItems="center">
                  <Toggle checked={auto} onChange={({ detail }) => setAuto(detail.checked)}>
                    Keep up to date
                  </Toggle>
                  <Button
                    iconName="refresh"
                    ariaLabel="Refresh"
                    onClick={reload}
                    loading={loading && data === null}
                  />
                </SpaceBetween>
              }
            >
              Contacts
            </Header>
          }
          filter={<FilterBar filters={filters} onChange={change} />}
          pagination={<PageNumbers pages={pages} next={next} />}
          empty={
            <Box textAlign="center" padding="l" color="inherit">
              <SpaceBetween size="s">
                <b>{filtered ? "No contacts match" : "No contacts in the last 24 hours"}</b>
                <Box color="inherit">
                  {filtered
                    ? "Try a wider time range or fewer filters."
                    : "Make a test call, and it shows here at once."}
                </Box>
                {filtered ? (
                  <Button onClick={() => navigate(filtersPath(noFilters), { replace: true })}>
                    Clear filters
                  </Button>
                ) : (
                  <Button href="/test-call" onFollow={follow}>
                    Make a test call
                  </Button>
                )}
              </SpaceBetween>
            </Box>
          }
        />
      </SpaceBetween>
    </Shell>
  );
}
