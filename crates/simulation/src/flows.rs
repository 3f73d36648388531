//! The flows of the simulated centre, in the published language. A flow that changes a contact's
//! priority or age also writes it into an attribute, where the oracle reads it.

use ids::{FlowId, QueueId, UserId};
use serde_json::{Value, json};

/// The attribute that says the routing priority.
pub(crate) const PRIORITY: &str = "priority";
/// The attribute that says by how many seconds it counts as older.
pub(crate) const AGE: &str = "age";

/// An action that goes on to `next`, and to the end for each of `errors`.
fn action(id: &str, kind: &str, parameters: Value, next: &str, errors: &[&str]) -> Value {
    let errors: Vec<Value> = errors
        .iter()
        .map(|it| json!({"NextAction": "end", "ErrorType": it}))
        .collect();
    json!({
        "Identifier": id,
        "Type": kind,
        "Parameters": parameters,
        "Transitions": {"NextAction": next, "Conditions": [], "Errors": errors},
    })
}

fn last(kind: &str) -> Value {
    json!({"Identifier": "end", "Type": kind, "Parameters": {}, "Transitions": {}})
}

fn flow(start: &str, actions: Vec<Value>) -> Value {
    json!({"Version": "2019-10-30", "StartAction": start, "Metadata": {}, "Actions": actions})
}

fn say(id: &str, text: &str, next: &str) -> Value {
    action(
        id,
        "MessageParticipant",
        json!({"Text": text}),
        next,
        &["NoMatchingError"],
    )
}

const NO_MATCH: &[&str] = &["NoMatchingError"];

fn record() -> Value {
    let participants = json!({"RecordedParticipants": ["Agent", "Customer"]});
    let parameters = json!({"RecordingBehavior": participants});
    action(
        "record",
        "UpdateContactRecordingBehavior",
        parameters,
        "set-queue",
        &[],
    )
}

fn to_queue(target: Value) -> Vec<Value> {
    let full = &["NoMatchingError", "QueueAtCapacity"];
    vec![
        record(),
        action(
            "set-queue",
            "UpdateContactTargetQueue",
            target,
            "transfer",
            NO_MATCH,
        ),
        action("transfer", "TransferContactToQueue", json!({}), "end", full),
        last("DisconnectParticipant"),
    ]
}

fn into(queue: QueueId) -> Vec<Value> {
    to_queue(json!({"QueueId": queue}))
}

fn with(first: Vec<Value>, queue: QueueId) -> Value {
    let start = first
        .first()
        .and_then(|it| it["Identifier"].as_str())
        .unwrap_or("record")
        .to_owned();
    flow(&start, [first, into(queue)].concat())
}

/// Speaks and queues.
pub(crate) fn plain(queue: QueueId) -> Value {
    with(vec![say("greet", "Welcome.", "record")], queue)
}

fn noted(attribute: &str, value: i32, behaviour: &str, next: &str) -> Vec<Value> {
    let attributes =
        json!({"Attributes": {attribute: value.to_string()}, "TargetContact": "Current"});
    let change = json!({behaviour: value.to_string()});
    vec![
        action(
            "note",
            "UpdateContactAttributes",
            attributes,
            "rank",
            NO_MATCH,
        ),
        action("rank", "UpdateContactRoutingBehavior", change, next, &[]),
    ]
}

/// Raises the priority, then queues.
pub(crate) fn urgent(queue: QueueId) -> Value {
    with(noted(PRIORITY, 1, "QueuePriority", "record"), queue)
}

/// Counts as older, then queues.
pub(crate) fn aged(queue: QueueId, seconds: i32) -> Value {
    with(
        noted(AGE, seconds, "QueueTimeAdjustmentSeconds", "record"),
        queue,
    )
}

fn step(expression: &Value, seconds: u32) -> Value {
    json!({"Expression": expression, "Expiry": {"DurationInSeconds": seconds}})
}

fn steps(steps: &[Value], next: &str) -> Value {
    let parameters = json!({"RoutingCriteria": {"Steps": steps}});
    action(
        "need",
        "UpdateContactRoutingCriteria",
        parameters,
        next,
        NO_MATCH,
    )
}

fn criteria(expression: &Value, seconds: u32) -> Value {
    steps(&[step(expression, seconds)], "record")
}

fn skill(name: &str, value: &str, level: u32) -> Value {
    json!({"AttributeCondition": {"Name": name, "Value": value,
        "ProficiencyLevel": level, "ComparisonOperator": "NumberGreaterOrEqualTo"}})
}

/// Needs a skill for a while.
pub(crate) fn skilled(queue: QueueId, seconds: u32) -> Value {
    with(
        vec![criteria(&skill("Language", "Welsh", 3), seconds)],
        queue,
    )
}

/// The same for a task, whose queue was set already.
pub(crate) fn skilled_task(seconds: u32) -> Value {
    let need = steps(&[step(&skill("Product", "Pumps", 2), seconds)], "transfer");
    flow(
        "need",
        vec![need, transfer(), last("DisconnectParticipant")],
    )
}

