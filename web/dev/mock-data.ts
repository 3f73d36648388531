/** Made-up data for the mock server, in the shapes of docs/app-protocol.md. */

export const statuses = [
  { id: "st-available", name: "Available", type: "ROUTABLE" },
  { id: "st-lunch", name: "Lunch", type: "CUSTOM" },
  { id: "st-offline", name: "Offline", type: "OFFLINE" },
  { id: "st-training", name: "Training", type: "CUSTOM" },
] as const;

export const session = {
  user: {
    id: "u-1",
    arn: "arn:aws:connect:us-east-1:123456789012:instance/i-1/agent/u-1",
    username: "alice",
    firstName: "Alice",
    lastName: "Moreno",
  },
  instance: {
    id: "i-1",
    arn: "arn:aws:connect:us-east-1:123456789012:instance/i-1",
    alias: "demo",
  },
  permissions: ["BasicAgentAccess", "ContactSearch.View", "ListenCallRecordings"],
  csrf: "mock-csrf",
};

export function welcome(demo: boolean) {
  return {
    demo: demo
      ? {
          number: "+18005550199",
          sipUri: "sip:+18005550199@127.0.0.1:5060",
          users: [
            { username: "alice", role: "Agent" },
            { username: "bob", role: "Agent" },
            { username: "admin", role: "Admin" },
          ],
        }
      : null,
    instances: demo ? [{ alias: "demo" }] : [],
    version: "0.1.0",
  };
}

const customers = [
  "+15550100123",
  "+442071838750",
  "+498912345678",
  "+15550100177",
  "+15550100142",
];
const ends = ["CUSTOMER_DISCONNECT", "AGENT_DISCONNECT", "CONTACT_FLOW_DISCONNECT"];

function summary(index: number) {
  const live = index < 2;
  const reached = index % 4 !== 3;
  const initiated = Date.now() - index * 1_260_000 - 95_000;
  const durationMs = live ? null : 65_000 + ((index * 37_000) % 400_000);
  return {
    id: `8f0c7a52-3d1e-4b6a-9c55-0000000000${String(index).padStart(2, "0")}`,
    channel: "VOICE",
    initiationMethod: "INBOUND",
    customer: customers[index % customers.length],
    queue: { id: "q-1", name: index % 3 === 0 ? "Billing" : "Support" },
    agent: reached ? { id: "u-1", username: index % 2 === 0 ? "alice" : "bob" } : null,
    initiated: new Date(initiated).toISOString(),
    connectedToAgent: reached ? new Date(initiated + 31_000).toISOString() : null,
    disconnected: durationMs === null ? null : new Date(initiated + durationMs).toISOString(),
    disconnectReason: live ? null : ends[index % ends.length],
    durationMs,
    live,
  };
}

export function contacts(query: URLSearchParams, empty: boolean) {
  const from = Number(query.get("next") ?? 0);
  const text = query.get("text") ?? "";
  const all = empty
    ? []
    : Array.from({ length: 45 }, (_, index) => summary(index)).filter(
        (one) => one.customer?.includes(text) === true || one.id.includes(text),
      );
  return {
    contacts: all.slice(from, from + 20),
    next: from + 20 < all.length ? String(from + 20) : null,
  };
}

const durationMs = 92_000;

function envelope(seed: number): number[] {
  return Array.from({ length: 1000 }, (_, index) => {
    const turn = Math.sin(index / 60 + seed * 3.1) > (seed === 0 ? -0.1 : 0.1) ? 1 : 0.04;
    const syllable =
      0.45 + 0.4 * Math.abs(Math.sin(index / 3.3 + seed)) * Math.abs(Math.cos(index / 11));
    return turn * syllable;
  });
}

export const waveform = { durationMs, peaks: { left: envelope(0), right: envelope(1) } };

/** A stereo WAV, 8 kHz, 16 bit: a different tone on each side. */
export function recording(): Buffer {
  const rate = 8000;
  const frames = (durationMs / 1000) * rate;
  const wav = Buffer.alloc(44 + frames * 4);
  wav.write("RIFF", 0);
  wav.writeUInt32LE(36 + frames * 4, 4);
  wav.write("WAVEfmt ", 8);
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(2, 22);
  wav.writeUInt32LE(rate, 24);
  wav.writeUInt32LE(rate * 4, 28);
  wav.writeUInt16LE(4, 32);
  wav.writeUInt16LE(16, 34);
  wav.write("data", 36);
  wav.writeUInt32LE(frames * 4, 40);
  for (let frame = 0; frame < frames; frame += 1) {
    wav.writeInt16LE(
      Math.round(6000 * Math.sin((frame * 2 * Math.PI * 440) / rate)),
      44 + frame * 4,
    );
    wav.writeInt16LE(
      Math.round(6000 * Math.sin((frame * 2 * Math.PI * 660) / rate)),
      46 + frame * 4,
    );
  }
  return wav;
}

