//! Modules as actions. Spec: flow-language.md §11.3, whose table's order this file follows.

use super::document::{Module, Parameter};
use super::{Work, value};
use serde_json::{Map, Value, json};

/// An action in the making.
#[derive(Debug, Default)]
pub(super) struct Made {
    /// Its type.
    pub(super) name: &'static str,
    pub(super) parameters: Map<String, Value>,
    /// It has no transitions.
    pub(super) ends: bool,
    /// It may stand without a `NextAction`.
    pub(super) may_end: bool,
    /// Its conditions hold shares that become thresholds.
    pub(super) cumulative: bool,
    /// Errors that lead where success does, as the older format had no branch for them.
    pub(super) same_as_next: &'static [&'static str],
}

impl Made {
    fn new(name: &'static str) -> Self {
        Self {
            name,
            ..Self::default()
        }
    }

    fn end(name: &'static str) -> Self {
        Self {
            name,
            ends: true,
            ..Self::default()
        }
    }

    /// Sets a parameter from one of the module's, if that says something.
    fn take(&mut self, module: &Module, from: &str, to: &str) -> bool {
        let found = module.parameter(from).map(value::of);
        self.put_some(to, found)
    }

    fn put(&mut self, key: &str, value: impl Into<Value>) {
        self.parameters.insert(key.to_owned(), value.into());
    }

    fn put_some(&mut self, key: &str, value: Option<String>) -> bool {
        match value.filter(|it| !it.is_empty()) {
            Some(value) => {
                self.put(key, value);
                true
            }
            None => false,
        }
    }

    /// A queue or an agent, where the module names one.
    fn queue(&mut self, module: &Module) -> bool {
        if self.take(module, "Queue", "QueueId") || self.take(module, "Agent", "AgentId") {
            return true;
        }
        // Very old files say it in the metadata only.
        let queue = module.metadata.get("queue");
        let id = queue.and_then(|it| it.get("id").or(Some(it)));
        let id = id.and_then(Value::as_str).map(str::to_owned);
        self.put_some("QueueId", id)
    }

    /// What is played: a prompt of the library or a text.
    fn prompt(&mut self, module: &Module) -> bool {
        if self.take(module, "AudioPrompt", "PromptId") {
            return true;
        }
        let Some(text) = module.parameter("Text") else {
            return false;
        };
        let kind = module.parameter("TextToSpeechType");
        let is_ssml = kind.is_some_and(|it| it.value == "ssml");
        let text = value::of(text);
        self.put(if is_ssml { "SSML" } else { "Text" }, text);
        true
    }
}

/// What the current format calls a parameter that names a resource.
pub(super) fn current_name(name: &str) -> &str {
    match name {
        "AudioPrompt" => "PromptId",
        "Queue" => "QueueId",
        "Agent" => "AgentId",
        "FunctionArn" => "LambdaFunctionARN",
        "Hours" => "HoursOfOperationId",
        other => other,
    }
}

