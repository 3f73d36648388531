/**
 * Builds nothing, shows everything: drives the built pages in headless Chromium against the mock
 * server, in every state, light and dark, wide and narrow, under the binary's content security
 * policy, and writes pictures to dev/out. A second page answers WebRTC offers, so audio really flows
 * from a fake microphone. Fails when a page logs an error or breaks the policy.
 *
 * `npm run build && npm run screenshots`; CHROMIUM names the browser.
 */

import { mkdirSync, rmSync } from "node:fs";
import { chromium } from "playwright-core";
import { preview } from "vite";

const out = new URL("out/", import.meta.url).pathname;
const only = process.argv[2] ?? "";
if (only === "") rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });

const server = await preview({ preview: { port: 0, host: "127.0.0.1" }, logLevel: "error" });
const origin = server.resolvedUrls.local[0].replace(/\/$/, "");
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    // The two ends of the loopback must see each other's addresses.
    "--disable-features=WebRtcHideLocalIpsWithMdns",
  ],
});

const problems = [];
const results = [];

async function control(change) {
  const response = await fetch(`${origin}/app/mock`, {
    method: "POST",
    body: JSON.stringify({ auto: false, ...change }),
  });
  if (!response.ok) throw new Error(`The mock refused: ${response.status}`);
}

/** A page that stands in for the server's media: answers offers, sends a tone. */
async function peerPage() {
  const page = await (await browser.newContext()).newPage();
  await page.goto(`${origin}/favicon.svg`);
  await page.evaluate(
    (url) => {
      const socket = new WebSocket(url);
      let hangUp = () => {};
      socket.onmessage = async (event) => {
        // One call at a time; the former one would go on costing processor time.
        hangUp();
        const message = JSON.parse(event.data);
        const context = new AudioContext();
        const oscillator = context.createOscillator();
        const wobble = context.createGain();
        oscillator.frequency.value = 440;
        const target = context.createMediaStreamDestination();
        oscillator.connect(wobble).connect(target);
        wobble.gain.value = 0.25;
        oscillator.start();
        const connection = new RTCPeerConnection();
        hangUp = () => {
          connection.close();
          void context.close();
        };
        for (const track of target.stream.getTracks()) connection.addTrack(track, target.stream);
        await connection.setRemoteDescription({ type: "offer", sdp: message.sdp });
        await connection.setLocalDescription(await connection.createAnswer());
        if (connection.iceGatheringState !== "complete") {
          await new Promise((resolve) => {
            connection.onicegatheringstatechange = () => {
              if (connection.iceGatheringState === "complete") resolve();
            };
          });
        }
        socket.send(JSON.stringify({ ...message, sdp: connection.localDescription.sdp }));
      };
      return new Promise((resolve) => {
        socket.onopen = resolve;
      });
    },
    `${origin.replace("http", "ws")}/app/ws?role=peer`,
  );
}

const sizes = { wide: [1280, 860], narrow: [320, 600], phone: [390, 844] };

/** Takes one state in the given sizes and both colour schemes. */
async function shoot(name, path, { state = {}, act, shown = ["wide", "narrow"], denied = false }) {
  if (only !== "" && !name.includes(only)) return;
  for (const size of shown) {
    for (const scheme of ["light", "dark"]) {
      await control({
        signedIn: true,
        demo: true,
        down: false,
        listEmpty: false,
        contacts: [],
        statusId: "st-available",
        nextStatusId: null,
        ...(typeof state === "function" ? state() : state),
      });
      const [width, height] = sizes[size];
      const context = await browser.newContext({
        viewport: { width, height },
        colorScheme: scheme,
        permissions: ["microphone", "clipboard-read", "clipboard-write"],
      });
      const page = await context.newPage();
      page.setDefaultTimeout(40_000);
      page.on("console", (message) => {
        const text = message.text();
        const expected = /Failed to load resource|WebSocket connection/.test(text);
        if (message.type() === "error" && !expected) problems.push(`${name}: ${text}`);
      });
      page.on("pageerror", (error) => problems.push(`${name}: ${error.message}`));
      if (denied) {
        await page.addInitScript(() => {
          navigator.mediaDevices.getUserMedia = () =>
            Promise.reject(new DOMException("denied", "NotAllowedError"));
        });
      }
      await page.goto(origin + path);
      await page.waitForSelector("h1", { state: "attached" });
      await act?.(page);
      await page.evaluate(() => document.fonts.ready);
      await page.waitForTimeout(350);
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      if (overflow > 0) problems.push(`${name} ${size}: ${overflow} px too wide`);
      await page.screenshot({
        path: `${out}${name}-${size}-${scheme}.png`,
        fullPage: size !== "narrow",
      });
      if (size === "narrow") {
        const tall = await page.evaluate(() => document.documentElement.scrollHeight);
        results.push(`${name} narrow is ${tall} px tall`);
      }
      await context.close();
    }
  }
}

