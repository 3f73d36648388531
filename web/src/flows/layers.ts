/**
 * Places a graph's nodes in layers from left to right. A node is one layer behind the furthest of
 * what leads to it; edges that lead back are left out of that. An edge that crosses layers gets a
 * bend in each, shared by all edges to the same target, so that it passes between the nodes.
 */

import type { Point } from "./content";

export interface Box {
  id: string;
  height: number;
  /** Identifiers of boxes that it leads to, in the order of its branches. */
  targets: string[];
}

export interface Layers {
  positions: Map<string, Point>;
  /** From the key of `bendKey` to where an edge passes. */
  bends: Map<string, Point>;
  /** The layer of each box. */
  layers: Map<string, number>;
}

export interface Spacing {
  /** From one layer to the next. */
  pitch: number;
  /** Between two boxes of a layer. */
  gap: number;
}

export function bendKey(target: string, layer: number): string {
  return `${layer} ${target}`;
}

interface Item {
  key: string;
  height: number;
  y: number;
  before: Item[];
  after: Item[];
}

/** Boxes in an order in which every forward edge leads on, and the edges that lead back. */
function sortedBoxes(boxes: Map<string, Box>, start: string) {
  const state = new Map<string, "open" | "done">();
  const back = new Set<string>();
  const finished: string[] = [];
  const roots = [start, ...boxes.keys()].filter((id) => boxes.has(id));
  for (const root of roots) {
    if (state.has(root)) continue;
    state.set(root, "open");
    const stack = [{ id: root, at: 0 }];
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const target = boxes.get(top.id)?.targets[top.at];
      top.at += 1;
      if (target === undefined) {
        state.set(top.id, "done");
        finished.push(top.id);
        stack.pop();
      } else if (boxes.has(target)) {
        if (state.get(target) === "open") back.add(`${top.id} ${target}`);
        if (state.has(target)) continue;
        state.set(target, "open");
        stack.push({ id: target, at: 0 });
      }
    }
  }
  return { order: finished.reverse(), back };
}

function mean(items: Item[]): number | null {
  if (items.length === 0) return null;
  return items.reduce((sum, it) => sum + it.y + it.height / 2, 0) / items.length;
}

/** Puts a layer's items as near as their order allows to where their neighbours are. */
function settle(layer: Item[], gap: number, neighbours: (item: Item) => Item[]): void {
  const wanted = new Map(
    layer.map((it) => [it, (mean(neighbours(it)) ?? it.y + it.height / 2) - it.height / 2]),
  );
  layer.sort((a, b) => (wanted.get(a) ?? 0) - (wanted.get(b) ?? 0));
  let bottom = -Infinity;
  let excess = 0;
  for (const item of layer) {
    const want = wanted.get(item) ?? 0;
    item.y = Math.max(want, bottom + gap);
    bottom = item.y + item.height;
    excess += item.y - want;
  }
  for (const item of layer) item.y -= excess / Math.max(1, layer.length);
}

const sweeps = 6;
const bendHeight = 8;

export function inLayers(list: Box[], start: string, { pitch, gap }: Spacing): Layers {
  const boxes = new Map(list.map((box) => [box.id, box]));
  const { order, back } = sortedBoxes(boxes, start);
  const layers = new Map<string, number>(order.map((id) => [id, 0]));
  const forward = (box: Box) =>
    box.targets.filter((target) => boxes.has(target) && !back.has(`${box.id} ${target}`));
  for (const id of order) {
    const box = boxes.get(id);
    const layer = layers.get(id) ?? 0;
    for (const target of box === undefined ? [] : forward(box)) {
      layers.set(target, Math.max(layers.get(target) ?? 0, layer + 1));
    }
  }

  const columns: Item[][] = [];
  const items = new Map<string, Item>();
  const item = (key: string, layer: number, height: number): Item => {
    const known = items.get(key);
    if (known !== undefined) return known;
    const made = { key, height, y: 0, before: [], after: [] };
    items.set(key, made);
    const column = (columns[layer] ??= []);
    const last = column.at(-1);
    if (last !== undefined) made.y = last.y + last.height + gap;
    column.push(made);
    return made;
  };
  for (const id of order) item(`box ${id}`, layers.get(id) ?? 0, boxes.get(id)?.height ?? 0);
  for (const id of order) {
    const box = boxes.get(id);
    if (box === undefined) continue;
    for (const target of forward(box)) {
      let from = item(`box ${id}`, 0, 0);
      const last = layers.get(target) ?? 0;
      for (let layer = (layers.get(id) ?? 0) + 1; layer <= last; layer++) {
        const to =
          layer === last
            ? item(`box ${target}`, 0, 0)
            : item(`bend ${bendKey(target, layer)}`, layer, bendHeight);
        from.after.push(to);
        to.before.push(from);
        from = to;
      }
    }
  }
  for (let sweep = 0; sweep < sweeps; sweep++) {
    for (const column of columns) settle(column, gap, (it) => it.before);
    if (sweep === sweeps - 1) break;
    for (const column of [...columns].reverse()) settle(column, gap, (it) => it.after);
  }

  const positions = new Map<string, Point>();
  const bends = new Map<string, Point>();
  for (const [layer, column] of columns.entries()) {
    for (const { key, y, height } of column) {
      if (key.startsWith("box ")) positions.set(key.slice(4), { x: layer * pitch, y });
      else bends.set(key.slice(5), { x: layer * pitch, y: y + height / 2 });
    }
  }
  return { positions, bends, layers };
}
