import { describe, expect, it } from "vitest";
import { auditCsv, auditQuery, noAuditFilters, whoText, type AuditRecord } from "./audit";

const record: AuditRecord = {
  eventID: "e",
  eventTime: "2026-11-21T06:00:00.000Z",
  eventSource: "connect.amazonaws.com",
  eventName: "CreateQueue",
  eventType: "AwsApiCall",
  readOnly: false,
  sourceIPAddress: "127.0.0.1",
  userIdentity: { type: "IAMUser", arn: "arn:aws:iam::1:user/ada", userName: "ada" },
  requestParameters: { Name: 'say "hi"' },
  responseElements: null,
};

describe("the audit trail", () => {
  it("asks for what is filtered and for nothing else", () => {
    expect(auditQuery({ ...noAuditFilters, kind: "" }, null)).toBe("");
    expect(
      auditQuery({ ...noAuditFilters, who: " ada ", outcome: "failed", kind: "reads" }, "n"),
    ).toBe("?who=ada&failed=true&readOnly=true&next=n");
  });

  it("names who did it", () => {
    expect(whoText(record)).toBe("ada");
    const root = { type: "Root", arn: "arn:aws:iam::1:root" };
    expect(whoText({ ...record, userIdentity: root })).toBe("Root key");
    const role = { type: "AssumedRole", arn: "arn:aws:sts::1:assumed-role/ci/build" };
    expect(whoText({ ...record, userIdentity: role })).toBe("build");
  });

  it("writes a file that a spreadsheet reads", () => {
    const lines = auditCsv([{ ...record, errorCode: "Boom" }]).split("\r\n");
    expect(lines).toHaveLength(2);
    expect(lines[1]).toContain('"Boom"');
    expect(lines[1]).toContain('say \\""hi\\""');
  });
});