/// The action that a module becomes.
pub(super) fn of(work: &mut Work, module: &Module) -> Made {
    let target = module.target.as_deref().unwrap_or_default();
    match (module.kind.as_str(), target) {
        ("PlayPrompt" | "PlayAudio", _) => play(work, module),
        ("GetUserInput", "Lex") => lex(work, module),
        ("GetUserInput", _) => keys(work, module),
        ("StoreUserInput" | "StoreCustomerInput", _) => store(work, module),
        ("SetAttributes" | "SetScreenPop", _) => attributes(module),
        ("CheckAttribute", _) => check_attribute(module),
        ("InvokeExternalResource", _) => lambda(module),
        ("SetQueue", _) => with_queue(work, module, "UpdateContactTargetQueue", true),
        ("CustomerInQueue", _) | ("Transfer", "Queue") => to_queue(work, module),
        ("TransferToFlow", _) | ("Transfer", "Flow") => to_flow(work, module),
        ("Transfer", "PhoneNumber") => to_phone(work, module),
        ("Transfer", "Agent") => Made::end("TransferContactToAgent"),
        ("CreateCallback", _) => callback(module),
        ("SetCallBackNumber", _) => {
            let mut made = Made::new("UpdateContactCallbackNumber");
            made.take(module, "CallBackNumber", "CallbackNumber");
            made
        }
        ("Disconnect", _) => Made::end("DisconnectParticipant"),
        ("Resume", _) => Made::end("EndFlowExecution"),
        ("ResumeContact", _) => Made::new("ResumeContact"),
        ("SetVoice", _) => voice(module),
        ("SetLoggingBehavior", _) => {
            let mut made = Made::new("UpdateFlowLoggingBehavior");
            made.put("FlowLoggingBehavior", switch(module, "LoggingBehavior"));
            made
        }
        ("SetRecordingBehavior", _) => recording(module),
        ("Loop", _) => {
            let mut made = Made::new("Loop");
            made.take(module, "LoopCount", "LoopCount");
            made
        }
        ("LoopPrompts", _) => loop_prompts(module),
        ("Wait", _) => wait(module),
        ("CheckStaffing", _) => staffing(work, module),
        ("CheckHoursOfOperation", _) => {
            let mut made = Made::new("CheckHoursOfOperation");
            made.take(module, "Hours", "HoursOfOperationId");
            made
        }
        ("CheckQueueStatus", _) => queue_status(work, module),
        ("GetMetricData" | "GetQueueMetrics", _) => {
            let mut made = with_queue(work, module, "GetMetricData", false);
            made.take(module, "Channel", "QueueChannel");
            made
        }
        ("SetEventHook" | "SetContactFlow", _) => hook(module),
        ("UpdateRoutingPriority", _) => {
            let mut made = Made::new("UpdateContactRoutingBehavior");
            if !made.take(module, "AbsolutePosition", "QueuePriority") {
                made.take(module, "TimeOffset", "QueueTimeAdjustmentSeconds");
            }
            made
        }
        ("StartMediaStreaming", _) => streaming(module, "Enabled"),
        ("StopMediaStreaming", _) => streaming(module, "Disabled"),
        ("PercentileBranching", _) => Made {
            cumulative: true,
            ..Made::new("DistributeByPercentage")
        },
        ("HoldParticipants", _) => hold(module),
        ("CallParticipant" | "CompleteOutboundCall", _) => Made::new("CompleteOutboundCall"),
        (kind, target) => {
            let what = if target.is_empty() {
                kind.to_owned()
            } else {
                format!("{kind}/{target}")
            };
            work.note(
                module,
                format!("{what} has no counterpart that is published; it ends the contact here"),
            );
            Made::end("DisconnectParticipant")
        }
    }
}

fn play(work: &mut Work, module: &Module) -> Made {
    let mut made = Made {
        same_as_next: &["NoMatchingError"],
        ..Made::new("MessageParticipant")
    };
    if !made.prompt(module) {
        work.note(module, "it plays nothing");
        // Silence is the nearest thing that publishes: an empty text does not.
        made.put("Text", " ");
    }
    made
}

fn keys(work: &mut Work, module: &Module) -> Made {
    let mut made = Made::new("GetParticipantInput");
    if !made.prompt(module) {
        work.note(module, "it asks nothing");
        made.put("Text", " ");
    }
    made.put("StoreInput", "False");
    if !made.take(module, "Timeout", "InputTimeLimitSeconds") {
        made.put("InputTimeLimitSeconds", "5");
    }
    made
}

fn lex(work: &mut Work, module: &Module) -> Made {
    let mut made = Made::new("ConnectParticipantWithLexBot");
    made.prompt(module);
    let mut bot = Map::new();
    for (from, to) in [
        ("BotName", "Name"),
        ("BotRegion", "Region"),
        ("BotAlias", "Alias"),
    ] {
        if let Some(parameter) = module.parameter(from) {
            bot.insert(to.to_owned(), json!(value::of(parameter)));
        }
    }
    made.put("LexBot", Value::Object(bot));
    work.note(
        module,
        "it names a bot of the older kind; choose a bot's alias instead",
    );
    made
}