export function contactDetails(id: string) {
  const index = Number(id.slice(-2));
  if (!Number.isInteger(index) || id.length !== 36) return null;
  const one = summary(index);
  const start = Date.parse(one.initiated);
  const at = (ms: number) => new Date(start + ms).toISOString();
  const reached = one.agent !== null;
  const talkEnd = 31_000 + durationMs;
  const record = {
    AWSAccountId: "123456789012",
    AWSContactTraceRecordFormatVersion: "2017-03-10",
    ContactId: id,
    Channel: one.channel,
    InitiationMethod: one.initiationMethod,
    InitiationTimestamp: one.initiated,
    ConnectedToSystemTimestamp: one.initiated,
    CustomerEndpoint: { Address: one.customer, Type: "TELEPHONE_NUMBER" },
    SystemEndpoint: { Address: "+18005550199", Type: "TELEPHONE_NUMBER" },
    Queue: {
      ARN: "arn:aws:connect:us-east-1:123456789012:instance/i-1/queue/q-1",
      Name: one.queue.name,
      EnqueueTimestamp: at(14_000),
      ...(reached ? { DequeueTimestamp: at(31_000), Duration: 17 } : {}),
    },
    AgentConnectionAttempts: reached ? 2 : 1,
    ...(reached
      ? {
          Agent: {
            ARN: session.user.arn,
            Username: one.agent?.username,
            RoutingProfile: { ARN: "arn:example", Name: "Support agents" },
            ConnectedToAgentTimestamp: at(31_000),
            ...(one.live
              ? {}
              : {
                  AgentInteractionDuration: 92,
                  NumberOfHolds: 1,
                  CustomerHoldDuration: 11,
                  LongestHoldDuration: 11,
                  AfterContactWorkStartTimestamp: at(talkEnd),
                  AfterContactWorkEndTimestamp: at(talkEnd + 24_000),
                  AfterContactWorkDuration: 24,
                }),
          },
        }
      : {}),
    ...(one.live
      ? {}
      : { DisconnectTimestamp: at(talkEnd), DisconnectReason: one.disconnectReason }),
    Attributes: { language: "English", choice: "1", customerName: "Dana Rivers" },
    Tags: { "aws:connect:instanceId": "i-1" },
    LastUpdateTimestamp: at(talkEnd + 24_000),
  };
  return {
    record,
    events: [
      { at: at(0), type: "INITIATED", detail: { initiationMethod: "INBOUND" } },
      { at: at(12), type: "CONNECTED_TO_SYSTEM", detail: {} },
      { at: at(14_000), type: "QUEUED", detail: { queue: one.queue.name } },
      { at: at(31_000), type: "CONNECTED_TO_AGENT", detail: { agent: one.agent?.username } },
      ...(one.live
        ? []
        : [{ at: at(talkEnd), type: "DISCONNECTED", detail: { reason: one.disconnectReason } }]),
    ],
    flowLog: [
      ["GetUserInput", "menu", { Text: "For billing, press 1." }, "1"],
      ["SetAttributes", "remember-choice", { Key: "choice", Value: "1" }, undefined],
      [
        "InvokeExternalResource",
        "look-up-customer",
        { FunctionArn: "…:function:lookup" },
        "Success",
      ],
      ["CheckHoursOfOperation", "open?", {}, "True"],
      ["SetQueue", "support", { Queue: one.queue.name }, undefined],
      ["Transfer", "to-queue", {}, undefined],
    ].map(([type, identifier, parameters, results], step) => ({
      ContactId: id,
      ContactFlowId: "f-1",
      ContactFlowName: "Demo inbound",
      ContactFlowModuleType: type,
      Identifier: identifier,
      Timestamp: at(500 + step * 2300),
      Parameters: parameters,
      ...(results === undefined ? {} : { Results: results }),
    })),
    recording:
      reached && !one.live
        ? { url: `/app/contacts/${id}/recording`, durationMs, channels: 2 }
        : null,
  };
}

/** What an agent may transfer to. */
export const quickConnects = [
  { id: "qc-1", name: "Billing", kind: "QUEUE", description: "Invoices and refunds", number: null },
  { id: "qc-2", name: "Grace Example", kind: "USER", description: "Second line", number: null },
  {
    id: "qc-3",
    name: "Interpreters",
    kind: "PHONE_NUMBER",
    description: "Day and night",
    number: "+12065550177",
  },
  { id: "qc-4", name: "Supervisors", kind: "QUEUE", description: null, number: null },
];
