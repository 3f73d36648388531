import { expect, it } from "vitest";
import { config, contact, snapshot } from "../test/fakes";
import { readAgentFrame, readCallerFrame } from "./messages";

it("reads a snapshot with all its contacts", () => {
  const frame = readAgentFrame(JSON.stringify(snapshot(3, [contact("INCOMING")])));
  expect(frame).toMatchObject({
    kind: "message",
    message: { type: "snapshot", snapshot: { seq: 3, contacts: [{ state: "INCOMING" }] } },
  });
});

it("reads the configuration", () => {
  expect(readAgentFrame(JSON.stringify(config))).toMatchObject({
    kind: "message",
    message: { config: { ringMs: 20_000, routingProfile: { name: "Support agents" } } },
  });
});

it("refuses a contact in a state it does not know, naming the field", () => {
  const bad = snapshot(1, [{ ...contact("ENDED"), state: "DANCING" as "ENDED" }]);
  expect(() => readAgentFrame(JSON.stringify(bad))).toThrow(/state is not one of/);
});

it("refuses what is not JSON or not an object", () => {
  for (const text of ["", "{", "[]", "null", '"x"', "{}", '{"type":7}']) {
    expect(() => readAgentFrame(text), text).toThrow();
  }
});

it("hands over replies, good and bad, with their id", () => {
  expect(readAgentFrame('{"type":"reply","id":"4","ok":true}')).toEqual({
    kind: "reply",
    id: "4",
    reply: { ok: true },
  });
  const bad = '{"type":"reply","id":5,"ok":false,"error":{"code":"Gone","message":"Too late."}}';
  expect(readAgentFrame(bad)).toEqual({
    kind: "reply",
    id: "5",
    reply: { ok: false, error: { code: "Gone", message: "Too late." } },
  });
});

it("leaves later message types alone", () => {
  expect(readAgentFrame('{"type":"weather","sun":true}')).toEqual({
    kind: "unknown",
    type: "weather",
  });
});

it("shows attribute values that are no strings as JSON", () => {
  const odd = { ...contact("CONNECTED"), attributes: { a: 1 as unknown as string } };
  const frame = readAgentFrame(JSON.stringify(snapshot(1, [odd])));
  expect(frame).toMatchObject({
    message: { snapshot: { contacts: [{ attributes: { a: "1" } }] } },
  });
});

it("reads the caller's messages", () => {
  expect(readCallerFrame('{"type":"call.state","state":"ended","reason":"X"}')).toEqual({
    kind: "message",
    message: { type: "call.state", state: "ended", reason: "X" },
  });
  expect(() => readCallerFrame('{"type":"call.state","state":"flying"}')).toThrow();
});
