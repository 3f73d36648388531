/** The one line under a block's name: its main parameter, as a person would say it. */

type Fields = Record<string, unknown>;

function fields(value: unknown): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Fields)
    : {};
}

function plain(value: unknown): string {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : "";
}

/** The last part of an ARN; other texts as they are. */
export function shortName(value: unknown): string {
  const text = plain(value);
  if (!text.startsWith("arn:")) return text;
  const rest = text.split(":").slice(5).join(":");
  return (
    rest
      .split("/")
      .at(-1)
      ?.replace(/^function:/, "") ?? text
  );
}

/** What is said or played. */
function prompt(parameters: Fields): string {
  const words = plain(parameters["Text"]) || plain(parameters["SSML"]).replace(/<[^>]*>/g, " ");
  if (words.trim() !== "") return `“${words.replace(/\s+/g, " ").trim()}”`;
  if (plain(parameters["SSML"]) !== "") return "A pause";
  const id = shortName(parameters["PromptId"]);
  if (id !== "") return `Prompt ${id}`;
  return shortName(fields(parameters["Media"])["Uri"]);
}

function pairs(value: unknown): string {
  return Object.entries(fields(value))
    .map(([key, it]) => `${key} = ${plain(it) || plain(fields(it)["Value"])}`)
    .join(", ");
}

/** A name that the designer kept in the metadata beside an identifier. */
function kept(metadata: unknown, parameter: string): string {
  const all = fields(metadata);
  const one = fields(fields(all["parameters"])[parameter]);
  return plain(one["displayName"]);
}

/** Which parameter says what an action is about. */
const main = new Map<string, string>([
  ["Compare", "ComparisonValue"],
  ["InvokeLambdaFunction", "LambdaFunctionARN"],
  ["InvokeFlowModule", "FlowModuleId"],
  ["TransferToFlow", "ContactFlowId"],
  ["CreateTask", "Name"],
  ["CheckHoursOfOperation", "HoursOfOperationId"],
  ["UpdateContactCallbackNumber", "CallbackNumber"],
  ["TransferParticipantToThirdParty", "ThirdPartyPhoneNumber"],
  ["UpdateFlowLoggingBehavior", "FlowLoggingBehavior"],
  ["UpdateContactTextToSpeechVoice", "TextToSpeechVoice"],
  ["UpdatePreviousContactParticipantState", "PreviousContactParticipantState"],
  ["CheckVoiceId", "CheckVoiceIdOption"],
  ["LoadContactContent", "ContentType"],
  ["EndFlowModuleExecution", "Result"],
  ["EvaluateDataTableValues", "DataTableId"],
  ["ListDataTableValues", "DataTableId"],
  ["UpsertDataTableValues", "DataTableId"],
]);

function queue(parameters: Fields, metadata: unknown): string {
  const id = shortName(parameters["QueueId"]);
  if (id !== "") return kept(metadata, "QueueId") || `Queue ${id}`;
  const agent = shortName(parameters["AgentId"]);
  return agent === "" ? "" : kept(metadata, "AgentId") || `Agent ${agent}`;
}

/** `parameters` and the action's `metadata`, unchecked; empty where there is nothing to say. */
export function summaryOf(type: string, parameters: Fields, metadata: unknown): string {
  const key = main.get(type);
  if (key !== undefined) return kept(metadata, key) || shortName(parameters[key]);
  switch (type) {
    case "MessageParticipant":
    case "ConnectParticipantWithLexBot":
      return prompt(parameters);
    case "GetParticipantInput":
      return prompt(parameters) || plain(parameters["EnableDTMFBuffer"]);
    case "MessageParticipantIteratively": {
      const messages = parameters["Messages"];
      return Array.isArray(messages) ? prompt(fields(messages[0])) : "";
    }
    case "UpdateContactAttributes":
      return pairs(parameters["Attributes"]);
    case "UpdateFlowAttributes":
      return pairs(parameters["FlowAttributes"]);
    case "TagContact":
      return pairs(parameters["Tags"]);
    case "UpdateContactData":
      return pairs(
        Object.fromEntries(Object.entries(parameters).filter(([it]) => it !== "TargetContact")),
      );
    case "UpdateContactEventHooks": {
      const [hook, flow] = Object.entries(fields(parameters["EventHooks"]))[0] ?? [];
      const name = plain(fields(fields(metadata)["contactFlow"])["text"]) || shortName(flow);
      return hook === undefined ? "" : `${hook}: ${name}`;
    }
    case "Loop":
      return `${plain(parameters["LoopCount"])} times`;
    case "Wait":
      return `${plain(parameters["TimeLimitSeconds"])} s`;
    case "CheckMetricData":
    case "GetMetricData":
      return [plain(parameters["MetricType"]), queue(parameters, metadata)]
        .filter(Boolean)
        .join(", ");
    case "UpdateContactTargetQueue":
    case "DequeueContactAndTransferToQueue":
    case "CreateCallbackContact":
      return queue(parameters, metadata);
    case "UpdateContactRoutingBehavior": {
      const priority = plain(parameters["QueuePriority"]);
      return priority === ""
        ? `${plain(parameters["QueueTimeAdjustmentSeconds"])} s`
        : `Priority ${priority}`;
    }
    case "UpdateContactRecordingBehavior": {
      const who = fields(parameters["RecordingBehavior"])["RecordedParticipants"];
      return Array.isArray(who) ? who.map(plain).join(" and ") || "Off" : "";
    }
    case "ShowView":
      return shortName(fields(parameters["ViewResource"])["Id"]);
    default:
      return "";
  }
}
