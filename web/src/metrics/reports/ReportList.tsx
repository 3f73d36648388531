/** Saved reports: one's own, published ones, and for administrators everybody's. */

import Box from "@cloudscape-design/components/box";
import ButtonDropdown from "@cloudscape-design/components/button-dropdown";
import Button from "@cloudscape-design/components/button";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import Link from "@cloudscape-design/components/link";
import SegmentedControl from "@cloudscape-design/components/segmented-control";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import { useCallback, useState } from "react";
import { follow } from "../../app/router";
import { timeText } from "../../console/record";
import { useFetched } from "../../console/useFetched";
import { Problem } from "../../messaging/pieces/Problem";
import {
  reports,
  type ReportKind,
  type ReportList as Which,
  type SavedReport,
} from "../../protocol/reports";
import { RemoveDialog } from "./RemoveDialog";
import { ScheduleDialog } from "./ScheduleDialog";
import { ShareDialog } from "./ShareDialog";
import type { ReportRights } from "./ReportsTab";
import { kinds, kindText, linkOf, repeatText } from "./words";

const mine: Which = "mine";

/** What came of the last run, in a word. */
function Outcome({ report }: { report: SavedReport }) {
  const { schedule } = report;
  if (schedule === null) return <>–</>;
  const { last } = schedule;
  return (
    <SpaceBetween size="xxxs">
      <span>{repeatText(schedule.repeat)}</span>
      {last === null ? (
        <StatusIndicator type="pending">
          {schedule.next === null ? "Not made yet" : `Due ${timeText(schedule.next)}`}
        </StatusIndicator>
      ) : last.why === null ? (
        <StatusIndicator type="success">Made {timeText(last.at)}</StatusIndicator>
      ) : (
        <StatusIndicator type="error">Failed: {last.why}</StatusIndicator>
      )}
    </SpaceBetween>
  );
}

function columns(open: (what: Opened) => void): TableProps.ColumnDefinition<SavedReport>[] {
  return [
    {
      id: "name",
      header: "Name",
      isRowHeader: true,
      minWidth: 180,
      cell: (row) =>
        row.may.see ? (
          <Link href={linkOf(row.id)} onFollow={follow}>
            {row.name}
          </Link>
        ) : (
          row.name
        ),
    },
    { id: "kind", header: "Type", cell: (row) => kindText(row.definition.kind) },
    { id: "owner", header: "Owner", cell: (row) => row.owner?.username ?? "No longer there" },
    { id: "published", header: "Published", cell: (row) => (row.published ? "Yes" : "No") },
    { id: "schedule", header: "Schedule", minWidth: 220, cell: (row) => <Outcome report={row} /> },
    { id: "modified", header: "Changed", cell: (row) => timeText(row.modified) },
    {
      id: "actions",
      header: "Actions",
      cell: (row) => (
        <SpaceBetween direction="horizontal" size="xs">
          <Button
            variant="icon"
            iconName="calendar"
            ariaLabel={`Schedule ${row.name}`}
            disabled={!row.may.schedule || row.definition.kind === "REAL_TIME"}
            onClick={() => open({ what: "schedule", report: row })}
          />
          <Button
            variant="icon"
            iconName="share"
            ariaLabel={`Share ${row.name}`}
            disabled={!row.may.see}
            onClick={() => open({ what: "share", report: row })}
          />
          <Button
            variant="icon"
            iconName="remove"
            ariaLabel={`Delete ${row.name}`}
            disabled={!row.may.delete}
            onClick={() => open({ what: "remove", report: row })}
          />
        </SpaceBetween>
      ),
    },
  ];
}

interface Opened {
  what: "schedule" | "share" | "remove";
  report: SavedReport;
}

const empties: Record<Which, string> = {
  mine: "You have not saved a report yet.",
  published: "Nobody has published a report yet.",
  all: "There are no saved reports.",
};

