import { describe, expect, it } from "vitest";
import { chosenOf, eventGroups, eventWords, shortest, typesText } from "./events";

const [text, voice] = eventGroups as [(typeof eventGroups)[0], (typeof eventGroups)[0]];

describe("event types", () => {
  it("are told in words", () => {
    expect(eventWords("TEXT_CARRIER_BLOCKED")).toBe("Carrier blocked");
    expect(eventWords("VOICE_TTL_EXPIRED")).toBe("Time to live expired");
  });

  it("of a whole group are written as its selector, and of all groups as one", () => {
    expect(shortest(text.types)).toEqual(["TEXT_ALL"]);
    expect(shortest(["TEXT_DELIVERED", ...voice.types])).toEqual(["TEXT_DELIVERED", "VOICE_ALL"]);
    expect(shortest(eventGroups.flatMap((one) => one.types))).toEqual(["ALL"]);
    expect(shortest([])).toEqual([]);
  });

  it("are found behind selectors", () => {
    expect(chosenOf(text, ["ALL"])).toEqual(text.types);
    expect(chosenOf(voice, ["TEXT_ALL", "VOICE_BUSY"])).toEqual(["VOICE_BUSY"]);
    expect(typesText(["TEXT_ALL", "VOICE_BUSY"])).toBe("SMS: all, Voice: 1 type");
  });
});
