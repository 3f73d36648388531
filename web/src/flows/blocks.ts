/**
 * The blocks of the flow language: what people call an action and which group it is of. Made by
 * hand after docs/blocks.md; blocks.test.ts fails when an action of that table is missing here.
 */

export type Group = "Interact" | "Set" | "Check" | "Integrate" | "End" | "Unknown";

export interface Block {
  /** As in the designer of the public service. */
  name: string;
  group: Group;
}

const table: [type: string, name: string, group: Group][] = [
  ["AssociateContactToCustomerProfile", "Customer profiles", "Integrate"],
  ["AuthenticateParticipant", "Authenticate customer", "Interact"],
  ["CheckHoursOfOperation", "Check hours of operation", "Check"],
  ["CheckMetricData", "Check queue status", "Check"],
  ["CheckOutboundCallStatus", "Check call progress", "Check"],
  ["CheckVoiceId", "Check Voice ID", "Check"],
  ["Compare", "Check contact attributes", "Check"],
  ["CompleteOutboundCall", "Call phone number", "End"],
  ["ConnectParticipantWithLexBot", "Get customer input", "Interact"],
  ["CreateCallbackContact", "Transfer to queue", "End"],
  ["CreateCase", "Cases", "Integrate"],
  ["CreateContact", "Create contact", "Integrate"],
  ["CreateCustomerProfile", "Customer profiles", "Integrate"],
  ["CreatePersistentContactAssociation", "Create persistent contact association", "Integrate"],
  ["CreateTask", "Create task", "Integrate"],
  ["CreateWisdomSession", "Connect assistant", "Integrate"],
  ["DequeueContactAndTransferToQueue", "Transfer to queue", "End"],
  ["DisconnectParticipant", "Disconnect / hang up", "End"],
  ["DistributeByPercentage", "Distribute by percentage", "Check"],
  ["EndFlowExecution", "End flow / Resume", "End"],
  ["EndFlowModuleExecution", "Return (from module)", "End"],
  ["EvaluateDataTableValues", "Data table", "Integrate"],
  ["GetCalculatedAttributesForCustomerProfile", "Customer profiles", "Integrate"],
  ["GetCase", "Cases", "Integrate"],
  ["GetCustomerProfile", "Customer profiles", "Integrate"],
  ["GetCustomerProfileObject", "Customer profiles", "Integrate"],
  ["GetMetricData", "Get queue metrics", "Check"],
  ["GetParticipantInput", "Get customer input", "Interact"],
  ["InvokeFlowModule", "Invoke module", "Integrate"],
  ["InvokeLambdaFunction", "AWS Lambda function", "Integrate"],
  ["ListDataTableValues", "Data table", "Integrate"],
  ["LoadContactContent", "Get stored content", "Interact"],
  ["Loop", "Loop", "Check"],
  ["MessageParticipant", "Play prompt", "Interact"],
  ["MessageParticipantIteratively", "Loop prompts", "Interact"],
  ["RenderMessageTemplate", "Render message template", "Interact"],
  ["ResumeContact", "Resume contact", "End"],
  ["ShowView", "Show view", "Interact"],
  ["StartOutboundChatContact", "Send message", "Interact"],
  ["StartOutboundEmailContact", "Send message", "Interact"],
  ["StartVoiceIdStream", "Set Voice ID", "Integrate"],
  ["TagContact", "Contact tags", "Set"],
  ["TransferContactToAgent", "Transfer to agent (beta)", "End"],
  ["TransferContactToQueue", "Transfer to queue", "End"],
  ["TransferParticipantToThirdParty", "Transfer to phone number", "End"],
  ["TransferToFlow", "Transfer to flow", "End"],
  ["UntagContact", "Contact tags", "Set"],
  ["UpdateCase", "Cases", "Integrate"],
  ["UpdateContactAttributes", "Set contact attributes", "Set"],
  ["UpdateContactCallbackNumber", "Set callback number", "Set"],
  ["UpdateContactData", "Set contact attributes", "Set"],
  ["UpdateContactEventHooks", "Set event flow", "Set"],
  ["UpdateContactMediaProcessing", "Set recording, analytics and processing behavior", "Set"],
  ["UpdateContactMediaStreamingBehavior", "Media streaming", "Set"],
  [
    "UpdateContactRecordingAndAnalyticsBehavior",
    "Set recording, analytics and processing behavior",
    "Set",
  ],
  ["UpdateContactRecordingBehavior", "Set recording and analytics behavior", "Set"],
  ["UpdateContactRoutingBehavior", "Change routing priority / age", "Set"],
  ["UpdateContactRoutingCriteria", "Set routing criteria", "Set"],
  ["UpdateContactTargetQueue", "Set working queue", "Set"],
  ["UpdateContactTextToSpeechVoice", "Set voice", "Interact"],
  ["UpdateCustomerProfile", "Customer profiles", "Integrate"],
  ["UpdateFlowAttributes", "Set contact attributes", "Set"],
  ["UpdateFlowLoggingBehavior", "Set logging behavior", "Set"],
  ["UpdatePreviousContactParticipantState", "Hold customer or agent", "Interact"],
  ["UpsertDataTableValues", "Data table", "Integrate"],
  ["Wait", "Wait", "Check"],
];