fn store(work: &mut Work, module: &Module) -> Made {
    let mut made = Made::new("GetParticipantInput");
    if !made.prompt(module) {
        work.note(module, "it asks nothing");
        made.put("Text", " ");
    }
    made.put("StoreInput", "True");
    if !made.take(module, "Timeout", "InputTimeLimitSeconds") {
        made.put("InputTimeLimitSeconds", "5");
    }
    let word = |name: &str| module.parameter(name).map(value::of);
    let phone = word("CustomerInputType").as_deref() == Some("PhoneNumber");
    let validation = if phone {
        let local = word("PhoneNumberFormat").is_none_or(|it| it.eq_ignore_ascii_case("local"));
        let mut number = Map::new();
        number.insert(
            "NumberFormat".into(),
            json!(if local { "Local" } else { "E164" }),
        );
        if let Some(country) = word("CountryCode").filter(|_| local) {
            number.insert("CountryCode".into(), json!(country));
        }
        json!({"PhoneNumberValidation": number})
    } else {
        let most = word("MaxDigits").unwrap_or_else(|| "20".into());
        json!({"CustomValidation": {"MaximumLength": most}})
    };
    made.put("InputValidation", validation);
    let mut keys = Map::new();
    if let Some(end) = word("TerminatorDigits") {
        keys.insert("InputTerminationSequence".into(), json!(end));
    }
    if let Some(cancel) = module.parameter("DisableCancel") {
        let word = if value::flag(&cancel.value) {
            "True"
        } else {
            "False"
        };
        keys.insert("DisableCancelKey".into(), json!(word));
    }
    if !keys.is_empty() {
        made.put("DTMFConfiguration", Value::Object(keys));
    }
    let encrypts = module.parameter("EncryptEntry");
    if encrypts.is_some_and(|it| value::flag(&it.value)) && !phone {
        made.put(
            "InputEncryption",
            json!({
                "EncryptionKeyId": word("EncryptionKeyId").unwrap_or_default(),
                "Key": word("EncryptionKey").unwrap_or_default(),
            }),
        );
    }
    made
}

fn attributes(module: &Module) -> Made {
    let mut made = Made::new("UpdateContactAttributes");
    let mut attributes = Map::new();
    let keyed = |it: &&Parameter| it.key.as_deref().is_some_and(|key| !key.is_empty());
    for parameter in module.parameters.iter().filter(keyed) {
        let value = value::of(parameter);
        // A value may not be empty; a space is what the service takes for nothing.
        let value = if value.is_empty() { " ".into() } else { value };
        let key = parameter.key.clone().unwrap_or_default();
        attributes.insert(key, json!(value));
    }
    made.put("Attributes", Value::Object(attributes));
    made.put("TargetContact", "Current");
    made.same_as_next = &["NoMatchingError"];
    made
}

fn check_attribute(module: &Module) -> Made {
    let mut made = Made::new("Compare");
    let text = |name: &str| module.parameter(name).map(|it| value::text(&it.value));
    let namespace = text("Namespace").unwrap_or_else(|| "User Defined".into());
    let attribute = text("Attribute").unwrap_or_default();
    made.put("ComparisonValue", value::path(&namespace, &attribute));
    made
}

fn lambda(module: &Module) -> Made {
    let mut made = Made::new("InvokeLambdaFunction");
    made.take(module, "FunctionArn", "LambdaFunctionARN");
    if !made.take(module, "TimeLimit", "InvocationTimeLimitSeconds") {
        made.put("InvocationTimeLimitSeconds", "3");
    }
    let mut attributes = Map::new();
    for parameter in module.parameters.iter().filter(|it| it.name == "Parameter") {
        if let Some(key) = parameter.key.clone() {
            attributes.insert(key, json!(value::of(parameter)));
        }
    }
    if !attributes.is_empty() {
        made.put("LambdaInvocationAttributes", Value::Object(attributes));
    }
    made
}

