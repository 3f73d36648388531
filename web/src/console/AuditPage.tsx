/** The audit trail: who did what, with every parameter, and how it ended. */

import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table from "@cloudscape-design/components/table";
import { useCallback, useEffect, useState } from "react";
import { app } from "../protocol/http";
import { auditCsv, noAuditFilters, whoText, type AuditFilters, type AuditRecord } from "./audit";
import { AuditDetails } from "./AuditDetails";
import { timeText } from "./record";
import { PageNumbers, usePages } from "./Pages";
import { Shell } from "./Shell";
import { useFetched } from "./useFetched";

const typingPauseMs = 350;

const outcomes = [
  { value: "", label: "Any outcome" },
  { value: "succeeded", label: "Succeeded" },
  { value: "failed", label: "Failed" },
];

const kinds = [
  { value: "changes", label: "Changes" },
  { value: "reads", label: "Reads" },
  { value: "", label: "Changes and reads" },
];

function FilterBar(props: { filters: AuditFilters; onChange: (filters: AuditFilters) => void }) {
  const { filters, onChange } = props;
  const text = (key: "who" | "name" | "resource", label: string, placeholder: string) => (
    <FormField label={label}>
      <Input
        type="search"
        value={filters[key]}
        placeholder={placeholder}
        onChange={({ detail }) => onChange({ ...filters, [key]: detail.value })}
      />
    </FormField>
  );
  return (
    <div className="filters" role="search">
      {text("who", "Who", "Name or ARN")}
      {text("name", "Operation", "CreateQueue")}
      {text("resource", "Concerning", "Any text in it")}
      <FormField label="Show">
        <Select
          selectedOption={kinds.find((one) => one.value === filters.kind) ?? null}
          options={kinds}
          onChange={({ detail }) =>
            onChange({
              ...filters,
              kind: (detail.selectedOption.value ?? "") as AuditFilters["kind"],
            })
          }
        />
      </FormField>
      <FormField label="Outcome">
        <Select
          selectedOption={outcomes.find((one) => one.value === filters.outcome) ?? null}
          options={outcomes}
          onChange={({ detail }) =>
            onChange({
              ...filters,
              outcome: (detail.selectedOption.value ?? "") as AuditFilters["outcome"],
            })
          }
        />
      </FormField>
    </div>
  );
}

function download(records: AuditRecord[]) {
  const url = URL.createObjectURL(new Blob([auditCsv(records)], { type: "text/csv" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = "audit-trail.csv";
  link.click();
  URL.revokeObjectURL(url);
}

export default function AuditPage() {
  const [filters, setFilters] = useState(noAuditFilters);
  /** The filters after a pause in typing: what is asked for. */
  const [asked, setAsked] = useState(noAuditFilters);
  const pages = usePages();
  const { token, reset } = pages;
  const [shown, setShown] = useState<AuditRecord | null>(null);

  useEffect(() => {
    const timer = setTimeout(() => {
      setAsked(filters);
      reset();
    }, typingPauseMs);
    return () => clearTimeout(timer);
  }, [filters, reset]);

  const load = useCallback(
    (signal: AbortSignal) => app.audit(asked, token, signal),
    [asked, token],
  );
  const { data, loading, problem, reload } = useFetched(load, null);
  const next = data?.next ?? null;
  const records = data?.records ?? [];

  const columns = [
    {
      id: "time",
      header: "Time",
      cell: (record: AuditRecord) => timeText(record.eventTime),
      isRowHeader: true,
      minWidth: 180,
    },
    { id: "who", header: "Who", cell: whoText, minWidth: 140 },
    {
      id: "operation",
      header: "Operation",
      cell: (record: AuditRecord) => (
        <Button variant="inline-link" onClick={() => setShown(record)}>
          {record.eventName}
        </Button>
      ),
      minWidth: 200,
    },
    {
      id: "service",
      header: "Service",
      cell: (record: AuditRecord) => record.eventSource.replace(".amazonaws.com", ""),
      minWidth: 110,
    },
    {
      id: "outcome",
      header: "Outcome",
      cell: (record: AuditRecord) =>
        record.errorCode === undefined ? (
          "Succeeded"
        ) : (
          <Box color="text-status-error">{record.errorCode}</Box>
        ),
      minWidth: 180,
    },
    {
      id: "from",
      header: "From",
      cell: (record: AuditRecord) => record.sourceIPAddress,
      minWidth: 120,
    },
  ];

  return (
    <Shell title="Audit trail">
      <SpaceBetween size="m">
        {problem !== null && (
          <Alert
            type="error"
            header={
              problem.status === 403
                ? "You may not see the audit trail"
                : "The audit trail could not be loaded"
            }
            action={<Button onClick={reload}>Try again</Button>}
          >
            {problem.message}
          </Alert>
        )}
        <Table
          variant="container"
          trackBy="eventID"
          items={records}
          columnDefinitions={columns}
          loading={data === null && loading}
          loadingText="Loading the audit trail"
          wrapLines
          header={
            <Header
              variant="h1"
              description="Who did what in this instance, newest first. Secrets are never recorded."
              actions={
                <SpaceBetween direction="horizontal" size="s">
                  <Button
                    iconName="download"
                    disabled={records.length === 0}
                    onClick={() => download(records)}
                  >
                    Download page as CSV
                  </Button>
                  <Button iconName="refresh" ariaLabel="Refresh" onClick={reload} />
                </SpaceBetween>
              }
            >
              Audit trail
            </Header>
          }
          filter={<FilterBar filters={filters} onChange={setFilters} />}
          pagination={<PageNumbers pages={pages} next={next} />}
          empty={
            <Box textAlign="center" padding="l">
              <b>Nothing was recorded</b>
              <Box color="text-body-secondary">Nothing that fits the filters happened here.</Box>
            </Box>
          }
        />
      </SpaceBetween>
      <AuditDetails record={shown} onDismiss={() => setShown(null)} />
    </Shell>
  );
}
