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