const iso = (ms) => new Date(Date.now() + ms).toISOString();

function contact(state, more = {}) {
  return () => ({
    contacts: [
      {
        contactId: "8f0c7a52-3d1e-4b6a-9c55-000000000042",
        channel: "VOICE",
        state,
        stateSince: iso(-8000),
        queue: { name: "Support" },
        customer: "+15550100123",
        attributes: {
          customerName: "Dana Rivers",
          language: "English",
          choice: "1",
          lastOrder: "4711, shipped on Tuesday, delivered to a neighbour",
        },
        offerExpires: state === "INCOMING" ? iso(13_000) : null,
        connectedSince: state.startsWith("CONNECTED") ? iso(-83_000) : null,
        muted: false,
        acwExpires: state === "ENDED" ? iso(41_000) : null,
        inbound: true,
        ...more,
      },
    ],
  });
}

const menu = (page) => page.getByRole("button", { name: /^Status/ }).click();
const audioUp = (page) =>
  page.waitForFunction(() => {
    const audio = document.querySelector("audio");
    return audio?.srcObject?.getAudioTracks()[0]?.muted === false;
  });

await peerPage();

await shoot("landing", "/", { shown: ["wide", "phone"] });
await shoot("landing-empty", "/", { state: { demo: false }, shown: ["wide"] });
await shoot("sign-in", "/sign-in", { state: { signedIn: false }, shown: ["wide", "narrow"] });
await shoot("sign-in-wrong", "/sign-in", {
  state: { signedIn: false },
  shown: ["phone"],
  act: async (page) => {
    await page.getByLabel("User name").fill("alice");
    await page.getByLabel("Password").fill("wrong");
    await page.keyboard.press("Enter");
    await page.getByText("is wrong").waitFor();
  },
});
await shoot("agent-ready", "/agent", {
  act: (page) => page.getByText("Ready for calls").waitFor(),
});
await shoot("agent-offline", "/agent", {
  state: { statusId: "st-offline" },
  act: (page) => page.getByText("Not taking calls").waitFor(),
});
await shoot("agent-status-menu", "/agent", { act: menu });
await shoot("agent-incoming", "/agent", {
  state: contact("INCOMING"),
  act: (page) => page.getByRole("button", { name: "Answer" }).waitFor(),
});
await shoot("agent-connecting", "/agent", {
  state: contact("CONNECTING"),
  act: (page) => page.getByRole("button", { name: "End call" }).waitFor(),
});
await shoot("agent-connected", "/agent", { state: contact("CONNECTED"), act: audioUp });
await shoot("agent-pad", "/agent", {
  state: contact("CONNECTED"),
  act: async (page) => {
    await page.getByRole("button", { name: "Keypad" }).click();
    await page.keyboard.type("1234#");
    await page.getByText("1234#").waitFor();
  },
});
const person = (id, kind, name, state) => ({ id, kind, name, state, muted: false, holdable: true });
const customer = (state) => person("customer", "CUSTOMER", "+15550100123", state);
const interpreters = (state) => person("guest-1", "NUMBER", "Interpreters", state);
await shoot("agent-call-maker", "/agent", {
  act: async (page) => {
    await page.getByRole("button", { name: "Make a call" }).click();
    await page.getByLabel("Number to call").fill("(206) 555-0177");
    await page.getByRole("button", { name: /Interpreters/ }).waitFor();
  },
});
await shoot("agent-transfer", "/agent", {
  state: contact("CONNECTED", { parties: [customer("CONNECTED")] }),
  act: async (page) => {
    await page.getByRole("button", { name: "Transfer" }).click();
    await page.getByRole("button", { name: /Grace Example/ }).waitFor();
  },
});
await shoot("agent-consulting", "/agent", {
  state: contact("CONNECTED_ONHOLD", {
    parties: [customer("HOLD"), interpreters("CALLING")],
  }),
  act: audioUp,
});
await shoot("agent-conference", "/agent", {
  state: contact("CONNECTED", {
    multiParty: true,
    parties: [
      customer("CONNECTED"),
      interpreters("HOLD"),
      person("guest-2", "AGENT", "Grace Example", "CONNECTED"),
    ],
  }),
  act: audioUp,
});
await shoot("agent-consult-busy", "/agent", {
  state: contact("CONNECTED_ONHOLD", {
    parties: [customer("HOLD")],
    lastParty: { name: "Interpreters", end: "BUSY" },
  }),
  act: audioUp,
});
await shoot("agent-called-in", "/agent", {
  state: contact("CONNECTED", {
    inControl: false,
    parties: [person("host", "AGENT", null, "CONNECTED")],
  }),
  act: audioUp,
});
await shoot("agent-hold-next", "/agent", {
  state: () => ({ ...contact("CONNECTED_ONHOLD", { muted: true })(), nextStatusId: "st-lunch" }),
  act: audioUp,
});
await shoot("agent-acw", "/agent", {
  state: contact("ENDED"),
  act: (page) => page.getByRole("button", { name: "Clear contact" }).waitFor(),
});
await shoot("agent-missed", "/agent", {
  state: contact("MISSED"),
  act: (page) => page.getByRole("button", { name: "Clear contact" }).waitFor(),
});
await shoot("agent-no-mic", "/agent", {
  state: contact("CONNECTING"),
  denied: true,
  act: (page) => page.getByText("The microphone is blocked").waitFor(),
});
await shoot("agent-superseded", "/agent", {
  state: contact("CONNECTED"),
  act: async (page) => {
    await audioUp(page);
    await control({ superseded: true });
    await page.getByText("moved to another page").waitFor();
  },
});
await shoot("agent-reconnecting", "/agent", {
  state: contact("CONNECTED"),
  act: async (page) => {
    await audioUp(page);
    await control({ down: true });
    await page.getByText("Trying again in").waitFor();
  },
});
await shoot("agent-sign-out", "/agent", {
  state: contact("CONNECTED"),
  act: async (page) => {
    await page.getByRole("button", { name: /: menu$/ }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await page.getByRole("dialog").waitFor();
  },
});
await shoot("agent-shortcuts", "/agent", {
  act: async (page) => {
    await page.getByRole("button", { name: /: menu$/ }).click();
    await page.getByRole("menuitem", { name: "Keyboard shortcuts" }).click();
    await page.getByRole("dialog").waitFor();
  },
});
await shoot("test-call", "/test-call", {
  act: (page) => page.getByRole("button", { name: "Call", exact: true }).waitFor(),
});
await shoot("test-call-connected", "/test-call", {
  act: async (page) => {
    await page.getByRole("button", { name: "Call", exact: true }).click();
    await page.getByText("Connected", { exact: true }).waitFor();
    await audioUp(page);
    await page.keyboard.type("1");
  },
});
await shoot("contacts", "/contacts", {
  shown: ["wide", "phone"],
  act: (page) => page.getByText("Live", { exact: true }).first().waitFor(),
});
await shoot("contacts-empty", "/contacts", {
  state: { listEmpty: true },
  shown: ["wide"],
  act: (page) => page.getByText("No contacts in the last").waitFor(),
});
const details = "/contacts/8f0c7a52-3d1e-4b6a-9c55-000000000004";
await shoot("contact", details, {
  shown: ["wide", "phone"],
  act: async (page) => {
    await page.getByRole("slider").click({ position: { x: 120, y: 40 } });
    await page.getByText("Conversation", { exact: true }).waitFor();
  },
});
for (const [name, tab] of [
  ["contact-events", /^Events/],
  ["contact-flow-log", /^Flow log/],
  ["contact-raw", "Raw record"],
]) {
  await shoot(name, details, {
    shown: ["wide"],
    act: (page) => page.getByRole("tab", { name: tab }).click(),
  });
}
await shoot("contact-live", "/contacts/8f0c7a52-3d1e-4b6a-9c55-000000000000", {
  shown: ["wide"],
  act: (page) => page.getByText("still going on").first().waitFor(),
});
await shoot("contact-missing", "/contacts/nothing", {
  shown: ["wide"],
  act: (page) => page.getByText("There is no such contact").waitFor(),
});
await shoot("not-found", "/nowhere", { shown: ["phone"] });

await browser.close();
await server.close();
console.log([...new Set(results)].join("\n"));
if (problems.length > 0) {
  console.error([...new Set(problems)].join("\n"));
  process.exit(1);
}
