/** Message history: what was sent, to whom, and what became of it. */

import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import Table from "@cloudscape-design/components/table";
import { useCallback, useEffect, useState } from "react";
import { Link } from "../../app/router";
import { PageNumbers, usePages } from "../../console/Pages";
import { useFetched } from "../../console/useFetched";
import { useMessaging } from "../api";
import "../operations.css";
import { useOperators } from "../operators";
import { messagePath, setPath } from "../places";
import { Refused } from "../Refused";
import { Section } from "../Section";
import { timeText, words } from "../text";
import {
  channelTexts,
  noFilters,
  searchInput,
  statuses,
  statusKind,
  type Filters,
  type SentMessage,
} from "./history";

const typingPauseMs = 400;

const statusOptions = [
  { value: "", label: "Any status" },
  ...statuses.map((value) => ({ value, label: words(value) })),
];

function FilterBar(props: { filters: Filters; onChange: (filters: Filters) => void }) {
  const { filters, onChange } = props;
  const text = (key: keyof Filters, label: string, placeholder: string) => (
    <FormField label={label}>
      <Input
        type="search"
        value={filters[key]}
        placeholder={placeholder}
        onChange={({ detail }) => onChange({ ...filters, [key]: detail.value })}
      />
    </FormField>
  );
  const time = (key: "from" | "to", label: string, id: string) => (
    <FormField label={label} controlId={id}>
      <input
        id={id}
        className="local-time"
        type="datetime-local"
        value={filters[key]}
        onChange={(event) => onChange({ ...filters, [key]: event.target.value })}
      />
    </FormField>
  );
  return (
    <div className="filters" role="search">
      {text("destination", "Destination", "+12065550142")}
      {text("originator", "Originator", "Number or sender ID")}
      {text("set", "Configuration set", "Name")}
      {text("id", "Message", "Identifier")}
      <FormField label="Status">
        <Select
          selectedOption={statusOptions.find(({ value }) => value === filters.status) ?? null}
          options={statusOptions}
          onChange={({ detail }) =>
            onChange({ ...filters, status: detail.selectedOption.value ?? "" })
          }
        />
      </FormField>
      {time("from", "From", "history-from")}
      {time("to", "Until", "history-to")}
    </div>
  );
}

export default function HistoryPage() {
  const { may } = useMessaging();
  const ask = useOperators();
  const [filters, setFilters] = useState(noFilters);
  /** The filters after a pause in typing: what is asked for. */
  const [asked, setAsked] = useState(noFilters);
  const pages = usePages();
  const { token, reset } = pages;

  useEffect(() => {
    const timer = setTimeout(() => {
      setAsked(filters);
      reset();
    }, typingPauseMs);
    return () => clearTimeout(timer);
  }, [filters, reset]);

  const load = useCallback(
    () =>
      ask<{ Messages?: SentMessage[]; NextToken?: string }>(
        "SearchMessages",
        searchInput(asked, token),
      ),
    [ask, asked, token],
  );
  const { data, loading, problem, reload } = useFetched(load, null);
  if (!may("MessageHistory.View")) {
    return <Refused title="Message history" needs="MessageHistory.View" />;
  }
  const narrowed = JSON.stringify(asked) !== JSON.stringify(noFilters);
  return (
    <Section title="Message history">
      <SpaceBetween size="m">
        {problem !== null && (
          <Alert
            type="error"
            header="The messages could not be loaded"
            action={<Button onClick={reload}>Try again</Button>}
          >
            {problem.message}
          </Alert>
        )}
        <Table
          variant="container"
          trackBy="MessageId"
          items={data?.Messages ?? []}
          loading={data === null && loading}
          loadingText="Loading the messages"
          wrapLines
          ariaLabels={{ tableLabel: "Message history" }}
          header={
            <Header
              variant="h1"
              description="Newest first. Texts are shown only to those who may read them."
              actions={<Button iconName="refresh" ariaLabel="Refresh" onClick={reload} />}
            >
              Message history
            </Header>
          }
          filter={<FilterBar filters={filters} onChange={setFilters} />}
          pagination={<PageNumbers pages={pages} next={data?.NextToken ?? null} />}
          columnDefinitions={[
            {
              id: "time",
              header: "Accepted",
              isRowHeader: true,
              cell: (it) => <Link href={messagePath(it.MessageId)}>{timeText(it.Requested)}</Link>,
              minWidth: 170,
            },
            { id: "to", header: "Destination", cell: (it) => it.Destination, minWidth: 140 },
            { id: "from", header: "Originator", cell: (it) => it.Originator, minWidth: 140 },
            {
              id: "kind",
              header: "Kind",
              cell: (it) => `${channelTexts[it.Channel]}, ${it.CountryCode}`,
              minWidth: 90,
            },
            {
              id: "set",
              header: "Configuration set",
              cell: (it) =>
                it.ConfigurationSet === undefined ? (
                  "—"
                ) : (
                  <Link href={setPath(it.ConfigurationSet)}>{it.ConfigurationSet}</Link>
                ),
              minWidth: 130,
            },
            { id: "carrier", header: "Carrier", cell: (it) => it.Carrier ?? "—", minWidth: 100 },
            {
              id: "status",
              header: "Status",
              cell: (it) => (
                <StatusIndicator type={statusKind(it.Status)}>{words(it.Status)}</StatusIndicator>
              ),
              minWidth: 150,
            },
          ]}
          empty={
            <Box textAlign="center" padding="l">
              <b>{narrowed ? "Nothing fits" : "Nothing was sent yet"}</b>
              <Box color="text-body-secondary">
                {narrowed
                  ? "No message that is kept fits the filters. Numbers are searched as a whole."
                  : "Messages appear here as soon as they are accepted."}
              </Box>
            </Box>
          }
        />
      </SpaceBetween>
    </Section>
  );
}
