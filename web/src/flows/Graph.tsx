/** A flow as a drawing: a box for each action, a row in it for each branch, a line for each way. */

import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { memo, useId, type KeyboardEvent } from "react";
import { headHeight, nodeWidth, outletY, type Layout, type Placed } from "./layout";
import { useView } from "./useView";

/** A text cut to a width by a guess of its letters' widths; the whole is in the panel. */
export function cut(text: string, pixels: number, size: number): string {
  let width = 0;
  let whole = "";
  for (const letter of text) {
    const wide = letter.charCodeAt(0) > 0x2e80 ? 1.05 : /[mwMW@%—]/.test(letter) ? 0.95 : 0.6;
    width += (/[iljtfrI.,:;'|!() ]/.test(letter) ? 0.36 : wide) * size;
    if (width > pixels) return `${whole.slice(0, -1).trimEnd()}…`;
    whole += letter;
  }
  return text;
}

const inset = 14;
const room = nodeWidth - 2 * inset;

function Node(props: { placed: Placed; selected: boolean; start: boolean; onSelect: () => void }) {
  const { placed, selected, start, onSelect } = props;
  const { node, x, y, height } = placed;
  const name = [node.block.name, node.title, node.summary].filter(Boolean).join(", ");
  const press = (event: KeyboardEvent) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    onSelect();
  };
  return (
    <g
      className={`flow-node group-${node.block.group.toLowerCase()}${selected ? " selected" : ""}`}
      transform={`translate(${x},${y})`}
      role="button"
      tabIndex={0}
      aria-pressed={selected}
      aria-label={start ? `${name}, the flow starts here` : name}
      data-node={node.id}
      onClick={onSelect}
      onFocus={onSelect}
      onKeyDown={press}
    >
      <title>{name}</title>
      <rect className="flow-box" width={nodeWidth} height={height} rx={10} />
      <path
        className="flow-band"
        d={`M0,${height - 10} V10 Q0,0 10,0 H6 V${height} H10 Q0,${height} 0,${height - 10} Z`}
      />
      <text className="flow-block" x={inset} y={25}>
        {cut(node.block.name, room, 14.5)}
      </text>
      <text className="flow-id" x={inset} y={44}>
        {cut(node.title, room, 12)}
      </text>
      <text className="flow-summary" x={inset} y={64}>
        {cut(node.summary, room, 12.5)}
      </text>
      {node.transitions.length > 0 && (
        <line className="flow-rule" x1={6} x2={nodeWidth} y1={headHeight - 4} y2={headHeight - 4} />
      )}
      {node.transitions.map((it, branch) => (
        <g key={branch} className={`flow-branch ${it.kind}`}>
          <text x={nodeWidth - inset} y={outletY(branch) + 4} textAnchor="end">
            {cut(it.label, room, 12)}
          </text>
          <circle cx={nodeWidth} cy={outletY(branch)} r={4} />
        </g>
      ))}
    </g>
  );
}

const DrawnNode = memo(
  Node,
  (a, b) => a.placed === b.placed && a.selected === b.selected && a.onSelect === b.onSelect,
);

export function Graph(props: {
  name: string;
  layout: Layout;
  start: string;
  selected: string | null;
  onSelect: (id: string) => void;
}) {
  const { name, layout, start, selected, onSelect } = props;
  const { frame, view, fit, zoomIn, zoomOut, reveal, handlers } = useView(layout.bounds);
  const marker = useId();
  const select = (placed: Placed) => {
    onSelect(placed.node.id);
    reveal({ x: placed.x, y: placed.y, width: nodeWidth, height: placed.height });
  };
  const touches = (edge: { from: string; to: string }) =>
    edge.from === selected || edge.to === selected;
  // The lines of the selected node lie above the others.
  const edges = [...layout.edges].sort((a, b) => Number(touches(a)) - Number(touches(b)));
  return (
    <div className="flow-graph">
      <div className="flow-tools">
        <SpaceBetween direction="horizontal" size="xs">
          <Button iconName="zoom-in" ariaLabel="Zoom in" onClick={zoomIn} />
          <Button iconName="zoom-out" ariaLabel="Zoom out" onClick={zoomOut} />
          <Button iconName="zoom-to-fit" ariaLabel="Fit to view" onClick={fit} />
        </SpaceBetween>
      </div>
      {}
      <svg
        ref={frame}
        className="flow-canvas"
        role="group"
        aria-label={`Graph of ${name}. Tab goes from block to block, arrow keys move the drawing, plus and minus zoom, 0 fits it.`}

        tabIndex={0}
        {...handlers}
      >
        <defs>
          {["plain", "error", "chosen"].map((kind) => (
            <marker
              key={kind}
              id={`${marker}${kind}`}
              className={`flow-arrow ${kind}`}
              viewBox="0 0 8 8"
              refX={7}
              refY={4}
              markerWidth={8}
              markerHeight={8}
              markerUnits="userSpaceOnUse"
              orient="auto"
            >
              <path d="M0,0 L8,4 L0,8 Z" />
            </marker>
          ))}
        </defs>
        <g transform={`translate(${view.x},${view.y}) scale(${view.scale})`}>
          {layout.entry !== null && (
            <g className="flow-entry">
              <path d={layout.entry.path} markerEnd={`url(#${marker}plain)`} />
              <circle cx={layout.entry.x} cy={layout.entry.y} r={24} />
              <text x={layout.entry.x} y={layout.entry.y + 4} textAnchor="middle">
                Entry
              </text>
            </g>
          )}
          {edges.map((edge, index) => (
            <path
              key={index}
              className={`flow-edge ${edge.kind}${touches(edge) ? " chosen" : ""}`}
              data-from={edge.from}
              data-to={edge.to}
              d={edge.path}
              markerEnd={`url(#${marker}${touches(edge) ? "chosen" : edge.kind === "error" ? "error" : "plain"})`}
            />
          ))}
          {layout.placed.map((placed) => (
            <DrawnNode
              key={placed.node.id}
              placed={placed}
              selected={placed.node.id === selected}
              start={placed.node.id === start}
              onSelect={() => select(placed)}
            />
          ))}
        </g>
      </svg>
    </div>
  );
}
