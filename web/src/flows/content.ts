/**
 * Reads a flow's content into what the graph shows. Content comes from anywhere: every part is
 * checked, what is wrong is told, and the rest is still shown. Source: flow-language.md §1, §2, §9.
 */

import { blockOf, hasNoNext, type Block } from "./blocks";
import { summaryOf } from "./summary";

export interface Point {
  x: number;
  y: number;
}

export interface Transition {
  kind: "next" | "condition" | "error";
  /** For people: "Success", "1", "Timeout". */
  label: string;
  /** The identifier that it leads to, whether or not there is such an action. */
  target: string;
}

export interface FlowNode {
  id: string;
  type: string;
  block: Block;
  /** The identifier, shortened where it is one of a machine's making. */
  title: string;
  /** Its main parameter in one line, or empty. */
  summary: string;
  /** Path and value of each parameter. */
  parameters: [string, string][];
  transitions: Transition[];
  /** Where the designer put it, in its pixels. */
  position: Point | null;
}

export interface FlowGraph {
  start: string;
  nodes: FlowNode[];
  /** What is wrong with the content, for people. */
  problems: string[];
}

export type Reading =
  | { kind: "graph"; graph: FlowGraph }
  /** The format of exports before 2021. */
  | { kind: "legacy" }
  | { kind: "unreadable"; reason: string };

type Fields = Record<string, unknown>;

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function fields(value: unknown): Fields {
  return isFields(value) ? value : {};
}

