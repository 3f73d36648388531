/** The pages' requests under `/app/` (docs/app-protocol.md). */

import { auditQuery, type AuditFilters, type AuditPage } from "../console/audit";
import type {
  AgentActivity,
  ContactDetailsBody,
  ContactPage,
  LoginRow,
  Session,
  TestNumber,
  Waveform,
  Welcome,
} from "./types";

/** A request that did not succeed. `status` is 0 when the server could not be reached at all. */
export class RequestError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = "RequestError";
    this.status = status;
    this.code = code;
  }
}

/** Text for people, whatever was thrown. */
export function errorText(error: unknown): string {
  if (error instanceof RequestError) return error.message;
  if (error instanceof Error) return error.message;
  return "Something went wrong.";
}

function isErrorBody(value: unknown): value is { error: { code: string; message: string } } {
  if (typeof value !== "object" || value === null || !("error" in value)) return false;
  const { error } = value;
  return (
    typeof error === "object" &&
    error !== null &&
    "code" in error &&
    typeof error.code === "string" &&
    "message" in error &&
    typeof error.message === "string"
  );
}

async function failure(response: Response): Promise<RequestError> {
  let body: unknown = null;
  try {
    body = await response.json();
  } catch {
    // Not JSON: something in front of the server answered. The status says enough.
  }
  if (isErrorBody(body)) {
    return new RequestError(response.status, body.error.code, body.error.message);
  }
  return new RequestError(
    response.status,
    "UnexpectedAnswer",
    `The server answered with status ${response.status}.`,
  );
}

export async function send(path: string, init: RequestInit = {}): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, {
      ...init,
      credentials: "same-origin",
      headers: { accept: "application/json", ...(init.headers as Record<string, string>) },
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new RequestError(0, "Unreachable", "The server cannot be reached. Check the connection.");
  }
  if (!response.ok) throw await failure(response);
  return response;
}

async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  const response = await send(path, signal === undefined ? {} : { signal });
  return (await response.json()) as T;
}

export interface ContactFilter {
  from?: string;
  to?: string;
  channel?: string;
  queue?: string;
  agent?: string;
  text?: string;
  next?: string;
}

/** The query string of a contact search; empty filters are left out. */
export function contactQuery(filter: ContactFilter): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(filter) as [string, string | undefined][]) {
    if (value !== undefined && value.trim() !== "") query.set(name, value.trim());
  }
  const encoded = query.toString();
  return encoded === "" ? "" : `?${encoded}`;
}

export const app = {
  welcome: (signal?: AbortSignal) => get<Welcome>("/app/welcome", signal),

  session: (signal?: AbortSignal) => get<Session>("/app/session", signal),

  async signIn(credentials: {
    instance?: string;
    username: string;
    password: string;
    code?: string;
  }): Promise<Session> {
    const response = await send("/app/sign-in", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(credentials),
    });
    return (await response.json()) as Session;
  },

  async signOut(csrf: string): Promise<void> {
    await send("/app/sign-out", { method: "POST", headers: { "x-carillon-csrf": csrf } });
  },

  audit: (filters: AuditFilters, next: string | null, signal?: AbortSignal) =>
    get<AuditPage>(`/app/audit${auditQuery(filters, next)}`, signal),
  contacts: (filter: ContactFilter, signal?: AbortSignal) =>
    get<ContactPage>(`/app/contacts${contactQuery(filter)}`, signal),

  contact: (id: string, signal?: AbortSignal) =>
    get<ContactDetailsBody>(`/app/contacts/${encodeURIComponent(id)}`, signal),

  waveform: (id: string, signal?: AbortSignal) =>
    get<Waveform>(`/app/contacts/${encodeURIComponent(id)}/waveform`, signal),

  agentActivity: (query: string, signal?: AbortSignal) =>
    get<AgentActivity>(`/app/reports/agent-activity?${query}`, signal),

  logins: (query: string, signal?: AbortSignal) =>
    get<{ rows: LoginRow[]; more: boolean }>(`/app/reports/logins?${query}`, signal),

  testNumbers: (signal?: AbortSignal) =>
    get<{ numbers: TestNumber[] }>("/app/test-call/numbers", signal),
};
