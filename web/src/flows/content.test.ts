import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { knownTypes } from "./blocks";
import { leaves, readContent, type FlowGraph } from "./content";
import { layoutOf, nodeWidth } from "./layout";

const defaults = new URL(
  "../../../crates/api-connect/src/defaults/flows/",
  `file://${import.meta.dirname}/`,
);

function graphOf(content: unknown): FlowGraph {
  const reading = readContent(typeof content === "string" ? content : JSON.stringify(content));
  if (reading.kind !== "graph") throw new Error(reading.kind);
  return reading.graph;
}

const menu = {
  Version: "2019-10-30",
  StartAction: "menu",
  Metadata: { ActionMetadata: { menu: { position: { x: 10, y: 20 } } } },
  Actions: [
    {
      Identifier: "menu",
      Type: "GetParticipantInput",
      Parameters: { Text: "Press 1.", StoreInput: "False" },
      Transitions: {
        NextAction: "end",
        Conditions: [{ NextAction: "queue", Condition: { Operator: "Equals", Operands: ["1"] } }],
        Errors: [
          { ErrorType: "NoMatchingCondition", NextAction: "end" },
          { ErrorType: "InputTimeLimitExceeded", NextAction: "menu" },
        ],
      },
    },
    {
      Identifier: "queue",
      Type: "TransferContactToQueue",
      Parameters: {},
      Transitions: {
        NextAction: "end",
        Errors: [{ ErrorType: "QueueAtCapacity", NextAction: "end" }],
      },
    },
    { Identifier: "end", Type: "DisconnectParticipant", Parameters: {}, Transitions: {} },
  ],
};

describe("reading a flow", () => {
  it("names blocks and branches as people do", () => {
    const [first, queue] = graphOf(menu).nodes;
    expect(first?.block.name).toBe("Get customer input");
    expect(first?.summary).toBe("“Press 1.”");
    expect(first?.transitions.map(({ label, target }) => `${label} → ${target}`)).toEqual([
      "1 → queue",
      "No match → end",
      "Timeout → menu",
    ]);
    expect(queue?.transitions.map(({ label }) => label)).toEqual(["At capacity"]);
  });

  it("tells blocks apart that share an action", () => {
    const action = (Parameters: object) => ({
      Identifier: "a",
      Type: "GetParticipantInput",
      Parameters,
    });
    const name = (parameters: object) =>
      graphOf({ StartAction: "a", Actions: [action(parameters)] }).nodes[0]?.block.name;
    expect(name({ StoreInput: "True" })).toBe("Store customer input");
    expect(name({ EnableDTMFBuffer: "True" })).toBe("Set touch-tone buffer behavior");
  });

  it("shows what is there of malformed content and tells what is wrong", () => {
    const graph = graphOf({
      StartAction: "gone",
      Metadata: { ActionMetadata: { a: { position: { x: "wide" } } } },
      Actions: [
        7,
        { Identifier: "a", Type: "Teleport", Transitions: { NextAction: "b", Errors: "none" } },
        { Identifier: "a", Type: "Loop" },
        {
          Identifier: "__proto__",
          Type: "Loop",
          Parameters: [],
          Transitions: { Conditions: [null] },
        },
      ],
    });
    expect(graph.nodes.map(({ id, block }) => [id, block.group])).toEqual([
      ["a", "Unknown"],
      ["__proto__", "Check"],
    ]);
    expect(graph.problems).toHaveLength(6);
    expect(layoutOf(graph).edges).toEqual([]);
  });

  it("refuses what is no flow by a reason", () => {
    for (const content of [undefined, "", "{", "[]", "null", "{}", '{"Actions":{}}']) {
      expect(readContent(content).kind, String(content)).toBe("unreadable");
    }
    expect(readContent('{"modules":[],"version":"1"}').kind).toBe("legacy");
  });

  it("knows every action of docs/blocks.md", () => {
    const manual = readFileSync(
      new URL("../../../docs/blocks.md", `file://${import.meta.dirname}/`),
    );
    const rows = manual.toString().matchAll(/^\| `(\w+)` \|/gm);
    expect(knownTypes()).toEqual([...rows].map((row) => row[1]));
  });

  it("gives the leaves of parameters by their paths", () => {
    expect(leaves({ a: { b: ["x", "y"], c: {} }, d: [{ e: 1 }] })).toEqual([
      ["a.b", "x, y"],
      ["a.c", "none"],
      ["d[1].e", "1"],
    ]);
  });
});

function overlapping(graph: FlowGraph): string[] {
  const { placed } = layoutOf(graph);
  return placed.flatMap((a, index) =>
    placed
      .slice(index + 1)
      .filter(
        (b) => Math.abs(a.x - b.x) < nodeWidth && a.y < b.y + b.height && b.y < a.y + a.height,
      )
      .map((b) => `${a.node.id} on ${b.node.id}`),
  );
}

describe("the layout", () => {
  it("draws every flow that an instance is made with", () => {
    const files = readdirSync(defaults).filter((file) => file.endsWith(".json"));
    expect(files.length).toBeGreaterThan(5);
    for (const file of files) {
      const graph = graphOf(readFileSync(new URL(file, defaults), "utf8"));
      expect(graph.problems, file).toEqual([]);
      expect(overlapping(graph), file).toEqual([]);
      const branches = graph.nodes.reduce((sum, node) => sum + node.transitions.length, 0);
      expect(layoutOf(graph).edges, file).toHaveLength(branches);
    }
  });

  it("puts what follows to the right, and each entry left of the first block", () => {
    const layout = layoutOf(graphOf({ ...menu, Metadata: {} }));
    const at = (id: string) => layout.placed.find(({ node }) => node.id === id)?.x ?? NaN;
    expect(at("menu")).toBeLessThan(at("queue"));
    expect(at("queue")).toBeLessThan(at("end"));
    expect(layout.entry?.x).toBeLessThan(at("menu"));
  });

  it("keeps the designer's positions, spread where boxes would overlap", () => {
    const metadata = {
      menu: { position: { x: 100, y: 50 } },
      queue: { position: { x: 300, y: 50 } },
      end: { position: { x: 300, y: 60 } },
    };
    const graph = graphOf({ ...menu, Metadata: { ActionMetadata: metadata } });
    expect(overlapping(graph)).toEqual([]);
    const x = layoutOf(graph).placed.map(({ node, x }) => [node.id, x] as const);
    const where = new Map(x);
    expect(where.get("menu")).toBeLessThan(where.get("queue") ?? 0);
    expect(where.get("queue")).toBe(where.get("end"));
  });

  it("places blocks without a position behind those that lead to them", () => {
    const graph = graphOf(menu);
    expect(overlapping(graph)).toEqual([]);
    expect(layoutOf(graph).placed).toHaveLength(3);
  });

  it("stands thousands of blocks in a chain and in a loop", () => {
    const count = 2000;
    const Actions = Array.from({ length: count }, (_, index) => ({
      Identifier: `a${index}`,
      Type: "Loop",
      Transitions: { NextAction: `a${(index + 1) % count}` },
    }));
    expect(layoutOf(graphOf({ StartAction: "a0", Actions })).edges).toHaveLength(count);
  });
});