export function ReportList(props: { rights: ReportRights; onNew: (kind: ReportKind) => void }) {
  const { rights, onNew } = props;
  const [which, setWhich] = useState<Which>(mine);
  const [text, setText] = useState("");
  const [opened, setOpened] = useState<Opened | null>(null);
  const [chosen, setChosen] = useState<SavedReport[]>([]);
  const load = useCallback((signal: AbortSignal) => reports.list(which, signal), [which]);
  const fetched = useFetched(load, null);
  const { data, loading, reload } = fetched;
  const wanted = text.trim().toLowerCase();
  const rows = (data?.reports ?? []).filter((row) =>
    [row.name, kindText(row.definition.kind), row.owner?.username ?? ""].some((part) =>
      part.toLowerCase().includes(wanted),
    ),
  );
  const done = () => {
    setOpened(null);
    setChosen([]);
    reload();
  };
  return (
    <SpaceBetween size="l">
      <Problem of={fetched} what="reports" />
      <Table<SavedReport>
        header={
          <Header
            variant="h2"
            counter={data === null ? "" : `(${rows.length}${data.more ? "+" : ""})`}
            actions={
              <SpaceBetween direction="horizontal" size="xs">
                {which === "all" && (
                  <Button
                    disabled={chosen.length === 0}
                    onClick={() => {
                      const first = chosen[0];
                      if (first !== undefined) setOpened({ what: "remove", report: first });
                    }}
                  >
                    Remove
                  </Button>
                )}
                {rights.create && (
                  <ButtonDropdown
                    variant="primary"
                    items={kinds
                      .filter(({ value }) => rights.kinds.includes(value))
                      .map(({ value, label, description }) => ({
                        id: value,
                        text: label,
                        description,
                      }))}
                    onItemClick={({ detail }) => onNew(detail.id as ReportKind)}
                  >
                    New report
                  </ButtonDropdown>
                )}
              </SpaceBetween>
            }
          >
            Saved reports
          </Header>
        }
        filter={
          <div className="filters" role="search">
            <SegmentedControl
              label="Which reports"
              selectedId={which}
              onChange={({ detail }) => {
                setWhich(detail.selectedId as Which);
                setChosen([]);
              }}
              options={[
                { id: mine, text: "Mine" },
                ...(rights.lists.published ? [{ id: "published", text: "Published" }] : []),
                ...(rights.lists.all ? [{ id: "all", text: "All" }] : []),
              ]}
            />
            <Input
              type="search"
              value={text}
              ariaLabel="Find reports"
              placeholder="Name, type or owner"
              onChange={({ detail }) => setText(detail.value)}
            />
          </div>
        }
        columnDefinitions={columns(setOpened)}
        items={rows}
        trackBy="id"
        loading={loading && data === null}
        loadingText="Loading"
        {...(which === "all"
          ? {
              selectionType: "multi" as const,
              selectedItems: chosen,
              onSelectionChange: ({
                detail,
              }: {
                detail: TableProps.SelectionChangeDetail<SavedReport>;
              }) => setChosen(detail.selectedItems),
              ariaLabels: {
                selectionGroupLabel: "Reports",
                allItemsSelectionLabel: () => "Select all",
                itemSelectionLabel: (_: unknown, row: SavedReport) => `Select ${row.name}`,
              },
            }
          : {})}
        empty={
          <Box textAlign="center" color="inherit">
            {wanted === "" ? empties[which] : "No report matches."}
          </Box>
        }
      />
      {opened?.what === "schedule" && (
        <ScheduleDialog
          csrf={rights.csrf}
          report={opened.report}
          onDone={done}
          onCancel={() => setOpened(null)}
        />
      )}
      {opened?.what === "share" && (
        <ShareDialog csrf={rights.csrf} report={opened.report} onDone={done} />
      )}
      {opened?.what === "remove" && (
        <RemoveDialog
          csrf={rights.csrf}
          reports={chosen.length > 0 ? chosen : [opened.report]}
          onDone={done}
          onCancel={() => setOpened(null)}
        />
      )}
    </SpaceBetween>
  );
}
