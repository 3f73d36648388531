/** The rows of a report. */

import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Header from "@cloudscape-design/components/header";
import Pagination from "@cloudscape-design/components/pagination";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table from "@cloudscape-design/components/table";
import { useCallback, useEffect, useState } from "react";
import { useFetched } from "../../console/useFetched";
import { reports, type Definition } from "../../protocol/reports";
import { cellText, timeText } from "./words";

const pageSize = 50;

/** Columns that are called otherwise in the file. */
const titles: Record<string, string> = { StartInterval: "From", EndInterval: "To" };

export function ReportTable({ definition }: { definition: Definition }) {
  const load = useCallback((signal: AbortSignal) => reports.make(definition, signal), [definition]);
  const { data, loading, problem } = useFetched(load, null);
  const [page, setPage] = useState(1);
  useEffect(() => setPage(1), [definition]);
  const rows = data?.rows ?? [];
  const pages = Math.ceil(rows.length / pageSize);
  return (
    <SpaceBetween size="m">
      {problem !== null && (
        <Alert type="error" header="The report could not be made">
          {problem.message}
        </Alert>
      )}
      {data?.more === true && (
        <Alert type="info">Only the first {rows.length} rows are shown.</Alert>
      )}
      <Table
        header={
          <Header
            variant="h2"
            counter={data === null ? "" : `(${rows.length})`}
            description={data === null ? "" : `${timeText(data.from)} to ${timeText(data.to)}`}
          >
            Results
          </Header>
        }
        pagination={
          pages > 1 && (
            <Pagination
              currentPageIndex={page}
              pagesCount={pages}
              onChange={({ detail }) => setPage(detail.currentPageIndex)}
            />
          )
        }
        columnDefinitions={(data?.columns ?? []).map(({ title, unit }, at) => ({
          id: String(at),
          header: titles[title] ?? title,
          isRowHeader: at === 0,
          cell: (row: (string | number | null)[]) => cellText(row[at] ?? null, unit),
        }))}
        items={rows.slice((page - 1) * pageSize, page * pageSize)}
        loading={loading}
        loadingText="Loading"
        wrapLines
        empty={
          <Box textAlign="center" color="inherit">
            Nothing was counted in this time.
          </Box>
        }
      />
    </SpaceBetween>
  );
}
