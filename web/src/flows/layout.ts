/**
 * Where the graph's nodes and edges are drawn, in pixels at scale 1. Positions that a designer
 * kept are followed, spread until nothing overlaps; a flow without any is placed in layers.
 */

import type { FlowGraph, FlowNode, Point, Transition } from "./content";
import { bendKey, inLayers, type Layers } from "./layers";

export const nodeWidth = 240;
/** Height of the part above the branches. */
export const headHeight = 80;
export const branchHeight = 22;
const footHeight = 8;
/** Where edges come in, below a node's top. */
export const inletY = 20;
const gap = 28;
const pitch = nodeWidth + 110;
/** How far left of its first node the entry's mark is. */
const entryDistance = 64;

export interface Placed extends Point {
  node: FlowNode;
  height: number;
}

export interface Edge {
  from: string;
  to: string;
  kind: Transition["kind"];
  /** SVG path data. */
  path: string;
}

export interface Layout {
  placed: Placed[];
  edges: Edge[];
  /** The middle of the entry's mark, and the way from it to the first node. */
  entry: (Point & { path: string }) | null;
  bounds: { x: number; y: number; width: number; height: number };
}

export function nodeHeight(node: FlowNode): number {
  return headHeight + node.transitions.length * branchHeight + footHeight;
}

/** The middle of the outlet of a node's branch, below its top. */
export function outletY(branch: number): number {
  return headHeight + branch * branchHeight + branchHeight / 2;
}

function overlaps(a: Placed, b: Placed): boolean {
  return (
    Math.abs(a.x - b.x) < nodeWidth + gap &&
    a.y < b.y + b.height + gap &&
    b.y < a.y + a.height + gap
  );
}

const widest = 2.2;

/** The factors by which positions are spread so that hardly anything overlaps. */
function spread(placed: Placed[]): Point {
  let x = 1;
  let y = 1;
  for (const [index, a] of placed.entries()) {
    for (const b of placed.slice(index + 1)) {
      if (!overlaps(a, b)) continue;
      const upper = a.y <= b.y ? a : b;
      const wide = (nodeWidth + gap) / Math.abs(a.x - b.x);
      const high = (upper.height + gap) / Math.abs(a.y - b.y);
      if (wide <= high) x = Math.max(x, Math.min(wide, widest));
      else y = Math.max(y, Math.min(high, widest));
    }
  }
  return { x, y };
}

/** Moves a node down until it is free. */
function settle(one: Placed, others: Placed[]): void {
  for (let tries = 0; tries <= others.length; tries++) {
    const hit = others.find((other) => overlaps(one, other));
    if (hit === undefined) return;
    one.y = hit.y + hit.height + gap;
  }
}

/** By the designer's positions; nodes without one stand behind what leads to them. */
function byPositions(graph: FlowGraph): Placed[] {
  const given = graph.nodes.flatMap((node) =>
    node.position === null ? [] : [{ node, ...node.position, height: nodeHeight(node) }],
  );
  const factor = spread(given);
  const done: Placed[] = [];
  for (const one of given.sort((a, b) => a.y - b.y)) {
    one.x *= factor.x;
    one.y *= factor.y;
    settle(one, done);
    done.push(one);
  }
  const places = new Map(done.map((one) => [one.node.id, one]));
  const left = graph.nodes.filter((node) => !places.has(node.id));
  while (left.length > 0) {
    const leads = (to: FlowNode) =>
      done.find(({ node }) => node.transitions.some(({ target }) => target === to.id));
    const index = Math.max(
      0,
      left.findIndex((node) => leads(node) !== undefined),
    );
    const node = left.splice(index, 1)[0];
    if (node === undefined) break;
    const before = leads(node) ?? done[0];
    const one = {
      node,
      x: (before?.x ?? 0) + pitch,
      y: before?.y ?? 0,
      height: nodeHeight(node),
    };
    settle(one, done);
    done.push(one);
  }
  return done;
}