fn with_queue(work: &mut Work, module: &Module, name: &'static str, must: bool) -> Made {
    let mut made = Made::new(name);
    if !made.queue(module) && must {
        work.note(module, "it names no queue");
    }
    made
}

fn to_queue(work: &mut Work, module: &Module) -> Made {
    let mut made = Made::new("TransferContactToQueue");
    if work.in_queue {
        made.name = "DequeueContactAndTransferToQueue";
        if !made.queue(module) {
            work.note(module, "it names no queue");
        }
    }
    made
}

fn to_flow(work: &mut Work, module: &Module) -> Made {
    let mut made = Made::new("TransferToFlow");
    if !made.take(module, "ContactFlowId", "ContactFlowId") {
        let flow = ["ContactFlow", "contactFlow"];
        let mut flows = flow
            .iter()
            .filter_map(|it| module.metadata.get(*it)?.get("id"));
        let id = flows.next().and_then(Value::as_str).map(str::to_owned);
        if !made.put_some("ContactFlowId", id) {
            work.note(module, "it names no flow");
        }
    }
    made
}

fn to_phone(work: &mut Work, module: &Module) -> Made {
    let mut made = Made::new("TransferParticipantToThirdParty");
    if !made.take(module, "PhoneNumber", "ThirdPartyPhoneNumber") {
        work.note(module, "it names no phone number");
    }
    if !made.take(module, "TimeLimit", "ThirdPartyConnectionTimeLimitSeconds") {
        made.put("ThirdPartyConnectionTimeLimitSeconds", "30");
    }
    let blind = module.parameter("BlindTransfer");
    let blind = blind.is_some_and(|it| value::flag(&it.value));
    made.put(
        "ContinueFlowExecution",
        if blind { "False" } else { "True" },
    );
    made.take(module, "DTMFDigits", "ThirdPartyDTMFDigits");
    let caller = [("CallerIdNumber", "Number"), ("CallerIdName", "Name")];
    let caller: Map<String, Value> = caller
        .iter()
        .filter_map(|(from, to)| {
            let parameter = module.parameter(from)?;
            Some(((*to).to_owned(), json!(value::of(parameter))))
        })
        .collect();
    if !caller.is_empty() {
        made.put("CallerId", Value::Object(caller));
    }
    made
}

fn callback(module: &Module) -> Made {
    let mut made = Made::new("CreateCallbackContact");
    made.queue(module);
    let seconds = [
        ("InitialDelaySeconds", "InitialCallDelaySeconds", "99"),
        ("RetryDelaySeconds", "RetryDelaySeconds", "600"),
        ("MaxRetryAttempts", "MaximumConnectionAttempts", "1"),
    ];
    for (from, to, default) in seconds {
        if !made.take(module, from, to) {
            made.put(to, default);
        }
    }
    made
}

fn voice(module: &Module) -> Made {
    let mut made = Made::new("UpdateContactTextToSpeechVoice");
    made.take(module, "GlobalVoice", "TextToSpeechVoice");
    if let Some(engine) = module.parameter("GlobalEngine") {
        made.put("TextToSpeechEngine", value::of(engine).to_lowercase());
    }
    made.take(module, "SpeakingStyle", "TextToSpeechStyle");
    made.same_as_next = &["NoMatchingError"];
    made
}

/// `Enable` or `Disable` as a state.
fn switch(module: &Module, name: &str) -> &'static str {
    let off = module
        .parameter(name)
        .is_some_and(|it| it.value == "Disable");
    if off { "Disabled" } else { "Enabled" }
}

fn recording(module: &Module) -> Made {
    let mut made = Made::new("UpdateContactRecordingBehavior");
    let participants: &[&str] = if switch(module, "RecordingBehaviorOption") == "Disabled" {
        &[]
    } else {
        let option = module.parameter("RecordingParticipantOption");
        match option.and_then(|it| it.value.as_str()) {
            Some("Agent") => &["Agent"],
            Some("Customer") => &["Customer"],
            _ => &["Agent", "Customer"],
        }
    };
    made.put(
        "RecordingBehavior",
        json!({"RecordedParticipants": participants}),
    );
    made
}

