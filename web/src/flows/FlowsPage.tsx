/** The flows and modules of the instance, each with a page that shows it as a graph. */

import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Header from "@cloudscape-design/components/header";
import Link from "@cloudscape-design/components/link";
import Pagination from "@cloudscape-design/components/pagination";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import Table from "@cloudscape-design/components/table";
import TextFilter from "@cloudscape-design/components/text-filter";
import { useCallback, useState } from "react";
import { follow } from "../app/router";
import { useSession } from "../app/session";
import { Shell } from "../console/Shell";
import { useFetched } from "../console/useFetched";
import {
  fitting,
  flowPath,
  flowTypes,
  listFlows,
  statusName,
  typeName,
  type FlowRow,
} from "./flows";
import "./flows.css";

const pageSize = 50;
const types = [{ value: "", label: "Any type" }, ...flowTypes];

const columns = [
  {
    id: "name",
    header: "Name",
    isRowHeader: true,
    cell: (it: FlowRow) => (
      <Link href={flowPath(it.sort, it.id)} onFollow={follow}>
        {it.name}
      </Link>
    ),
    minWidth: 200,
  },
  { id: "type", header: "Type", cell: (it: FlowRow) => typeName(it.type), minWidth: 170 },
  {
    id: "status",
    header: "Status",
    cell: (it: FlowRow) => (
      <StatusIndicator type={statusName(it.status) === "Published" ? "success" : "pending"}>
        {statusName(it.status)}
      </StatusIndicator>
    ),
    minWidth: 120,
  },
  {
    id: "state",
    header: "State",
    cell: (it: FlowRow) => (it.archived ? "Archived" : "Active"),
    minWidth: 100,
  },
  {
    id: "description",
    header: "Description",
    cell: (it: FlowRow) => it.description || "–",
    minWidth: 200,
  },
];

export default function FlowsPage() {
  const { state } = useSession();
  const csrf = state.phase === "signedIn" ? state.session.csrf : "";
  const [text, setText] = useState("");
  const [type, setType] = useState("");
  const [page, setPage] = useState(1);
  const load = useCallback(() => listFlows(csrf), [csrf]);
  const { data, loading, problem, reload } = useFetched(load, null);
  const found = fitting(data ?? [], text, type);
  const pages = Math.max(1, Math.ceil(found.length / pageSize));
  const filtered = text.trim() !== "" || type !== "";
  const shown = found.slice((page - 1) * pageSize, page * pageSize);
  const none =
    problem !== null ? "Nothing was loaded" : filtered ? "No flow fits" : "There are no flows yet";

  return (
    <Shell title="Flows">
      <SpaceBetween size="m">
        {problem !== null && (
          <Alert
            type="error"
            header={
              problem.status === 403 ? "You may not see flows" : "The flows could not be loaded"
            }
            action={<Button onClick={reload}>Try again</Button>}
          >
            {problem.message}
          </Alert>
        )}
        <Table
          variant="container"
          trackBy="id"
          items={shown}
          columnDefinitions={columns}
          loading={data === null && loading}
          loadingText="Loading the flows"
          wrapLines
          header={
            <Header
              variant="h1"
              {...(data === null
                ? {}
                : { counter: filtered ? `(${found.length}/${data.length})` : `(${data.length})` })}
              description="What happens to contacts, step by step, and the modules that flows share."
              actions={<Button iconName="refresh" ariaLabel="Refresh" onClick={reload} />}
            >
              Flows
            </Header>
          }
          filter={
            <div className="flow-filters">
              <TextFilter
                filteringText={text}
                filteringPlaceholder="Find by name or description"
                filteringAriaLabel="Find flows"
                onChange={({ detail }) => {
                  setText(detail.filteringText);
                  setPage(1);
                }}
              />
              <Select
                ariaLabel="Type"
                selectedOption={types.find(({ value }) => value === type) ?? null}
                options={types}
                onChange={({ detail }) => {
                  setType(detail.selectedOption.value ?? "");
                  setPage(1);
                }}
              />
            </div>
          }
          pagination={
            pages > 1 ? (
              <Pagination
                currentPageIndex={page}
                pagesCount={pages}
                ariaLabels={{ nextPageLabel: "Next page", previousPageLabel: "Previous page" }}
                onChange={({ detail }) => setPage(detail.currentPageIndex)}
              />
            ) : undefined
          }
          empty={
            <Box textAlign="center" padding="l">
              <b>{none}</b>
              {problem === null && (
                <Box color="text-body-secondary">
                  {filtered
                    ? "None of that type has every word that you typed."
                    : "Flows are made through the API or imported by the command line."}
                </Box>
              )}
            </Box>
          }
        />
      </SpaceBetween>
    </Shell>
  );
}
