/** Registrations and their forms, as messaging's API gives them (sms.md §12). */

import type { StatusIndicatorProps } from "@cloudscape-design/components/status-indicator";
import { words } from "../text";

export interface Registration {
  RegistrationArn: string;
  RegistrationId: string;
  RegistrationType: string;
  RegistrationStatus: string;
  CurrentVersionNumber: number;
  ApprovedVersionNumber?: number;
  LatestDeniedVersionNumber?: number;
  CreatedTimestamp: number;
}

export interface TypeDefinition {
  RegistrationType: string;
  DisplayHints: { Title: string };
  SupportedAssociations?: {
    ResourceType: string;
    IsoCountryCode?: string;
    AssociationBehavior:
      "ASSOCIATE_BEFORE_SUBMIT" | "ASSOCIATE_ON_APPROVAL" | "ASSOCIATE_AFTER_COMPLETE";
  }[];
}

export interface SectionDefinition {
  SectionPath: string;
  DisplayHints: { Title: string; ShortDescription: string };
}

export interface FieldDefinition {
  SectionPath: string;
  FieldPath: string;
  FieldType: "TEXT" | "SELECT" | "ATTACHMENT";
  FieldRequirement: "REQUIRED" | "OPTIONAL" | "CONDITIONAL";
  TextValidation?: { MinLength: number; MaxLength: number; Pattern: string };
  SelectValidation?: { MinChoices: number; MaxChoices: number; Options: string[] };
  DisplayHints: { Title: string };
}

export interface FieldValue {
  FieldPath: string;
  TextValue?: string;
  SelectChoices?: string[];
  RegistrationAttachmentId?: string;
  DeniedReason?: string;
}

export interface Version {
  VersionNumber: number;
  RegistrationVersionStatus: string;
  RegistrationVersionStatusHistory: Record<string, number>;
  DeniedReasons?: { Reason: string; ShortDescription: string }[];
}

export interface Association {
  ResourceArn: string;
  ResourceId: string;
  ResourceType: string;
  IsoCountryCode?: string;
  PhoneNumber?: string;
}

/** What was filled in: a text, choices, or an attachment's identifier. */
export interface Answer {
  text: string;
  choices: string[];
  attachment: string;
}

export const noAnswer: Answer = { text: "", choices: [], attachment: "" };

export const answerOf = (value: FieldValue | undefined): Answer => ({
  text: value?.TextValue ?? "",
  choices: value?.SelectChoices ?? [],
  attachment: value?.RegistrationAttachmentId ?? "",
});

export const isEmpty = (answer: Answer): boolean =>
  answer.text.trim() === "" && answer.choices.length === 0 && answer.attachment === "";

export const sameAnswer = (a: Answer, b: Answer): boolean =>
  a.text === b.text && a.attachment === b.attachment && a.choices.join() === b.choices.join();

/** The member of a request that has an answer. */
export function valueOf(field: FieldDefinition, answer: Answer): object {
  switch (field.FieldType) {
    case "TEXT":
      return { TextValue: answer.text.trim() };
    case "SELECT":
      return { SelectChoices: answer.choices };
    case "ATTACHMENT":
      return { RegistrationAttachmentId: answer.attachment };
  }
}

/** What is wrong with an answer, before the server says it; an empty one is judged on submitting. */
export function answerProblem(field: FieldDefinition, answer: Answer): string | null {
  const text = answer.text.trim();
  const rule = field.TextValidation;
  if (field.FieldType !== "TEXT" || text === "" || rule === undefined) return null;
  if (text.length < rule.MinLength) return `Write at least ${rule.MinLength} characters.`;
  if (text.length > rule.MaxLength) return `Write at most ${rule.MaxLength} characters.`;
  try {
    if (!new RegExp(`^(?:${rule.Pattern})$`, "su").test(text)) return patternText(rule.Pattern);
  } catch {
    // A pattern that this browser does not know: the server checks it.
  }
  return null;
}

function patternText(pattern: string): string {
  if (pattern.startsWith("https?")) return "Write a web address that begins with https://.";
  if (pattern.includes("@")) return "Write an e-mail address.";
  if (pattern.startsWith("\\+")) return "Write a phone number that begins with + and the country.";
  if (pattern === "[A-Z]{2}") return "Write the country's two letters in capitals, such as US.";
  return `It does not fit ${pattern}.`;
}

/** Required fields without an answer. */
export function missing(
  fields: FieldDefinition[],
  answers: ReadonlyMap<string, Answer>,
): FieldDefinition[] {
  return fields.filter(
    (field) =>
      field.FieldRequirement === "REQUIRED" && isEmpty(answers.get(field.FieldPath) ?? noAnswer),
  );
}

export function statusText(status: string): string {
  return status === "CREATED" ? "Created (not submitted)" : words(status);
}

export function statusKind(status: string): StatusIndicatorProps.Type {
  switch (status) {
    case "COMPLETE":
    case "APPROVED":
      return "success";
    case "REQUIRES_UPDATES":
    case "REQUIRES_AUTHENTICATION":
      return "warning";
    case "DENIED":
      return "error";
    case "CREATED":
    case "DRAFT":
      return "pending";
    case "SUBMITTED":
    case "REVIEWING":
    case "PROVISIONING":
      return "in-progress";
    default:
      return "stopped";
  }
}

/** The largest file, in bytes. */
export const mostBytes = 500 * 1024;

/** Bytes as base64. */
export function base64(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8_192) {
    text += String.fromCharCode(...bytes.subarray(at, at + 8_192));
  }
  return btoa(text);
}

export interface Review {
  RegistrationId: string;
  Name?: string;
  RegistrationType: string;
  Title: string;
  Status: string;
  VersionNumber: number;
  Submitted?: number;
  Resources?: { ResourceType: string; ResourceId: string; PhoneNumber?: string }[];
}

export interface ReviewField {
  Section: string;
  FieldPath: string;
  Title: string;
  FieldType: string;
  Required: boolean;
  Values?: string[];
  AttachmentId?: string;
  Denied?: string;
}