const blocks = new Map<string, Block>(table.map(([type, name, group]) => [type, { name, group }]));

/** Actions whose flow ends where they succeed; exports give them a next action that never runs. */
const endsOnSuccess = new Set([
  "TransferContactToQueue",
  "TransferToFlow",
  "TransferContactToAgent",
]);

const hooks = new Map([
  ["CustomerQueue", "Set customer queue flow"],
  ["CustomerRemaining", "Set disconnect flow"],
  ["AgentHold", "Set hold flow"],
  ["CustomerHold", "Set hold flow"],
  ["AgentWhisper", "Set whisper flow"],
  ["CustomerWhisper", "Set whisper flow"],
]);

const agentMetrics = /^NumberOfAgents/;

/** The block for an action; several blocks share one action and are told apart by its parameters. */
export function blockOf(type: string, parameters: Record<string, unknown>): Block {
  const block = blocks.get(type);
  if (block === undefined)
    return { name: type === "" ? "Action without a type" : type, group: "Unknown" };
  const name = special(type, parameters);
  return name === null ? block : { ...block, name };
}

function special(type: string, parameters: Record<string, unknown>): string | null {
  switch (type) {
    case "GetParticipantInput":
      if (parameters["EnableDTMFBuffer"] !== undefined) return "Set touch-tone buffer behavior";
      return /^true$/i.test(String(parameters["StoreInput"])) ? "Store customer input" : null;
    case "CheckMetricData":
      return agentMetrics.test(String(parameters["MetricType"])) ? "Check staffing" : null;
    case "UpdateContactEventHooks": {
      const given: unknown = parameters["EventHooks"];
      const key = typeof given === "object" && given !== null ? Object.keys(given)[0] : undefined;
      return key === undefined ? null : (hooks.get(key) ?? null);
    }
    case "UpdateContactMediaStreamingBehavior":
      return /^enabled$/i.test(String(parameters["MediaStreamingState"]))
        ? "Start media streaming"
        : "Stop media streaming";
    case "UpdateContactData":
      if (parameters["WisdomSessionArn"] !== undefined) return "Connect assistant";
      return parameters["IsVoiceIdStreamingEnabled"] === undefined ? null : "Set Voice ID";
    default:
      return null;
  }
}

/** Whether what follows on success is never run. */
export function hasNoNext(type: string): boolean {
  return endsOnSuccess.has(type);
}

/** All types of actions that are known. */
export function knownTypes(): string[] {
  return [...blocks.keys()];
}
