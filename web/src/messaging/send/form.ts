/** The form of a test message: what is wrong with it, and the operation that it becomes. */

import { mediaProblem, numberProblem, plainNumber } from "../forms";
import { measure } from "../parts/parts";
import type { Channel, MessageType } from "../types";

export type OriginatorKind = "number" | "pool" | "sender-id";
export type DestinationKind = "simulator" | "verified" | "other";

export interface SendForm {
  channel: Channel;
  originatorKind: OriginatorKind;
  /** What operations name it by. */
  originator: string | null;
  destinationKind: DestinationKind;
  destination: string;
  body: string;
  mediaUrl: string;
  ssml: boolean;
  voice: string;
  messageType: MessageType;
  configurationSet: string | null;
  dryRun: boolean;
  /** Seconds for which it is tried; empty for as long as possible. */
  timeToLive: string;
  /** US dollars for a part or a minute, at most; empty for any. */
  maxPrice: string;
}

export const newForm: SendForm = {
  channel: "TEXT",
  originatorKind: "number",
  originator: null,
  destinationKind: "simulator",
  destination: "",
  body: "",
  mediaUrl: "",
  ssml: false,
  voice: "MATTHEW",
  messageType: "TRANSACTIONAL",
  configurationSet: null,
  dryRun: false,
  timeToLive: "",
  maxPrice: "",
};

export const longestMedia = 1600;
export const longestVoice = 6000;
const longestTime = 259_200;

export interface Problems {
  originator: string | null;
  destination: string | null;
  body: string | null;
  mediaUrl: string | null;
  timeToLive: string | null;
  maxPrice: string | null;
}

function bodyProblem({ channel, body, mediaUrl }: SendForm): string | null {
  if (body.trim() === "") {
    return channel === "MEDIA" && mediaUrl.trim() !== "" ? null : "Enter the message.";
  }
  switch (channel) {
    case "TEXT": {
      const { tooLong, most, encoding } = measure(body);
      return tooLong ? `It has ${most} characters at most in ${encoding}.` : null;
    }
    case "MEDIA":
      return Array.from(body).length > longestMedia
        ? `It has ${longestMedia} characters at most.`
        : null;
    case "VOICE":
      return Array.from(body).length > longestVoice
        ? `It has ${longestVoice} characters at most.`
        : null;
  }
}

export function sendProblems(form: SendForm): Problems {
  // Only texts can be sent by whatever the service finds.
  const needed = form.channel !== "TEXT";
  const seconds = Number(form.timeToLive);
  return {
    originator: needed && form.originator === null ? "Choose an originator." : null,
    destination:
      form.destinationKind === "other"
        ? numberProblem(form.destination)
        : form.destination === ""
          ? "Choose a destination."
          : null,
    body: bodyProblem(form),
    mediaUrl: form.channel === "MEDIA" ? mediaProblem(form.mediaUrl) : null,
    timeToLive:
      form.timeToLive.trim() === "" ||
      (/^\d+$/.test(form.timeToLive.trim()) && seconds >= 5 && seconds <= longestTime)
        ? null
        : `Enter 5 to ${longestTime} seconds.`,
    maxPrice:
      form.maxPrice.trim() === "" || /^\d{1,2}\.\d{1,5}$/.test(form.maxPrice.trim())
        ? null
        : "Enter US dollars, as in 0.05.",
  };
}

export const isRight = (problems: Problems): boolean =>
  Object.values(problems).every((one) => one === null);

/** The operation and its input. */
export function sendOperation(form: SendForm): { name: string; input: object } {
  const price = form.maxPrice.trim();
  const time = form.timeToLive.trim();
  const common = {
    DestinationPhoneNumber: plainNumber(form.destination),
    ...(form.originator === null ? {} : { OriginationIdentity: form.originator }),
    ...(form.body.trim() === "" ? {} : { MessageBody: form.body }),
    ...(form.configurationSet === null ? {} : { ConfigurationSetName: form.configurationSet }),
    ...(time === "" ? {} : { TimeToLive: Number(time) }),
    DryRun: form.dryRun,
  };
  const maxPrice = price === "" ? {} : { MaxPrice: price };
  switch (form.channel) {
    case "TEXT":
      return {
        name: "SendTextMessage",
        input: { ...common, ...maxPrice, MessageType: form.messageType },
      };
    case "MEDIA": {
      const url = form.mediaUrl.trim();
      return {
        name: "SendMediaMessage",
        input: { ...common, ...maxPrice, ...(url === "" ? {} : { MediaUrls: [url] }) },
      };
    }
    case "VOICE":
      return {
        name: "SendVoiceMessage",
        input: {
          ...common,
          MessageBodyTextType: form.ssml ? "SSML" : "TEXT",
          VoiceId: form.voice,
          ...(price === "" ? {} : { MaxPricePerMinute: price }),
        },
      };
  }
}

/** How an event is meant: for its colour. */
export function eventMood(status: string, isFinal: boolean): "good" | "bad" | "" {
  if (["DELIVERED", "COMPLETED"].includes(status)) return "good";
  if (status === "SUCCESSFUL") return isFinal ? "good" : "";
  return isFinal ? "bad" : "";
}

export const voices = (
  "AMY ASTRID BIANCA BRIAN CAMILA CARLA CARMEN CELINE CHANTAL CONCHITA CRISTIANO DORA EMMA ENRIQUE " +
  "EWA FILIZ GERAINT GIORGIO GWYNETH HANS INES IVY JACEK JAN JOANNA JOEY JUSTIN KARL KENDRA " +
  "KIMBERLY LEA LIV LOTTE LUCIA LUPE MADS MAJA MARLENE MATHIEU MATTHEW MAXIM MIA MIGUEL MIZUKI " +
  "NAJA NICOLE PENELOPE RAVEENA RICARDO RUBEN RUSSELL SALLI SEOYEON TAKUMI TATYANA VICKI VITORIA " +
  "ZEINA ZHIYU"
).split(" ");
