/** Flows and modules as the public API gives them, and how the flows pages ask for them. */

import { operation } from "../protocol/account";
import { RequestError } from "../protocol/http";

export type FlowSort = "flow" | "module";

/** The address of a flow's page. */
export function flowPath(sort: FlowSort, id: string): string {
  const folder = sort === "flow" ? "/flows/" : "/flows/modules/";
  return folder + encodeURIComponent(id);
}

interface Found {
  Id: string;
  Name: string;
  Type?: string;
  State?: string;
  Status?: string;
  Description?: string;
}

export interface FlowRow {
  id: string;
  sort: FlowSort;
  name: string;
  /** A flow type of the API, or `MODULE`. */
  type: string;
  status: string;
  archived: boolean;
  description: string;
}

const types = new Map([
  ["CONTACT_FLOW", "Inbound flow"],
  ["CUSTOMER_QUEUE", "Customer queue flow"],
  ["CUSTOMER_HOLD", "Customer hold flow"],
  ["CUSTOMER_WHISPER", "Customer whisper flow"],
  ["OUTBOUND_WHISPER", "Outbound whisper flow"],
  ["AGENT_HOLD", "Agent hold flow"],
  ["AGENT_WHISPER", "Agent whisper flow"],
  ["AGENT_TRANSFER", "Transfer to agent flow"],
  ["QUEUE_TRANSFER", "Transfer to queue flow"],
  ["CAMPAIGN", "Campaign flow"],
  ["MODULE", "Module"],
]);

/** The types and their names, in the designer's order. */
export const flowTypes = [...types].map(([value, label]) => ({ value, label }));

export function typeName(type: string): string {
  return types.get(type) ?? type;
}

/** Modules were seen with their status in lower case. */
export function statusName(status: string): string {
  return status.toUpperCase() === "PUBLISHED" ? "Published" : "Draft";
}

function row(sort: FlowSort, found: Found): FlowRow {
  return {
    id: found.Id,
    sort,
    name: found.Name,
    type: sort === "module" ? "MODULE" : (found.Type ?? ""),
    status: found.Status ?? "",
    archived: found.State === "ARCHIVED",
    description: found.Description ?? "",
  };
}

/** A list's rows, page by page. */
async function all<T>(csrf: string, name: string, member: string, input: object): Promise<T[]> {
  const rows: T[] = [];
  let next: string | undefined;
  do {
    const page: Record<string, unknown> = await operation(csrf, name, {
      ...input,
      MaxResults: 100,
      ...(next === undefined ? {} : { NextToken: next }),
    });
    rows.push(...((page[member] ?? []) as T[]));
    next = page["NextToken"] as string | undefined;
  } while (next !== undefined);
  return rows;
}

/** Empty where the person may not see such things. */
async function allowed<T>(asked: Promise<T[]>): Promise<T[]> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof RequestError && error.status === 403) return [];
    throw error;
  }
}

/** All flows, and the modules where the person may see them, by name. */
export async function listFlows(csrf: string): Promise<FlowRow[]> {
  const [flows, modules] = await Promise.all([
    all<Found>(csrf, "SearchContactFlows", "ContactFlows", {}),
    allowed(all<Found>(csrf, "SearchContactFlowModules", "ContactFlowModules", {})),
  ]);
  return [...flows.map((it) => row("flow", it)), ...modules.map((it) => row("module", it))].sort(
    (a, b) => a.name.localeCompare(b.name),
  );
}

/** Each word of the text in name or description; the type, if one is given. */
export function fitting(rows: FlowRow[], text: string, type: string): FlowRow[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter((it) => {
    const searched = `${it.name} ${it.description}`.toLowerCase();
    return (type === "" || it.type === type) && words.every((word) => searched.includes(word));
  });
}

export interface LoadedFlow extends FlowRow {
  content: string | undefined;
  /** Which content this is: a number, `$SAVED`, or none for the published one. */
  version: string;
}

const names = {
  flow: { describe: "DescribeContactFlow", id: "ContactFlowId", member: "ContactFlow" },
  module: {
    describe: "DescribeContactFlowModule",
    id: "ContactFlowModuleId",
    member: "ContactFlowModule",
  },
};

/** A flow with the content of a version; without one the published content, else the saved. */
export async function loadFlow(
  csrf: string,
  sort: FlowSort,
  id: string,
  version: string | null,
): Promise<LoadedFlow> {
  const { describe, id: key, member } = names[sort];
  const ask = async (wanted: string): Promise<LoadedFlow> => {
    const input = { [key]: wanted === "" ? id : `${id}:${wanted}` };
    const body: Record<string, Found & { Content?: string }> = await operation(
      csrf,
      describe,
      input,
    );
    const found = body[member];
    if (found === undefined) throw new RequestError(404, "NotFound", "There is no such flow.");
    return { ...row(sort, found), content: found.Content, version: wanted };
  };
  if (version !== null) return ask(version);
  try {
    return await ask("");
  } catch (error) {
    const unpublished = error instanceof RequestError && /NotPublished/.test(error.code);
    if (unpublished) return ask("$SAVED");
    throw error;
  }
}

export interface FlowVersion {
  Version?: number;
  VersionDescription?: string;
}

/** The numbered versions, newest first. */
export async function listVersions(
  csrf: string,
  sort: FlowSort,
  id: string,
): Promise<FlowVersion[]> {
  const { id: key, member } = names[sort];
  const rows = await all<FlowVersion>(
    csrf,
    `List${member}Versions`,
    `${member}VersionSummaryList`,
    {
      [key]: id,
    },
  );
  return rows.sort((a, b) => (b.Version ?? 0) - (a.Version ?? 0));
}
