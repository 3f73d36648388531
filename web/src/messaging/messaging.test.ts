import { describe, expect, it, vi } from "vitest";
import { allPages } from "./api";
import { parametersOf } from "./match";
import { limitOperation, limitProblem, spendRows } from "./overview/spend";
import { arranged } from "./pieces/rows";
import { tagChanges, tagProblem } from "./pieces/tags";
import { currentPlace } from "./places";
import { regionOf, twoWayInput } from "./originators/two-way";

describe("addresses", () => {
  it("name what stands at the colons", () => {
    const pattern = "/messaging/sender-ids/:country/:id";
    expect(parametersOf(pattern, "/messaging/sender-ids/GB/My-Shop")).toEqual({
      country: "GB",
      id: "My-Shop",
    });
    expect(parametersOf(pattern, "/messaging/sender-ids/GB")).toBeNull();
    expect(parametersOf(pattern, "/messaging/sender-ids/GB/")).toBeNull();
    expect(parametersOf("/messaging/pools/:id", "/messaging/pools/a%20b/")).toEqual({ id: "a b" });
    expect(parametersOf("/messaging/pools/:id", "/messaging/pools/%zz")).toBeNull();
    expect(parametersOf("/messaging", "/messaging/")).toEqual({});
  });

  it("are marked in the navigation by the nearest page", () => {
    expect(currentPlace("/messaging/numbers/phone-1")?.href).toBe("/messaging/numbers");
    expect(currentPlace("/messaging")?.href).toBe("/messaging");
  });
});

describe("lists", () => {
  const columns = [
    { id: "name", text: (row: { name: string; size: number }) => row.name },
    {
      id: "size",
      text: (row: { name: string; size: number }) => `${row.size} MB`,
      order: (row: { name: string; size: number }) => row.size,
    },
  ];
  const rows = [
    { name: "ten 10", size: 2 },
    { name: "ten 9", size: 10 },
    { name: "Alpha", size: 1 },
  ];

  it("are found by every word in any column", () => {
    expect(arranged(rows, columns, "TEN mb", null)).toHaveLength(2);
    expect(arranged(rows, columns, "ten 1", null).map((row) => row.name)).toEqual([
      "ten 10",
      "ten 9",
    ]);
    expect(arranged(rows, columns, "gone", null)).toEqual([]);
  });

  it("are sorted as people count", () => {
    const names = (column: string, descending: boolean) =>
      arranged(rows, columns, "", { column, descending }).map((row) => row.name);
    expect(names("name", false)).toEqual(["Alpha", "ten 9", "ten 10"]);
    expect(names("size", true)).toEqual(["ten 9", "ten 10", "Alpha"]);
  });

  it("are read to the last page", async () => {
    const call = vi
      .fn()
      .mockResolvedValueOnce({ Pools: [1, 2], NextToken: "more" })
      .mockResolvedValueOnce({ Pools: [3] });
    expect(await allPages(call, "DescribePools", "Pools", { Owner: "SELF" })).toEqual([1, 2, 3]);
    expect(call).toHaveBeenLastCalledWith("DescribePools", {
      MaxResults: 100,
      Owner: "SELF",
      NextToken: "more",
    });
  });
});

describe("tags", () => {
  it("are put where they changed and removed where they went", () => {
    const before = [
      { Key: "Name", Value: "old" },
      { Key: "team", Value: "a" },
      { Key: "gone", Value: "" },
    ];
    const after = [
      { Key: "Name", Value: "new" },
      { Key: "team", Value: "a" },
      { Key: "fresh", Value: "1" },
    ];
    expect(tagChanges(before, after)).toEqual({
      put: [
        { Key: "Name", Value: "new" },
        { Key: "fresh", Value: "1" },
      ],
      remove: ["gone"],
    });
  });

  it("have keys of their own", () => {
    const tag = { Key: "a", Value: "" };
    expect(tagProblem([tag, tag], tag, 1)).not.toBeNull();
    expect(tagProblem([tag], tag, 0)).toBeNull();
    expect(tagProblem([{ Key: " ", Value: "" }], { Key: " ", Value: "" }, 0)).not.toBeNull();
  });
});

describe("spend limits", () => {
  const limits = [
    { Name: "TEXT_MESSAGE_MONTHLY_SPEND_LIMIT", EnforcedLimit: 5, MaxLimit: 100, Overridden: true },
    {
      Name: "MEDIA_MESSAGE_MONTHLY_SPEND_LIMIT",
      EnforcedLimit: 100,
      MaxLimit: 100,
      Overridden: false,
    },
    { Name: "RCS_MESSAGE_MONTHLY_SPEND_LIMIT", EnforcedLimit: 1, MaxLimit: 1, Overridden: false },
  ];

  it("leave what was not spent of the lower one", () => {
    const rows = spendRows(limits, { TEXT: 1.5, MEDIA: 120, VOICE: 0 });
    expect(rows.map((row) => [row.label, row.enforced, row.remaining])).toEqual([
      ["SMS", 5, 3.5],
      ["MMS", null, 0],
    ]);
  });

  it("are whole dollars up to the account's", () => {
    expect(limitProblem("100", 100)).toBeNull();
    for (const wrong of ["0", "101", "1.5", "", "-1"]) {
      expect(limitProblem(wrong, 100), wrong).not.toBeNull();
    }
    expect(limitOperation("MEDIA", true)).toBe("SetMediaMessageSpendLimitOverride");
    expect(limitOperation("VOICE", false)).toBe("DeleteVoiceMessageSpendLimitOverride");
  });
});

describe("two-way messages", () => {
  it("go to a topic or to the contact centre of the region", () => {
    const arn = "arn:aws:sms-voice:eu-west-1:123456789012:pool/pool-1";
    expect(regionOf(arn, "")).toBe("eu-west-1");
    expect(regionOf(arn, "connect.us-west-2.amazonaws.com")).toBe("us-west-2");
    const form = { on: true, to: "contact-centre" as const, topic: "", role: "" };
    expect(twoWayInput(form, "eu-west-1")).toEqual({
      TwoWayEnabled: true,
      TwoWayChannelArn: "connect.eu-west-1.amazonaws.com",
    });
    expect(twoWayInput({ ...form, on: false }, "eu-west-1")).toEqual({ TwoWayEnabled: false });
  });
});