function own(value: unknown, key: string): unknown {
  return isFields(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

const errorNames = new Map([
  ["NoMatchingError", "Error"],
  ["NoMatchingCondition", "No match"],
  ["InputTimeLimitExceeded", "Timeout"],
  ["TimeLimitExceeded", "Timeout"],
  ["ConnectionTimeLimitExceeded", "Not answered"],
  ["QueueAtCapacity", "At capacity"],
]);

const operators = new Map([
  ["Equals", ""],
  ["TextStartsWith", "starts with "],
  ["TextEndsWith", "ends with "],
  ["TextContains", "contains "],
  ["NumberGreaterThan", "> "],
  ["NumberGreaterOrEqualTo", "≥ "],
  ["NumberLessThan", "< "],
  ["NumberLessOrEqualTo", "≤ "],
  ["KeyExists", "has "],
]);

const results = new Map([
  ["Loop ContinueLooping", "Looping"],
  ["Loop DoneLooping", "Complete"],
  ["CheckHoursOfOperation True", "In hours"],
  ["CheckHoursOfOperation False", "Out of hours"],
  ["MessageParticipantIteratively MessagesInterrupted", "Interrupted"],
]);

/** `CallFailed` as "Call failed". */
export function spaced(name: string): string {
  const words = name.replace(/([a-z0-9])([A-Z])/g, "$1 $2").toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function conditionLabel(type: string, condition: unknown): string {
  const operator = text(own(condition, "Operator"));
  const operand = list(own(condition, "Operands")).map(String).join(", ");
  const known = results.get(`${type} ${operand}`);
  if (known !== undefined) return known;
  return `${operators.get(operator) ?? `${operator} `}${operand}`.trim() || "Condition";
}

function transitions(type: string, given: unknown): Transition[] {
  const conditions = list(own(given, "Conditions")).map((it) => ({
    kind: "condition" as const,
    label: conditionLabel(type, own(it, "Condition")),
    target: text(own(it, "NextAction")),
  }));
  const errors = list(own(given, "Errors")).map((it) => {
    const name = text(own(it, "ErrorType"));
    return {
      kind: "error" as const,
      label: errorNames.get(name) ?? (spaced(name) || "Error"),
      target: text(own(it, "NextAction")),
      name,
    };
  });
  const next = own(given, "NextAction");
  const fallback = errors.find((it) => it.name === "NoMatchingCondition")?.target;
  // Designers repeat the fallback as the next action; there it is the same branch.
  const repeated =
    conditions.length > 0 &&
    (next === fallback || conditions.some((it) => it.target === next) || type === "Loop");
  const isNext = typeof next === "string" && next !== "" && !hasNoNext(type) && !repeated;
  return [
    ...(isNext
      ? [
          {
            kind: "next" as const,
            label: conditions.length > 0 ? "Otherwise" : "Success",
            target: next,
          },
        ]
      : []),
    ...conditions,
    ...errors.map(({ kind, label, target }) => ({ kind, label, target })),
  ];
}

const maxRows = 200;

/** A value's leaves with their paths, as `RecordingBehavior.RecordedParticipants`. */
export function leaves(value: unknown, path = ""): [string, string][] {
  const scalar = (it: unknown) => typeof it !== "object" || it === null;
  if (scalar(value)) return [[path, String(value)]];
  if (Array.isArray(value)) {
    if (value.every(scalar)) return [[path, value.length === 0 ? "none" : value.join(", ")]];
    return value.flatMap((it, index) => leaves(it, `${path}[${index + 1}]`)).slice(0, maxRows);
  }
  const entries = Object.entries(value as Fields);
  if (entries.length === 0) return path === "" ? [] : [[path, "none"]];
  return entries
    .flatMap(([key, it]) => leaves(it, path === "" ? key : `${path}.${key}`))
    .slice(0, maxRows);
}

const machineMade = /^[0-9a-f]{8}-[0-9a-f]{4}-/i;

function position(metadata: unknown): Point | null {
  const given = own(metadata, "position") ?? own(metadata, "Position");
  const x = Number(own(given, "x") ?? own(given, "X") ?? NaN);
  const y = Number(own(given, "y") ?? own(given, "Y") ?? NaN);
  return Number.isFinite(x) && Number.isFinite(y) ? { x, y } : null;
}

function node(action: Fields, id: string, metadata: unknown): FlowNode {
  const type = text(action["Type"]);
  const parameters = fields(action["Parameters"]);
  return {
    id,
    type,
    block: blockOf(type, parameters),
    title: machineMade.test(id) ? id.slice(0, 8) : id,
    summary: summaryOf(type, parameters, metadata),
    parameters: leaves(parameters),
    transitions: transitions(type, action["Transitions"]),
    position: position(metadata),
  };
}

/** What a person should know of a graph whose parts do not fit together. */
function problemsOf(start: string, nodes: Map<string, FlowNode>): string[] {
  const problems: string[] = [];
  if (!nodes.has(start)) {
    problems.push(start === "" ? "It has no start." : `It starts at ${start}, which is not in it.`);
  }
  for (const one of nodes.values()) {
    for (const { label, target } of one.transitions) {
      if (nodes.has(target)) continue;
      problems.push(
        target === ""
          ? `${one.block.name} ${one.title}: the branch ${label} leads nowhere.`
          : `${one.block.name} ${one.title}: the branch ${label} leads to ${target}, which is not in it.`,
      );
    }
    if (one.block.group === "Unknown") {
      problems.push(`${one.title}: ${one.type || "no type"} is no action that is known.`);
    }
  }
  return problems;
}

/** Reads content; throws nothing. */
export function readContent(content: string | undefined): Reading {
  if (content === undefined || content.trim() === "") {
    return { kind: "unreadable", reason: "The flow has no content." };
  }
  let document: unknown;
  try {
    document = JSON.parse(content);
  } catch {
    return { kind: "unreadable", reason: "The content is not JSON." };
  }
  if (!isFields(document)) return { kind: "unreadable", reason: "The content is no JSON object." };
  if (Array.isArray(document["modules"])) return { kind: "legacy" };
  if (!Array.isArray(document["Actions"])) {
    return { kind: "unreadable", reason: "The content has no list of actions." };
  }
  const metadata = own(document["Metadata"], "ActionMetadata");
  const nodes = new Map<string, FlowNode>();
  const problems: string[] = [];
  for (const [index, action] of document["Actions"].entries()) {
    const id = text(own(action, "Identifier"));
    if (!isFields(action) || id === "") {
      problems.push(`Action ${index + 1} has no identifier and is left out.`);
    } else if (nodes.has(id)) {
      problems.push(`There are two actions ${id}; the first is shown.`);
    } else {
      nodes.set(id, node(action, id, own(metadata, id)));
    }
  }
  const start = text(document["StartAction"]);
  problems.push(...problemsOf(start, nodes));
  return { kind: "graph", graph: { start, nodes: [...nodes.values()], problems } };
}
