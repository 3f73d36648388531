/** One flow or module, to be looked at: what it is, its graph, its content as a file. */

import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import BreadcrumbGroup from "@cloudscape-design/components/breadcrumb-group";
import Button from "@cloudscape-design/components/button";
import Header from "@cloudscape-design/components/header";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Spinner from "@cloudscape-design/components/spinner";
import { useCallback, useMemo, useState } from "react";
import { follow } from "../app/router";
import { useSession } from "../app/session";
import { Shell } from "../console/Shell";
import { useFetched } from "../console/useFetched";
import { readContent, type FlowGraph } from "./content";
import {
  flowPath,
  listVersions,
  loadFlow,
  statusName,
  typeName,
  type FlowSort,
  type FlowVersion,
  type LoadedFlow,
} from "./flows";
import { Graph } from "./Graph";
import { layoutOf } from "./layout";
import { NodePanel } from "./NodePanel";
import "./flows.css";

const shownProblems = 8;

function Drawn({ name, graph }: { name: string; graph: FlowGraph }) {
  const layout = useMemo(() => layoutOf(graph), [graph]);
  const [selected, setSelected] = useState<string | null>(null);
  const more = graph.problems.length - shownProblems;
  return (
    <SpaceBetween size="m">
      {graph.problems.length > 0 && (
        <Alert type="warning" header="Parts of the content do not fit together">
          <ul className="flow-problems">
            {graph.problems.slice(0, shownProblems).map((problem, index) => (
              <li key={index}>{problem}</li>
            ))}
            {more > 0 && <li>and {more} more.</li>}
          </ul>
        </Alert>
      )}
      <div className="flow-view">
        <Graph
          name={name}
          layout={layout}
          start={graph.start}
          selected={selected}
          onSelect={setSelected}
        />
        <NodePanel graph={graph} selected={selected} onSelect={setSelected} />
      </div>
    </SpaceBetween>
  );
}

function Content({ flow }: { flow: LoadedFlow }) {
  const reading = useMemo(() => readContent(flow.content), [flow.content]);
  if (reading.kind === "graph") return <Drawn name={flow.name} graph={reading.graph} />;
  return (
    <SpaceBetween size="m">
      {reading.kind === "legacy" ? (
        <Alert type="info" header="The content is in the format of older exports">
          It is shown as text. <code>carillon flow convert</code> makes the present format of it.
        </Alert>
      ) : (
        <Alert type="error" header="The content cannot be drawn">
          {reading.reason}
        </Alert>
      )}
      {flow.content !== undefined && flow.content !== "" && (
        // A long text that scrolls must be reachable by keyboard.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <pre className="raw" tabIndex={0} aria-label="Content of the flow">
          {flow.content}
        </pre>
      )}
    </SpaceBetween>
  );
}

/** Saves the content as it is, byte by byte. */
function download(flow: LoadedFlow) {
  const url = URL.createObjectURL(new Blob([flow.content ?? ""], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = `${flow.name.replace(/[^\p{L}\p{N}._-]+/gu, "-") || "flow"}.json`;
  link.click();
  URL.revokeObjectURL(url);
}

function versionOptions(flow: LoadedFlow, versions: FlowVersion[]) {
  const published = statusName(flow.status) === "Published" || flow.version === "";
  return [
    ...(published ? [{ value: "", label: "Published" }] : []),
    { value: "$SAVED", label: "Last saved" },
    ...versions.map(({ Version, VersionDescription }) => ({
      value: String(Version),
      label: `Version ${Version}`,
      ...(VersionDescription === undefined ? {} : { description: VersionDescription }),
    })),
  ];
}

export default function FlowPage({ sort, id }: { sort: FlowSort; id: string }) {
  const { state } = useSession();
  const csrf = state.phase === "signedIn" ? state.session.csrf : "";
  const [version, setVersion] = useState<string | null>(null);
  const load = useCallback(() => loadFlow(csrf, sort, id, version), [csrf, sort, id, version]);
  const { data, loading, problem, reload } = useFetched(load, null);
  const loadVersions = useCallback(() => listVersions(csrf, sort, id), [csrf, sort, id]);
  const versions = useFetched(loadVersions, null);
  const options = data === null ? [] : versionOptions(data, versions.data ?? []);
  const word = sort === "module" ? "module" : "flow";

  return (
    <Shell title={data === null ? "Flow" : data.name} wide>
      <SpaceBetween size="m">
        <BreadcrumbGroup
          items={[
            { text: "Flows", href: "/flows" },
            { text: data?.name ?? id, href: flowPath(sort, id) },
          ]}
          onFollow={follow}
        />
        <Header
          variant="h1"
          description={
            data === null
              ? undefined
              : [
                  typeName(data.type),
                  statusName(data.status),
                  ...(data.archived ? ["Archived"] : []),
                  ...(data.description === "" ? [] : [data.description]),
                ].join(" · ")
          }
          actions={
            data !== null && (
              <SpaceBetween direction="horizontal" size="s">
                <Select
                  ariaLabel="Version"
                  selectedOption={options.find(({ value }) => value === data.version) ?? null}
                  options={options}
                  onChange={({ detail }) => setVersion(detail.selectedOption.value ?? "")}
                />
                <Button iconName="download" disabled={!data.content} onClick={() => download(data)}>
                  Download JSON
                </Button>
              </SpaceBetween>
            )
          }
        >
          {data?.name ?? (sort === "module" ? "Module" : "Flow")}
        </Header>
        {problem !== null && (
          <Alert
            type="error"
            header={
              problem.status === 404
                ? `There is no such ${word}`
                : problem.status === 403
                  ? `You may not see this ${word}`
                  : `The ${word} could not be loaded`
            }
            action={
              problem.status === 404 ? (
                <Button href="/flows" onFollow={follow}>
                  To the flows
                </Button>
              ) : (
                <Button onClick={reload}>Try again</Button>
              )
            }
          >
            {problem.message}
          </Alert>
        )}
        {data === null && loading && (
          <Box textAlign="center" padding="xxl">
            <Spinner size="large" /> <Box>Loading the {word}</Box>
          </Box>
        )}
        {data !== null && <Content key={data.version} flow={data} />}
      </SpaceBetween>
    </Shell>
  );
}
