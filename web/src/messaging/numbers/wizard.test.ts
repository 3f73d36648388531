import { describe, expect, it } from "vitest";
import type { Country } from "../data";
import { choices } from "./chooser";
import { newDraft, requestInput, stepProblem, wishOf, type Draft } from "./wizard";

const us: Country = {
  code: "US",
  name: "United States",
  shortCodes: true,
  longCodes: "YES",
  senderIds: "NO",
  twoWay: true,
};

describe("the request wizard", () => {
  it("goes no further without a country", () => {
    expect(stepProblem(0, newDraft, [])).not.toBeNull();
    expect(stepProblem(0, { ...newDraft, country: "US" }, [])).toBeNull();
  });

  it("goes no further with what cannot be requested", () => {
    const draft: Draft = { ...newDraft, country: "US", kind: "SHORT_CODE" };
    const offered = choices(wishOf(draft, us));
    expect(stepProblem(2, draft, offered)).not.toBeNull();
    expect(stepProblem(2, { ...draft, kind: null }, offered)).not.toBeNull();
    expect(stepProblem(2, { ...draft, kind: "TOLL_FREE" }, offered)).toBeNull();
  });

  it("asks for SMS where there is no MMS", () => {
    const gb: Country = { ...us, code: "GB", shortCodes: false };
    expect(wishOf({ ...newDraft, use: "SMS_MMS" }, gb).use).toBe("SMS");
    expect(wishOf({ ...newDraft, use: "SMS_MMS" }, us).use).toBe("SMS_MMS");
  });

  it("becomes the request", () => {
    const draft: Draft = {
      ...newDraft,
      country: "US",
      kind: "TEN_DLC",
      use: "SMS_MMS",
      registration: "registration-1",
      pool: "pool-1",
      list: "mine",
      protect: true,
      tags: [{ Key: "Name", Value: "shop" }],
    };
    expect(requestInput(draft, draft.use)).toEqual({
      IsoCountryCode: "US",
      NumberType: "TEN_DLC",
      MessageType: "TRANSACTIONAL",
      NumberCapabilities: ["SMS", "MMS"],
      DeletionProtectionEnabled: true,
      RegistrationId: "registration-1",
      PoolId: "pool-1",
      OptOutListName: "mine",
      Tags: [{ Key: "Name", Value: "shop" }],
    });
    const simulator = requestInput({ ...newDraft, country: "US", kind: "SIMULATOR" }, "SMS");
    expect(simulator).toMatchObject({ NumberCapabilities: ["SMS", "MMS", "VOICE"] });
    expect(simulator).not.toHaveProperty("PoolId");
  });
});
