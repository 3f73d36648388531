import { act, cleanup, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { SessionProvider } from "../app/session";
import { FakePeer, FakeSocket, installFakes, user } from "../test/fakes";
import TestCallPage from "./TestCallPage";

let fakes: ReturnType<typeof installFakes>;
let numbers: { number: string; description: string }[];

beforeEach(() => {
  fakes = installFakes();
  numbers = [{ number: "+18005550199", description: "Demo line" }];
  const session = {
    user,
    instance: { id: "i", arn: "a", alias: "demo" },
    permissions: [],
    csrf: "t",
  };
  vi.stubGlobal(
    "fetch",
    vi.fn((path: string) =>
      Promise.resolve(
        new Response(JSON.stringify(path === "/app/test-call/numbers" ? { numbers } : session)),
      ),
    ),
  );
});

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

function open() {
  render(
    <SessionProvider>
      <TestCallPage />
    </SessionProvider>,
  );
  act(() => FakeSocket.last.accept());
  return userEvent.setup();
}

async function startCall() {
  const person = open();
  await screen.findByText(/Demo line/);
  await person.click(screen.getByRole("button", { name: "Call" }));
  await waitFor(() => expect(FakeSocket.last.count("call")).toBe(1));
  act(() => FakeSocket.last.reply("call"));
  return person;
}

it("calls, sends keys, mutes and hangs up", async () => {
  const person = await startCall();
  expect(FakeSocket.last.command("call")).toMatchObject({
    number: "+18005550199",
    sdp: "offer-0",
  });
  act(() => {
    FakeSocket.last.say({ type: "call.answer", sdp: "answer", contactId: "c" });
    FakeSocket.last.say({ type: "call.state", state: "connected" });
  });
  await waitFor(() => expect(FakePeer.last.remoteDescription?.sdp).toBe("answer"));

  await person.keyboard("1");
  expect(FakeSocket.last.command("digits")).toMatchObject({ digits: "1" });
  await person.click(screen.getByRole("button", { name: "Mute" }));
  expect(fakes.track.enabled).toBe(false);

  await person.click(screen.getByRole("button", { name: "Hang up" }));
  expect(FakeSocket.last.count("hangUp")).toBe(1);
  expect(FakePeer.last.closed).toBe(true);
  expect(fakes.track.stopped).toBe(true);
  expect(screen.getByText("Call ended")).toBeTruthy();
});

it("says who ended the call", async () => {
  await startCall();
  act(() =>
    FakeSocket.last.say({ type: "call.state", state: "ended", reason: "AGENT_DISCONNECT" }),
  );
  expect(screen.getByText("The agent ended the call.")).toBeTruthy();
  expect(FakePeer.last.closed).toBe(true);
});

it("says why a call could not be made", async () => {
  const person = open();
  await screen.findByText(/Demo line/);
  await person.click(screen.getByRole("button", { name: "Call" }));
  await waitFor(() => expect(FakeSocket.last.count("call")).toBe(1));
  act(() => FakeSocket.last.reply("call", { code: "Busy", message: "No line is free." }));
  expect(await screen.findByText("No line is free.")).toBeTruthy();
  expect(fakes.track.stopped).toBe(true);
});

it("ends the call when the connection is lost", async () => {
  await startCall();
  act(() => FakeSocket.last.drop());
  expect(
    screen.getByText("The connection to the server was lost.", { selector: "span" }),
  ).toBeTruthy();
  expect(FakePeer.last.closed).toBe(true);
});

it("explains an instance without numbers", async () => {
  numbers = [];
  open();
  expect(await screen.findByText(/has no phone number yet/)).toBeTruthy();
  expect(screen.getByRole("button", { name: "Call" })).toHaveProperty("disabled", true);
});
