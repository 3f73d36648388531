import { describe, expect, it } from "vitest";
import type { Country } from "../data";
import { capabilitiesOf, choices, supportsMms, type Wish } from "./chooser";

const country = (code: string, more: Partial<Country> = {}): Country => ({
  code,
  name: code,
  shortCodes: false,
  longCodes: "NO",
  senderIds: "NO",
  twoWay: false,
  ...more,
});

const wish = (of: Country, more: Partial<Wish> = {}): Wish => ({
  country: of,
  use: "SMS",
  rate: "LOW",
  twoWay: false,
  same: true,
  local: true,
  ...more,
});

const best = (it: Wish) => choices(it).find(({ recommended }) => recommended)?.kind;
const kinds = (it: Wish) => choices(it).map(({ kind }) => kind);

describe("the originator chooser", () => {
  const us = country("US", { shortCodes: true, longCodes: "YES", twoWay: true });

  it("goes by the rate in the US, both ways", () => {
    for (const twoWay of [false, true]) {
      expect(best(wish(us, { twoWay, rate: "LOW" }))).toBe("TOLL_FREE");
      expect(best(wish(us, { twoWay, rate: "MEDIUM" }))).toBe("TEN_DLC");
      expect(best(wish(us, { twoWay, rate: "HIGH" }))).toBe("SHORT_CODE");
    }
    expect(kinds(wish(us))).not.toContain("LONG_CODE");
    expect(kinds(wish(us))).not.toContain("SHARED");
    expect(kinds(wish(us))).toContain("SIMULATOR");
  });

  it("prefers a sender ID for one-way messages from one identity", () => {
    const gb = country("GB", { longCodes: "YES", senderIds: "YES", twoWay: true });
    expect(best(wish(gb))).toBe("SENDER_ID");
    expect(best(wish(gb, { same: false }))).toBe("SHARED");
    expect(best(wish(gb, { twoWay: true }))).toBe("LONG_CODE");
    expect(kinds(wish(gb, { twoWay: true }))).toEqual(["LONG_CODE"]);
  });

  it("says that a sender ID must be registered where it must", () => {
    const au = country("AU", { longCodes: "YES", senderIds: "REGISTERED", twoWay: true });
    const [first] = choices(wish(au));
    expect(first?.kind).toBe("SENDER_ID");
    expect(first?.text).toContain("registered");
  });

  it("prefers short codes to long codes, then long codes, then shared identities", () => {
    const both = country("BE", { shortCodes: true, longCodes: "YES", twoWay: true });
    expect(best(wish(both))).toBe("SHORT_CODE");
    expect(best(wish(both, { twoWay: true }))).toBe("SHORT_CODE");
    expect(best(wish(country("X", { longCodes: "YES" })))).toBe("LONG_CODE");
    expect(best(wish(country("BS")))).toBe("SHARED");
  });

  it("treats a wish for answers as one-way where the country has none", () => {
    const one = country("AL", { senderIds: "YES" });
    expect(best(wish(one, { twoWay: true, same: true }))).toBe("SENDER_ID");
  });

  it("offers inbound-only numbers to receive by", () => {
    const pk = country("PK", { longCodes: "INBOUND_ONLY", twoWay: true });
    expect(best(wish(pk, { twoWay: true }))).toBe("LONG_CODE");
    expect(choices(wish(pk, { twoWay: true }))[0]?.text).toContain("cannot send");
    expect(kinds(wish(pk))).not.toContain("LONG_CODE");
  });

  it("asks for an address where voice numbers need one", () => {
    const de = country("DE", { senderIds: "YES" });
    expect(choices(wish(de, { use: "VOICE" }))[0]?.requestable).toBe(true);
    expect(choices(wish(de, { use: "VOICE", local: false }))[0]?.requestable).toBe(false);
  });

  it("knows where MMS is sent", () => {
    expect(supportsMms(us)).toBe(true);
    expect(supportsMms(country("GB"))).toBe(false);
    expect(capabilitiesOf("SMS_MMS")).toEqual(["SMS", "MMS"]);
  });

  it("requests only what can be requested", () => {
    for (const { kind, requestable } of choices(wish(us))) {
      expect(requestable).toBe(kind !== "SHORT_CODE");
    }
  });
});