function curve(from: Point, to: Point): string {
  const reach = Math.max(40, Math.abs(to.x - from.x) / 2);
  return `C${round(from.x + reach)},${round(from.y)} ${round(to.x - reach)},${round(to.y)} ${round(to.x)},${round(to.y)}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** From an outlet to an inlet, through the bends between. */
function way(from: Point, through: Point[], to: Point): string {
  const parts = [`M${round(from.x)},${round(from.y)}`];
  let at = from;
  for (const bend of through) {
    const end = { x: bend.x + nodeWidth, y: bend.y };
    parts.push(curve(at, bend), `L${round(end.x)},${round(end.y)}`);
    at = end;
  }
  parts.push(curve(at, to));
  return parts.join(" ");
}

const backDrop = 26;

/** Back to something on the left: below everything that stands between. */
function wayBack(from: Point, to: Point, placed: Placed[], lane: number): string {
  const between = placed.filter(
    (one) =>
      one.x + nodeWidth > to.x && one.x < from.x && one.y + one.height > Math.min(from.y, to.y),
  );
  const bottom = Math.max(from.y, to.y, ...between.map((one) => one.y + one.height));
  const y = bottom + backDrop + lane * 10;
  const out = { x: from.x + 24 + lane * 4, y: from.y };
  const turn = { x: to.x - 30 - lane * 4, y: to.y };
  const r = 12;
  return [
    `M${round(from.x)},${round(from.y)}`,
    `L${round(out.x - r)},${round(out.y)} Q${round(out.x)},${round(out.y)} ${round(out.x)},${round(out.y + r)}`,
    `L${round(out.x)},${round(y - r)} Q${round(out.x)},${round(y)} ${round(out.x - r)},${round(y)}`,
    `L${round(turn.x + r)},${round(y)} Q${round(turn.x)},${round(y)} ${round(turn.x)},${round(y - r)}`,
    `L${round(turn.x)},${round(turn.y + r)} Q${round(turn.x)},${round(turn.y)} ${round(turn.x + r)},${round(turn.y)}`,
    `L${round(to.x)},${round(to.y)}`,
  ].join(" ");
}

function edgesOf(placed: Placed[], layers: Layers | null): Edge[] {
  const places = new Map(placed.map((one) => [one.node.id, one]));
  const edges: Edge[] = [];
  let lane = 0;
  for (const one of placed) {
    for (const [branch, { kind, target }] of one.node.transitions.entries()) {
      const other = places.get(target);
      if (other === undefined) continue;
      const from = { x: one.x + nodeWidth, y: one.y + outletY(branch) };
      const to = { x: other.x, y: other.y + inletY };
      const through: Point[] = [];
      const first = layers?.layers.get(one.node.id) ?? 0;
      const last = layers?.layers.get(target) ?? 0;
      for (let layer = first + 1; layer < last; layer++) {
        const bend = layers?.bends.get(bendKey(target, layer));
        if (bend !== undefined) through.push(bend);
      }
      const back = to.x < from.x;
      edges.push({
        from: one.node.id,
        to: target,
        kind,
        path: back ? wayBack(from, to, placed, lane) : way(from, through, to),
      });
      if (back) lane = (lane + 1) % 6;
    }
  }
  return edges;
}

const margin = 24;

export function layoutOf(graph: FlowGraph): Layout {
  const positioned = graph.nodes.some((node) => node.position !== null);
  let layers: Layers | null = null;
  let placed: Placed[];
  if (positioned) {
    placed = byPositions(graph);
  } else {
    const boxes = graph.nodes.map((node) => ({
      id: node.id,
      height: nodeHeight(node),
      targets: node.transitions.map(({ target }) => target),
    }));
    const found = inLayers(boxes, graph.start, { pitch, gap });
    layers = found;
    placed = graph.nodes.map((node) => ({
      node,
      ...(found.positions.get(node.id) ?? { x: 0, y: 0 }),
      height: nodeHeight(node),
    }));
  }
  const start = placed.find(({ node }) => node.id === graph.start);
  const edges = edgesOf(placed, layers);
  const entry =
    start === undefined
      ? null
      : {
          x: start.x - entryDistance,
          y: start.y + inletY,
          path: `M${round(start.x - entryDistance)},${round(start.y + inletY)} L${round(start.x)},${round(start.y + inletY)}`,
        };
  return { placed, edges, entry, bounds: boundsOf(placed, entry, edges) };
}

function boundsOf(placed: Placed[], entry: Point | null, edges: Edge[]): Layout["bounds"] {
  const ends = edges.flatMap(({ path }) =>
    [...path.matchAll(/(-?[\d.]+),(-?[\d.]+)/g)].map(([, x, y]) => ({
      x: Number(x),
      y: Number(y),
    })),
  );
  const xs = [...ends, ...placed].map(({ x }) => x);
  const ys = [...ends, ...placed].map(({ y }) => y);
  if (entry !== null) xs.push(entry.x - 34);
  xs.push(...placed.map(({ x }) => x + nodeWidth));
  ys.push(...placed.map(({ y, height }) => y + height));
  if (placed.length === 0) return { x: 0, y: 0, width: nodeWidth, height: headHeight };
  const least = (list: number[]) => list.reduce((a, b) => Math.min(a, b), Infinity);
  const most = (list: number[]) => list.reduce((a, b) => Math.max(a, b), -Infinity);
  const x = least(xs) - margin;
  const y = least(ys) - margin;
  return { x, y, width: most(xs) + margin - x, height: most(ys) + margin - y };
}
