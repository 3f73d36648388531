/** The audit trail in words: what a record says, and the request for a page of records. */

/** A CloudTrail-shaped record; only what the page shows is named. */
export interface AuditRecord {
  eventID: string;
  eventTime: string;
  eventSource: string;
  eventName: string;
  eventType: string;
  readOnly: boolean;
  sourceIPAddress: string;
  userIdentity: { type: string; arn: string; userName?: string };
  errorCode?: string;
  errorMessage?: string;
  requestParameters: unknown;
  responseElements: unknown;
}

export interface AuditPage {
  records: AuditRecord[];
  next: string | null;
}

export interface AuditFilters {
  who: string;
  name: string;
  resource: string;
  outcome: "" | "failed" | "succeeded";
  kind: "" | "changes" | "reads";
}

export const noAuditFilters: AuditFilters = {
  who: "",
  name: "",
  resource: "",
  outcome: "",
  kind: "changes",
};

/** The query of a request for a page of records. */
export function auditQuery(filters: AuditFilters, next: string | null): string {
  const query = new URLSearchParams();
  for (const key of ["who", "name", "resource"] as const) {
    if (filters[key].trim() !== "") query.set(key, filters[key].trim());
  }
  if (filters.outcome !== "") query.set("failed", String(filters.outcome === "failed"));
  if (filters.kind !== "") query.set("readOnly", String(filters.kind === "reads"));
  if (next !== null) query.set("next", next);
  const text = query.toString();
  return text === "" ? "" : `?${text}`;
}

/** Who did it, as short as it is still plain. */
export function whoText(record: AuditRecord): string {
  const { userName, arn, type } = record.userIdentity;
  if (type === "Root") return "Root key";
  return userName ?? arn.split(/[:/]/).pop() ?? arn;
}

/** The records as a CSV file: times, people and outcomes, and the parameters as JSON. */
export function auditCsv(records: AuditRecord[]): string {
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const header = ["time", "who", "service", "operation", "outcome", "from", "parameters"];
  const rows = records.map((record) => [
    record.eventTime,
    record.userIdentity.arn,
    record.eventSource,
    record.eventName,
    record.errorCode ?? "Succeeded",
    record.sourceIPAddress,
    JSON.stringify(record.requestParameters ?? {}),
  ]);
  return [header, ...rows].map((row) => row.map(quoted).join(",")).join("\r\n");
}
