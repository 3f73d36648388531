import { describe, expect, it } from "vitest";
import { eventMood, isRight, newForm, sendOperation, sendProblems, type SendForm } from "./form";

const form = (more: Partial<SendForm>): SendForm => ({
  ...newForm,
  originator: "phone-1",
  destination: "+14254147755",
  body: "Hello",
  ...more,
});

describe("a test message", () => {
  it("becomes a text", () => {
    const it = form({ configurationSet: "set", timeToLive: "60", maxPrice: "0.05" });
    expect(isRight(sendProblems(it))).toBe(true);
    expect(sendOperation(it)).toEqual({
      name: "SendTextMessage",
      input: {
        DestinationPhoneNumber: "+14254147755",
        OriginationIdentity: "phone-1",
        MessageBody: "Hello",
        ConfigurationSetName: "set",
        TimeToLive: 60,
        MaxPrice: "0.05",
        MessageType: "TRANSACTIONAL",
        DryRun: false,
      },
    });
  });

  it("becomes an MMS, with or without a text", () => {
    const it = form({ channel: "MEDIA", body: "", mediaUrl: " s3://bucket/cat.png " });
    expect(isRight(sendProblems(it))).toBe(true);
    const { name, input } = sendOperation(it);
    expect(name).toBe("SendMediaMessage");
    expect(input).toMatchObject({ MediaUrls: ["s3://bucket/cat.png"] });
    expect(input).not.toHaveProperty("MessageBody");
    expect(sendProblems(form({ channel: "MEDIA", body: "" })).body).not.toBeNull();
    expect(sendProblems(form({ channel: "MEDIA", mediaUrl: "http://a" })).mediaUrl).not.toBeNull();
  });

  it("becomes a spoken message", () => {
    const it = form({ channel: "VOICE", ssml: true, body: "<speak>Hi</speak>", maxPrice: "0.1" });
    expect(sendOperation(it)).toMatchObject({
      name: "SendVoiceMessage",
      input: { MessageBodyTextType: "SSML", VoiceId: "MATTHEW", MaxPricePerMinute: "0.1" },
    });
  });

  it("needs an originator unless it is a text", () => {
    expect(sendProblems(form({ originator: null })).originator).toBeNull();
    expect(sendProblems(form({ originator: null, channel: "VOICE" })).originator).not.toBeNull();
  });

  it("needs a destination in E.164 and a body that fits", () => {
    const typed = (destination: string) =>
      sendProblems(form({ destinationKind: "other", destination })).destination;
    expect(typed("+1 (206) 555-0142")).toBeNull();
    expect(typed("206 555 0142")).not.toBeNull();
    expect(sendProblems(form({ destination: "" })).destination).not.toBeNull();
    expect(sendProblems(form({ body: "a".repeat(1531) })).body).not.toBeNull();
    expect(sendProblems(form({ body: "a".repeat(1530) })).body).toBeNull();
    expect(sendProblems(form({ channel: "VOICE", body: "a".repeat(6001) })).body).not.toBeNull();
  });

  it("bounds its time and its price", () => {
    for (const timeToLive of ["4", "259201", "soon"]) {
      expect(sendProblems(form({ timeToLive })).timeToLive).not.toBeNull();
    }
    expect(sendProblems(form({ maxPrice: "5" })).maxPrice).not.toBeNull();
  });

  it("tells good ends from bad ones", () => {
    expect(eventMood("DELIVERED", true)).toBe("good");
    expect(eventMood("UNREACHABLE", true)).toBe("bad");
    expect(eventMood("SUCCESSFUL", false)).toBe("");
    expect(eventMood("QUEUED", false)).toBe("");
  });
});