fn loop_prompts(module: &Module) -> Made {
    let mut made = Made {
        may_end: true,
        ..Made::new("MessageParticipantIteratively")
    };
    let messages = module.parameters.iter().filter_map(|it| {
        let text = value::of(it);
        match it.name.as_str() {
            "AudioPrompt" if !text.is_empty() => Some(json!({"PromptId": text})),
            "Text" if !text.is_empty() => Some(match it.key.as_deref() {
                Some("ssml") => json!({"SSML": text}),
                _ => json!({"Text": text}),
            }),
            _ => None,
        }
    });
    made.put("Messages", messages.collect::<Vec<_>>());
    made.take(module, "InterruptSeconds", "InterruptFrequencySeconds");
    made
}

fn wait(module: &Module) -> Made {
    let mut made = Made::new("Wait");
    made.take(module, "TimeoutSeconds", "TimeLimitSeconds");
    let returns = module.parameter("InterruptOnCustomerReturn");
    if returns.is_some_and(|it| value::flag(&it.value)) {
        made.put("Events", json!(["CustomerReturned"]));
    }
    made
}

fn staffing(work: &mut Work, module: &Module) -> Made {
    let mut made = with_queue(work, module, "CheckMetricData", false);
    let status = module.parameter("Status").map(value::of);
    let status = status.unwrap_or_else(|| "Available".into());
    made.put("MetricType", format!("NumberOfAgents{status}"));
    made.same_as_next = &["NoMatchingCondition"];
    made
}

fn queue_status(work: &mut Work, module: &Module) -> Made {
    let mut made = with_queue(work, module, "CheckMetricData", false);
    let by_time = module
        .branches
        .iter()
        .any(|it| it.condition == "CheckQueueTime");
    made.put(
        "MetricType",
        if by_time {
            "OldestContactInQueueAgeSeconds"
        } else {
            "NumberOfContactsInQueue"
        },
    );
    made
}

fn hook(module: &Module) -> Made {
    let mut made = Made {
        same_as_next: &["NoMatchingError"],
        ..Made::new("UpdateContactEventHooks")
    };
    let kind = module.parameter("Type").map(value::of).unwrap_or_default();
    let flow = module.parameter("ContactFlowId").map(value::of);
    let mut hooks = Map::new();
    hooks.insert(kind, json!(flow.unwrap_or_default()));
    made.put("EventHooks", Value::Object(hooks));
    made
}

fn streaming(module: &Module, state: &str) -> Made {
    let mut made = Made::new("UpdateContactMediaStreamingBehavior");
    made.put("MediaStreamingState", state);
    let tracks = module.parameters.iter().filter(|it| it.name == "Track");
    let directions: Vec<&str> = tracks
        .filter_map(|it| match it.value.as_str() {
            Some("FromCustomer") => Some("From"),
            Some("ToCustomer") => Some("To"),
            _ => None,
        })
        .collect();
    if !directions.is_empty() {
        made.put(
            "Participants",
            json!([{"ParticipantType": "Customer", "MediaDirections": directions}]),
        );
    }
    made.put("MediaStreamType", "Audio");
    made.same_as_next = &["NoMatchingError"];
    made
}

fn hold(module: &Module) -> Made {
    let mut made = Made::new("UpdatePreviousContactParticipantState");
    let option = module.parameters.iter().map(|it| value::text(&it.value));
    let state = option
        .map(|it| match it.as_str() {
            "HoldAgent" | "AgentOnHold" => "AgentOnHold",
            "HoldCustomer" | "CustomerOnHold" => "CustomerOnHold",
            _ => "OffHold",
        })
        .next();
    made.put(
        "PreviousContactParticipantState",
        state.unwrap_or("OffHold"),
    );
    made.same_as_next = &["NoMatchingError"];
    made
}
