/** Configuration sets as messaging's API gives them. */

import type { MessageType } from "../types";

export interface EventDestination {
  EventDestinationName: string;
  Enabled: boolean;
  MatchingEventTypes: string[];
  SnsDestination?: { TopicArn: string };
  CloudWatchLogsDestination?: { IamRoleArn: string; LogGroupArn: string };
  KinesisFirehoseDestination?: { IamRoleArn: string; DeliveryStreamArn: string };
}

export interface ConfigurationSet {
  ConfigurationSetArn: string;
  ConfigurationSetName: string;
  CreatedTimestamp: number;
  DefaultMessageFeedbackEnabled?: boolean;
  DefaultMessageType?: MessageType;
  DefaultSenderId?: string;
  EventDestinations: EventDestination[];
  ProtectConfigurationId?: string;
}

export type Kind = "SNS" | "LOGS" | "FIREHOSE";

export const kinds: { value: Kind; label: string; target: string }[] = [
  { value: "SNS", label: "SNS topic", target: "ARN of the topic" },
  { value: "LOGS", label: "CloudWatch log group", target: "ARN of the log group" },
  { value: "FIREHOSE", label: "Data Firehose stream", target: "ARN of the stream" },
];

/** A destination as a form has it. */
export interface DestinationDraft {
  name: string;
  kind: Kind;
  target: string;
  role: string;
  types: string[];
}

export function draftOf(it: EventDestination): DestinationDraft {
  const { SnsDestination: sns, CloudWatchLogsDestination: logs } = it;
  const stream = it.KinesisFirehoseDestination;
  const target = sns?.TopicArn ?? logs?.LogGroupArn ?? stream?.DeliveryStreamArn ?? "";
  return {
    name: it.EventDestinationName,
    kind: sns !== undefined ? "SNS" : logs !== undefined ? "LOGS" : "FIREHOSE",
    target,
    role: logs?.IamRoleArn ?? stream?.IamRoleArn ?? "",
    types: it.MatchingEventTypes,
  };
}

/** The members of a request that say where events go. */
export function targetOf(draft: DestinationDraft): object {
  const target = draft.target.trim();
  const IamRoleArn = draft.role.trim();
  switch (draft.kind) {
    case "SNS":
      return { SnsDestination: { TopicArn: target } };
    case "LOGS":
      return { CloudWatchLogsDestination: { IamRoleArn, LogGroupArn: target } };
    case "FIREHOSE":
      return { KinesisFirehoseDestination: { IamRoleArn, DeliveryStreamArn: target } };
  }
}

export const kindText = (it: EventDestination): string =>
  kinds.find(({ value }) => value === draftOf(it).kind)?.label ?? "";

/** Names of sets and destinations (sms.md §11). */
export function nameProblem(text: string): string | null {
  if (text.trim() === "") return "Enter a name.";
  return /^[A-Za-z0-9_-]{1,64}$/.test(text.trim())
    ? null
    : "Use up to 64 letters, digits, hyphens and underscores.";
}