/// Needs two skills, then one or the other, each for a while.
pub(crate) fn stepped(queue: QueueId) -> Value {
    let two = [skill("Language", "Welsh", 3), skill("Product", "Pumps", 3)];
    let one = [skill("Language", "Welsh", 4), skill("Product", "Pumps", 1)];
    let all = [
        step(&json!({"AndExpression": two}), 12),
        step(&json!({"OrExpression": one}), 10),
    ];
    with(vec![steps(&all, "record")], queue)
}

/// A queue flow that asks for a skill of a contact that waits.
pub(crate) fn requiring(seconds: u32) -> Value {
    let need = steps(&[step(&skill("Language", "Welsh", 2), seconds)], "end");
    let all = vec![
        say("say", "Please wait.", "need"),
        need,
        last("EndFlowExecution"),
    ];
    flow("say", all)
}

/// Is kept for some agents for a while.
pub(crate) fn preferred(queue: QueueId, agents: &[UserId], seconds: u32) -> Value {
    let need = json!({"AttributeCondition": {
        "MatchCriteria": {"AgentsCriteria": {"AgentIds": agents}}, "ComparisonOperator": "Match"}});
    with(vec![criteria(&need, seconds)], queue)
}

fn transfer() -> Value {
    let full = &["NoMatchingError", "QueueAtCapacity"];
    action("transfer", "TransferContactToQueue", json!({}), "end", full)
}

/// Queues in the queue that was set already.
pub(crate) fn waiting() -> Value {
    flow("transfer", vec![transfer(), last("DisconnectParticipant")])
}

/// The same, after a word to who transfers.
pub(crate) fn spoken_waiting() -> Value {
    let say = say("say", "Transferring.", "transfer");
    flow("say", vec![say, transfer(), last("DisconnectParticipant")])
}

/// A transfer to the agent whom the transfer names.
pub(crate) fn to_agent() -> Value {
    let go = action("go", "TransferContactToAgent", json!({}), "end", NO_MATCH);
    flow("go", vec![go, last("DisconnectParticipant")])
}

/// Sets a flow for later, then queues.
pub(crate) fn hooked(hook: &str, flow: FlowId, queue: QueueId) -> Value {
    let hooks = json!({"EventHooks": {hook: flow}});
    with(
        vec![action(
            "hook",
            "UpdateContactEventHooks",
            hooks,
            "record",
            NO_MATCH,
        )],
        queue,
    )
}

/// Goes to an agent's own queue.
pub(crate) fn own_queue(agent: UserId) -> Value {
    flow("record", to_queue(json!({"AgentId": agent})))
}

/// Asks a function, then queues.
pub(crate) fn asking(queue: QueueId) -> Value {
    let parameters = json!({
        "LambdaFunctionARN": "arn:aws:lambda:us-east-1:123456789012:function:tier",
        "InvocationTimeLimitSeconds": "8",
    });
    with(
        vec![action(
            "ask",
            "InvokeLambdaFunction",
            parameters,
            "record",
            NO_MATCH,
        )],
        queue,
    )
}

/// Asks for a callback and ends the call.
pub(crate) fn call_back(queue: QueueId) -> Value {
    let parameters = json!({
        "QueueId": queue,
        "InitialCallDelaySeconds": "10",
        "MaximumConnectionAttempts": "2",
        "RetryDelaySeconds": "20",
    });
    let ask = action(
        "call-back",
        "CreateCallbackContact",
        parameters,
        "end",
        NO_MATCH,
    );
    flow("call-back", vec![ask, last("DisconnectParticipant")])
}

/// First a third party, then the queue.
pub(crate) fn put_through(queue: QueueId) -> Value {
    let parameters = json!({
        "ThirdPartyPhoneNumber": "+12065550199",
        "ThirdPartyConnectionTimeLimitSeconds": "20",
        "ContinueFlowExecution": "True",
    });
    let errors = &[
        "NoMatchingError",
        "CallFailed",
        "ConnectionTimeLimitExceeded",
    ];
    let out = action(
        "out",
        "TransferParticipantToThirdParty",
        parameters,
        "record",
        errors,
    );
    with(vec![out], queue)
}

/// A queue flow that moves the contact to another queue and says so.
pub(crate) fn moving(queue: QueueId) -> Value {
    let full = &["NoMatchingError", "QueueAtCapacity"];
    let parameters = json!({"QueueId": queue});
    let moves = action(
        "move",
        "DequeueContactAndTransferToQueue",
        parameters,
        "moved",
        full,
    );
    let all = vec![
        say("say", "Please wait.", "move"),
        moves,
        say("moved", "You were moved.", "end"),
        last("EndFlowExecution"),
    ];
    flow("say", all)
}

/// A queue flow that raises the priority of a contact that waits.
pub(crate) fn rising() -> Value {
    let mut all = vec![say("say", "Please wait.", "note")];
    all.extend(noted(PRIORITY, 2, "QueuePriority", "end"));
    all.push(last("EndFlowExecution"));
    flow("say", all)
}

/// A flow for who is left when the agent has gone.
pub(crate) fn survey() -> Value {
    flow(
        "say",
        vec![
            say("say", "Were you happy?", "end"),
            last("EndFlowExecution"),
        ],
    )
}
