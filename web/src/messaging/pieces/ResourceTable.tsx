/** A list of things of one kind: found by a text, sorted by any column, page by page. */

import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Header from "@cloudscape-design/components/header";
import Pagination from "@cloudscape-design/components/pagination";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table from "@cloudscape-design/components/table";
import TextFilter from "@cloudscape-design/components/text-filter";
import { useState, type ReactNode } from "react";
import type { Fetched } from "../../console/useFetched";
import { mostRows } from "../api";
import { Problem } from "./Problem";
import { arranged, type Sorted } from "./rows";

const pageSize = 20;

export interface Column<T> {
  id: string;
  header: string;
  /** What is found and, where `order` is missing, sorted by. */
  text: (row: T) => string;
  order?: (row: T) => string | number;
  cell?: (row: T) => ReactNode;
  width?: number;
  /** Holds buttons: there is nothing to sort by. */
  buttons?: boolean;
}

export function ResourceTable<T>(props: {
  /** The heading, such as “Phone pools”. The first letter in lower case names the rows. */
  title: string;
  description: string;
  /** `h1` is the page's own heading, `h2` is within a page. */
  heading?: "h1" | "h2";
  of: Fetched<T[]>;
  rowKey: (row: T) => string;
  columns: Column<T>[];
  /** Buttons of the whole list. */
  actions?: ReactNode;
  /** What stands where there is nothing at all. */
  empty: { title: string; text: string; action?: ReactNode };
}) {
  const { of, columns, title } = props;
  const [text, setText] = useState("");
  const [sorted, setSorted] = useState<Sorted | null>(null);
  const [page, setPage] = useState(1);
  const noun = title.charAt(0).toLowerCase() + title.slice(1);
  const all = of.data ?? [];
  const rows = arranged(all, columns, text, sorted);
  const pages = Math.max(1, Math.ceil(rows.length / pageSize));
  const shown = Math.min(page, pages);
  const none = all.length === 0;
  return (
    <SpaceBetween size="m">
      <Problem of={of} what={noun} />
      <Table
        variant="container"
        items={rows.slice((shown - 1) * pageSize, shown * pageSize)}
        trackBy={props.rowKey}
        loading={of.data === null && of.loading}
        loadingText={`Loading ${noun}`}
        wrapLines
        columnDefinitions={columns.map((column, at) => ({
          id: column.id,
          header: column.header,
          isRowHeader: at === 0,
          ...(column.buttons === true ? {} : { sortingField: column.id }),
          cell: column.cell ?? column.text,
          minWidth: column.width ?? 120,
        }))}
        {...(sorted === null
          ? {}
          : {
              sortingColumn: { sortingField: sorted.column },
              sortingDescending: sorted.descending,
            })}
        onSortingChange={({ detail }) =>
          setSorted({
            column: detail.sortingColumn.sortingField ?? "",
            descending: detail.isDescending === true,
          })
        }
        ariaLabels={{ tableLabel: title }}
        header={
          <Header
            variant={props.heading ?? "h1"}
            description={props.description}
            {...(of.data === null
              ? {}
              : { counter: all.length >= mostRows ? `(first ${mostRows})` : `(${all.length})` })}
            actions={
              <SpaceBetween direction="horizontal" size="s">
                <Button iconName="refresh" ariaLabel={`Refresh ${noun}`} onClick={of.reload} />
                {props.actions}
              </SpaceBetween>
            }
          >
            {title}
          </Header>
        }
        filter={
          none && text === "" ? undefined : (
            <TextFilter
              filteringText={text}
              filteringPlaceholder={`Find ${noun}`}
              filteringAriaLabel={`Find ${noun}`}
              countText={text === "" ? "" : `${rows.length} found`}
              onChange={({ detail }) => {
                setText(detail.filteringText);
                setPage(1);
              }}
            />
          )
        }
        pagination={
          pages === 1 ? undefined : (
            <Pagination
              currentPageIndex={shown}
              pagesCount={pages}
              ariaLabels={{ nextPageLabel: "Next page", previousPageLabel: "Previous page" }}
              onChange={({ detail }) => setPage(detail.currentPageIndex)}
            />
          )
        }
        empty={
          <Box textAlign="center" padding="l">
            <SpaceBetween size="s">
              <div>
                <b>{none ? props.empty.title : "Nothing fits"}</b>
                <Box color="text-body-secondary">
                  {none ? props.empty.text : `No ${noun} have “${text}” in any column.`}
                </Box>
              </div>
              {none ? (
                props.empty.action
              ) : (
                <Button onClick={() => setText("")}>Clear the search</Button>
              )}
            </SpaceBetween>
          </Box>
        }
      />
    </SpaceBetween>
  );
}
