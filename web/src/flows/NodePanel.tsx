/** Beside the graph: the chosen block's parameters and where its branches lead. */

import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import type { FlowGraph, FlowNode } from "./content";

function Branches(props: { node: FlowNode; graph: FlowGraph; onSelect: (id: string) => void }) {
  const { node, graph, onSelect } = props;
  if (node.transitions.length === 0) {
    return <Box color="text-body-secondary">None: the flow ends or goes on elsewhere.</Box>;
  }
  return (
    <dl className="flow-values">
      {node.transitions.map(({ kind, label, target }, branch) => {
        const to = graph.nodes.find(({ id }) => id === target);
        return (
          <div key={branch}>
            <dt className={kind}>{label}</dt>
            <dd>
              {to === undefined ? (
                <Box color="text-status-error">
                  {target === "" ? "nowhere" : `${target} (not in the flow)`}
                </Box>
              ) : (
                <Button variant="inline-link" onClick={() => onSelect(target)}>
                  {`${to.block.name}: ${to.title}`}
                </Button>
              )}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

export function NodePanel(props: {
  graph: FlowGraph;
  selected: string | null;
  onSelect: (id: string) => void;
}) {
  const { graph, selected, onSelect } = props;
  const node = graph.nodes.find(({ id }) => id === selected);
  return (
    <section className="flow-panel" aria-label="Block">
      {node === undefined ? (
        <Box color="text-body-secondary">
          Choose a block to see its parameters and where its branches lead.
        </Box>
      ) : (
        <>
          <h2>{node.block.name}</h2>
          <dl className="flow-values">
            <div>
              <dt>Identifier</dt>
              <dd>{node.id}</dd>
            </div>
            <div>
              <dt>Action</dt>
              <dd>{node.type || "none"}</dd>
            </div>
          </dl>
          <h3>Parameters</h3>
          {node.parameters.length === 0 ? (
            <Box color="text-body-secondary">It has none.</Box>
          ) : (
            <dl className="flow-values">
              {node.parameters.map(([key, value], row) => (
                <div key={row}>
                  <dt>{key}</dt>
                  <dd>{value}</dd>
                </div>
              ))}
            </dl>
          )}
          <h3>Branches</h3>
          <Branches node={node} graph={graph} onSelect={onSelect} />
        </>
      )}
    </section>
  );
}
