import { act, cleanup, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { SessionProvider } from "../app/session";
import {
  config,
  contact,
  FakePeer,
  FakeSocket,
  FakeStream,
  installFakes,
  snapshot,
  statuses,
  user,
} from "../test/fakes";
import type { Party } from "../protocol/types";
import AgentPage from "./AgentPage";

let fakes: ReturnType<typeof installFakes>;
let fetched: string[];

beforeEach(() => {
  fakes = installFakes();
  fetched = [];
  const session = {
    user,
    instance: { id: "i", arn: "a", alias: "demo" },
    permissions: [],
    csrf: "t",
  };
  vi.stubGlobal(
    "fetch",
    vi.fn((path: string, init?: RequestInit) => {
      fetched.push(`${init?.method ?? "GET"} ${path}`);
      return Promise.resolve(
        path === "/app/sign-out"
          ? new Response(null, { status: 204 })
          : new Response(JSON.stringify(session)),
      );
    }),
  );
});

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

type Contacts = Parameters<typeof snapshot>[1];

/** Opens the page, connects it and shows a first state. */
async function open(contacts: Contacts, more: Parameters<typeof snapshot>[2] = {}) {
  render(
    <SessionProvider>
      <AgentPage />
    </SessionProvider>,
  );
  await screen.findByRole("button", { name: /Alice Moreno/ });
  act(() => FakeSocket.last.accept());
  expect(FakeSocket.last.count("hello")).toBe(1);
  act(() => {
    FakeSocket.last.reply("hello");
    FakeSocket.last.say(config);
    FakeSocket.last.say(snapshot(1, contacts, more));
  });
  return userEvent.setup();
}

let seq = 1;
function show(contacts: Contacts, more: Parameters<typeof snapshot>[2] = {}) {
  seq += 1;
  act(() => FakeSocket.last.say(snapshot(seq, contacts, more)));
}

const expires = () => new Date(Date.now() + 15_000).toISOString();

it("answers an offer, sends the media offer and takes the answer", async () => {
  const person = await open([contact("INCOMING", { offerExpires: expires() })]);
  expect(screen.getByRole("alert").textContent).toContain("Incoming call from +1 555 010 0123");

  await person.click(screen.getByRole("button", { name: "Answer" }));
  expect(FakeSocket.last.command("accept")).toMatchObject({ contactId: "c1" });
  expect(screen.getByRole("button", { name: "Answer" })).toHaveProperty("disabled", true);
  expect(fakes.getUserMedia).not.toHaveBeenCalled();

  act(() => FakeSocket.last.reply("accept"));
  show([contact("CONNECTING")]);
  await waitFor(() => expect(FakeSocket.last.count("media.offer")).toBe(1));
  expect(FakeSocket.last.command("media.offer")).toMatchObject({
    contactId: "c1",
    sdp: "offer-0",
  });

  act(() => FakeSocket.last.say({ type: "media.answer", contactId: "c1", sdp: "answer" }));
  await waitFor(() => expect(FakePeer.last.remoteDescription?.sdp).toBe("answer"));

  const remote = new FakeStream();
  act(() => {
    FakePeer.last.ontrack?.({ streams: [remote], track: remote.tracks[0] });
    FakePeer.last.become("connected");
  });
  show([contact("CONNECTED", { connectedSince: new Date(Date.now() - 65_000).toISOString() })]);
  // The clock ticks once a second, so the time shown may be a second old.
  expect(screen.getByLabelText("Time connected").textContent).toMatch(/^1:0[45]$/);
  expect(screen.getByTestId<HTMLAudioElement>("remote-audio").srcObject).toBe(remote);
});

it("answers and rejects by keyboard", async () => {
  const person = await open([contact("INCOMING")]);
  await person.keyboard("{Alt>}{Shift>}n{/Shift}{/Alt}");
  expect(FakeSocket.last.count("reject")).toBe(1);
  act(() => FakeSocket.last.reply("reject"));
  await person.keyboard("{Alt>}{Shift>}y{/Shift}{/Alt}");
  await waitFor(() => expect(FakeSocket.last.count("accept")).toBe(1));
});

it("says why an offer could not be answered", async () => {
  const person = await open([contact("INCOMING")]);
  await person.click(screen.getByRole("button", { name: "Answer" }));
  act(() => FakeSocket.last.reply("accept", { code: "Gone", message: "The caller hung up." }));
  expect(await screen.findByText("The caller hung up.")).toBeTruthy();
  await person.click(screen.getByRole("button", { name: "Dismiss" }));
  expect(screen.queryByText("The caller hung up.")).toBeNull();
});

it("holds and resumes", async () => {
  const person = await open([contact("CONNECTED")]);
  await person.click(screen.getByRole("button", { name: "Hold" }));
  expect(FakeSocket.last.command("hold")).toMatchObject({ contactId: "c1" });
  act(() => FakeSocket.last.reply("hold"));
  show([contact("CONNECTED_ONHOLD")]);
  expect(screen.getByText(/The customer hears music/)).toBeTruthy();
  await person.click(screen.getByRole("button", { name: "Resume" }));
  expect(FakeSocket.last.count("resume")).toBe(1);
});

it("silences the microphone at once, before the server confirms", async () => {
  const person = await open([contact("CONNECTED")]);
  await waitFor(() => expect(FakePeer.all).toHaveLength(1));
  await person.click(screen.getByRole("button", { name: "Mute" }));
  expect(fakes.track.enabled).toBe(false);
  act(() => FakeSocket.last.reply("mute"));
  show([contact("CONNECTED", { muted: true })]);
  expect(fakes.track.enabled).toBe(false);
  await person.click(screen.getByRole("button", { name: "Unmute" }));
  expect(fakes.track.enabled).toBe(true);
  expect(FakeSocket.last.command("mute")).toMatchObject({ muted: false });
});

it("sends keys typed while the number pad is open, and only then", async () => {
  const person = await open([contact("CONNECTED")]);
  await person.keyboard("7");
  expect(FakeSocket.last.count("digits")).toBe(0);
  await person.click(screen.getByRole("button", { name: "Keypad" }));
  await person.keyboard("7#");
  await person.click(screen.getByRole("button", { name: "star" }));
  expect(
    FakeSocket.last.sent.filter((one) => one["type"] === "digits").map((one) => one["digits"]),
  ).toEqual(["7", "#", "*"]);
  expect(screen.getByLabelText("Keys sent").textContent).toBe("7#*");
});

it("ends the call, counts after contact work down, clears", async () => {
  const person = await open([contact("CONNECTED")]);
  await waitFor(() => expect(FakeSocket.last.count("media.offer")).toBe(1));
  await person.click(screen.getByRole("button", { name: "End call" }));
  act(() => FakeSocket.last.reply("hangUp"));
  show([contact("ENDED", { acwExpires: new Date(Date.now() + 30_500).toISOString() })]);
  expect(FakePeer.last.closed).toBe(true);
  expect(fakes.track.stopped).toBe(true);
  expect(screen.getByLabelText("Time left").textContent).toBe("0:30");
  await person.click(screen.getByRole("button", { name: "Clear contact" }));
  expect(FakeSocket.last.command("clear")).toMatchObject({ contactId: "c1" });
  act(() => FakeSocket.last.reply("clear"));
  show([]);
  expect(screen.getByText("Ready for calls")).toBeTruthy();
});

it("shows a missed call until it is cleared", async () => {
  const person = await open([contact("MISSED")]);
  expect(screen.getByText(/was not answered in time/)).toBeTruthy();
  await person.click(screen.getByRole("button", { name: "Clear contact" }));
  expect(FakeSocket.last.count("clear")).toBe(1);
});

it("chooses a next status while on a contact and takes it back", async () => {
  const person = await open([contact("CONNECTED")]);
  await person.click(screen.getByRole("button", { name: /^Status: Available/ }));
  await person.click(screen.getByRole("menuitemradio", { name: /Lunch/ }));
  expect(FakeSocket.last.command("setStatus")).toMatchObject({ statusId: "lunch" });
  act(() => FakeSocket.last.reply("setStatus"));
  show([contact("CONNECTED")], { nextStatus: { id: "lunch", name: "Lunch" } });
  await person.click(screen.getByRole("button", { name: /Cancel/ }));
  expect(FakeSocket.last.command("setStatus")).toMatchObject({ statusId: "available" });
});

it("offers to become available to an agent who is offline", async () => {
  const person = await open([], { status: { ...statuses[2], since: "2026-01-01T00:00:00Z" } });
  await person.click(screen.getByRole("button", { name: "Go Available" }));
  expect(FakeSocket.last.command("setStatus")).toMatchObject({ statusId: "available" });
});

it("explains a blocked microphone and tries again on demand", async () => {
  fakes.getUserMedia.mockRejectedValueOnce(new DOMException("no", "NotAllowedError"));
  const person = await open([contact("CONNECTING")]);
  expect(await screen.findByText("The microphone is blocked")).toBeTruthy();
  expect(FakeSocket.last.count("media.offer")).toBe(0);
  await person.click(screen.getByRole("button", { name: "Try again" }));
  await waitFor(() => expect(FakeSocket.last.count("media.offer")).toBe(1));
});

it("explains an insecure page", async () => {
  Object.defineProperty(navigator, "mediaDevices", { configurable: true, value: undefined });
  await open([contact("CONNECTING")]);
  expect(await screen.findByText("The microphone needs a secure page")).toBeTruthy();
});

it("keeps the audio when the connection drops and does not set it up twice", async () => {
  await open([contact("CONNECTED")]);
  await waitFor(() => expect(FakeSocket.last.count("media.offer")).toBe(1));
  act(() => FakeSocket.last.drop());
  expect(screen.getByText("The connection to the server was lost.")).toBeTruthy();
  expect(FakePeer.last.closed).toBe(false);
  await userEvent.setup().click(screen.getByRole("button", { name: "Try now" }));
  expect(FakeSocket.all).toHaveLength(2);
  act(() => {
    FakeSocket.last.accept();
    FakeSocket.last.say(snapshot(1, [contact("CONNECTED")]));
  });
  expect(FakePeer.all).toHaveLength(1);
  expect(screen.queryByText("The connection to the server was lost.")).toBeNull();
});

it("delivers the media offer again when the connection was away for the first one", async () => {
  await open([contact("INCOMING")]);
  act(() => {
    FakeSocket.last.say(snapshot(50, [contact("CONNECTING")]));
    FakeSocket.last.drop();
  });
  expect(await screen.findByText("No audio")).toBeTruthy();
  await userEvent.setup().click(screen.getByRole("button", { name: "Try now" }));
  act(() => {
    FakeSocket.last.accept();
    FakeSocket.last.say(snapshot(1, [contact("CONNECTING")]));
  });
  await waitFor(() => expect(FakeSocket.last.count("media.offer")).toBe(1));
});

it("sets a failed audio path up anew", async () => {
  await open([contact("CONNECTED")]);
  await waitFor(() => expect(FakeSocket.last.count("media.offer")).toBe(1));
  act(() => FakePeer.last.become("failed"));
  await waitFor(() => expect(FakeSocket.last.count("media.offer")).toBe(2));
  expect(FakePeer.all[0]?.closed).toBe(true);
});

it("stops audio when another page takes over, and takes it back on demand", async () => {
  const person = await open([contact("CONNECTED")]);
  await waitFor(() => expect(FakeSocket.last.count("media.offer")).toBe(1));
  act(() => FakeSocket.last.say({ type: "superseded" }));
  expect(FakePeer.last.closed).toBe(true);
  expect(screen.getByRole("button", { name: "End call" })).toHaveProperty("disabled", true);
  await person.click(screen.getByRole("button", { name: "Use it here" }));
  expect(FakeSocket.all).toHaveLength(2);
  act(() => {
    FakeSocket.last.accept();
    FakeSocket.last.say(config);
    FakeSocket.last.say(snapshot(1, [contact("CONNECTED")]));
  });
  await waitFor(() => expect(FakeSocket.last.count("media.offer")).toBe(1));
});

it("asks before signing out during a call", async () => {
  const person = await open([contact("CONNECTED")]);
  await person.click(screen.getByRole("button", { name: /: menu$/ }));
  await person.click(screen.getByRole("menuitem", { name: "Sign out" }));
  expect(screen.getByRole("dialog", { name: "Sign out during a call?" })).toBeTruthy();
  expect(fetched).not.toContain("POST /app/sign-out");
  await person.click(screen.getByRole("button", { name: "Sign out" }));
  await waitFor(() => expect(fetched).toContain("POST /app/sign-out"));
});

const customer: Party = {
  id: "customer",
  kind: "CUSTOMER",
  name: "+15550100123",
  state: "CONNECTED",
  muted: false,
  holdable: true,
};
const bank: Party = {
  id: "c2",
  kind: "NUMBER",
  name: "Bank",
  state: "CONNECTED",
  muted: false,
  holdable: true,
};
const quickConnects = [
  { id: "q1", name: "Bank", kind: "PHONE_NUMBER", description: null, number: "+15550100177" },
  { id: "q2", name: "Bob", kind: "USER", description: "Second line", number: null },
  { id: "q3", name: "Support", kind: "QUEUE", description: null, number: null },
];

it("calls a number as it is typed in the country that is chosen", async () => {
  localStorage.clear();
  const person = await open([]);
  await person.keyboard("{Alt>}{Shift>}d{/Shift}{/Alt}");
  expect(FakeSocket.last.count("quickConnects")).toBe(1);
  const field = screen.getByLabelText("Number to call");
  expect(document.activeElement).toBe(field);
  await person.type(field, "(206) 555-01");
  expect(screen.getByRole("button", { name: "Call" })).toHaveProperty("disabled", true);
  await person.type(field, "00");
  expect(screen.getByText("United States: +1 206 555 0100")).toBeTruthy();
  await person.selectOptions(screen.getByLabelText("Country"), "GB");
  await person.clear(field);
  await person.type(field, "020 7183 8750{Enter}");
  expect(FakeSocket.last.command("dial")).toMatchObject({ number: "+442071838750" });
  act(() => FakeSocket.last.reply("dial", { code: "X", message: "That may not be called." }));
  expect(await screen.findByText("That may not be called.")).toBeTruthy();
  show([contact("CONNECTING", { inbound: false })]);
  expect(screen.getByRole("region", { name: "Calling" })).toBeTruthy();
});

it("offers numbers only while no call is there", async () => {
  const person = await open([]);
  await person.click(screen.getByRole("button", { name: "Make a call" }));
  act(() => FakeSocket.last.say({ type: "quickConnects", items: quickConnects }));
  expect(screen.queryByText("Bob")).toBeNull();
  await person.click(screen.getByRole("button", { name: /Bank/ }));
  expect(FakeSocket.last.command("dial")).toMatchObject({ number: "+15550100177" });
});

it("hides the number field from who may not call", async () => {
  const person = await open([contact("CONNECTED", { parties: [customer] })]);
  const may = { allowed: false, hasNumber: true, country: "US" };
  act(() => FakeSocket.last.say({ ...config, outbound: may }));
  await person.click(screen.getByRole("button", { name: "Transfer" }));
  expect(screen.queryByLabelText("Number to call")).toBeNull();
  expect(screen.getByText("You may not call numbers.")).toBeTruthy();
});

it("finds a quick connect, consults, joins, swaps and leaves", async () => {
  const person = await open([contact("CONNECTED", { parties: [customer] })]);
  await person.click(screen.getByRole("button", { name: "Transfer" }));
  act(() => FakeSocket.last.say({ type: "quickConnects", items: quickConnects }));
  await person.type(screen.getByLabelText("Search quick connects"), "second");
  expect(screen.queryByRole("button", { name: /Bank/ })).toBeNull();
  await person.click(screen.getByRole("button", { name: /Bob/ }));
  expect(FakeSocket.last.command("transfer")).toMatchObject({
    contactId: "c1",
    quickConnect: "q2",
  });
  act(() => FakeSocket.last.reply("transfer"));

  const held: Party = { ...customer, state: "HOLD" };
  show([contact("CONNECTED_ONHOLD", { parties: [held, { ...bank, state: "CALLING" }] })]);
  expect(screen.getByRole("button", { name: "Join" })).toHaveProperty("disabled", true);
  expect(screen.getByRole("button", { name: "Transfer" })).toHaveProperty("disabled", true);
  await person.click(screen.getByRole("button", { name: "Cancel: Bank" }));
  expect(FakeSocket.last.command("dropParty")).toMatchObject({ party: "c2" });
  act(() => FakeSocket.last.reply("dropParty"));

  show([contact("CONNECTED_ONHOLD", { parties: [held, bank] })]);
  await person.click(screen.getByRole("button", { name: "Swap" }));
  expect(FakeSocket.last.count("swap")).toBe(1);
  act(() => FakeSocket.last.reply("swap"));
  await person.click(screen.getByRole("button", { name: "Join" }));
  expect(FakeSocket.last.count("resume")).toBe(1);
  act(() => FakeSocket.last.reply("resume"));

  show([contact("CONNECTED", { parties: [customer, bank] })]);
  expect(screen.getByRole("button", { name: "Swap" })).toHaveProperty("disabled", true);
  await person.click(screen.getByRole("button", { name: "Hold: Bank" }));
  expect(FakeSocket.last.command("holdParty")).toMatchObject({ party: "c2", held: true });
  act(() => FakeSocket.last.reply("holdParty"));
  await person.click(screen.getByRole("button", { name: "Leave call" }));
  expect(FakeSocket.last.command("hangUp")).toMatchObject({ contactId: "c1" });
});

it("says what became of somebody who did not come", async () => {
  await open([
    contact("CONNECTED_ONHOLD", {
      parties: [{ ...customer, state: "HOLD" }],
      lastParty: { name: "Bank", end: "BUSY" },
    }),
  ]);
  expect(screen.getByText("Bank is busy.")).toBeTruthy();
  expect(screen.getByRole("button", { name: "Resume" })).toHaveProperty("disabled", false);
});

it("gives an agent who was called in only the own controls", async () => {
  const other: Party = { ...bank, kind: "AGENT", name: null };
  await open([contact("CONNECTED", { parties: [other], inControl: false })]);
  expect(screen.getByRole("button", { name: "Hold" })).toHaveProperty("disabled", true);
  expect(screen.getByRole("button", { name: "Transfer" })).toHaveProperty("disabled", true);
  expect(screen.getByRole("button", { name: "Mute" })).toHaveProperty("disabled", false);
  expect(screen.getByText(/controls this call until they leave/)).toBeTruthy();
});

it("listens to a call, barges in and falls silent again", async () => {
  const monitor = { mode: "SILENT_MONITOR" as const, mayBarge: true, tookOver: false };
  const parties: Party[] = [
    {
      id: "customer",
      kind: "CUSTOMER",
      name: "+15550100123",
      state: "CONNECTED",
      muted: false,
      holdable: true,
    },
    { id: "c2", kind: "AGENT", name: "ada", state: "CONNECTED", muted: false, holdable: false },
  ];
  const more = { parties, inControl: false, monitor };
  const person = await open([contact("CONNECTED", more)]);
  screen.getByRole("region", { name: "Monitoring" });
  expect(screen.queryByRole("button", { name: "Mute" })).toBeNull();
  expect(screen.queryByRole("button", { name: /Disconnect/ })).toBeNull();
  await person.click(screen.getByRole("button", { name: "Barge in" }));
  expect(FakeSocket.last.command("monitorMode")).toMatchObject({ contactId: "c1", mode: "BARGE" });
  act(() => FakeSocket.last.reply("monitorMode"));

  const barged = {
    parties,
    inControl: true,
    multiParty: true,
    monitor: { ...monitor, mode: "BARGE" as const },
  };
  show([contact("CONNECTED", barged)]);
  screen.getByRole("region", { name: "Barged in" });
  await person.click(screen.getByRole("button", { name: "Disconnect: ada" }));
  expect(FakeSocket.last.command("dropParty")).toMatchObject({ contactId: "c1", party: "c2" });
  act(() => FakeSocket.last.reply("dropParty"));

  show([
    contact("CONNECTED", {
      ...barged,
      parties: parties.slice(0, 1),
      monitor: { ...barged.monitor, tookOver: true },
    }),
  ]);
  screen.getByRole("region", { name: "Connected" });
  expect(screen.queryByRole("button", { name: "Only listen" })).toBeNull();
});
