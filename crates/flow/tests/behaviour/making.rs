//! What holds for every document: nothing panics, whatever it is; and what is made as the tables
//! say publishes.

use crate::support::document;
use flow::interchange::{Catalog, Envelope, FlowFile, Named, export, mentions};
use flow::schema::{Choice, Class, Field, Fields, Shape};
use flow::{
    Anything, Flow, FlowKind, Need, ResourceKind, Row, Rule, Runs, advise, registry, validate,
};
use ids::IdSource;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

fn pick<'a, T>(ids: &mut IdSource, list: &'a [T]) -> &'a T {
    &list[ids.below(list.len() as u32) as usize]
}

/// Words that documents are made of, so that random ones come far into the code.
const WORDS: &[&str] = &[
    "Version",
    "2019-10-30",
    "StartAction",
    "Actions",
    "Metadata",
    "ActionMetadata",
    "Settings",
    "Identifier",
    "Type",
    "Parameters",
    "Transitions",
    "NextAction",
    "Conditions",
    "Condition",
    "Operator",
    "Operands",
    "Errors",
    "ErrorType",
    "NoMatchingError",
    "Equals",
    "a",
    "b",
    "",
    "$.Attributes.x",
    "$.Nope",
    "$['",
    "{{x}}",
    "${x}",
    "QueueId",
    "Text",
    "Messages",
    "PromptId",
    "EventHooks",
    "CustomerQueue",
    "parameters",
    "displayName",
    "queue",
    "text",
    "audio",
    "modules",
    "id",
    "type",
    "target",
    "branches",
    "condition",
    "transition",
    "parameters",
    "name",
    "value",
    "namespace",
    "System",
    "PlayPrompt",
    "SetQueue",
    "Transfer",
    "Queue",
    "metadata",
    "position",
    "start",
    "version",
    "1",
    "resourceName",
    "Success",
    "Evaluate",
    "conditionType",
    "contactFlow",
];

fn any(ids: &mut IdSource, depth: u32) -> Value {
    match ids.below(if depth == 0 { 5 } else { 8 }) {
        0 => Value::Null,
        1 => json!(ids.below(2) == 0),
        2 => json!(f64::from(ids.below(1000)) / 7.0),
        3 | 4 => json!(pick(ids, WORDS)),
        5 => (0..ids.below(4)).map(|_| any(ids, depth - 1)).collect(),
        _ => {
            let member = |ids: &mut IdSource| {
                let names: Vec<&str> = registry().map(|row| row.name).collect();
                let key = match ids.below(5) {
                    0 => *pick(ids, &names),
                    _ => pick(ids, WORDS),
                };
                (key.to_owned(), any(ids, depth - 1))
            };
            let members: Vec<_> = (0..ids.below(6)).map(|_| member(ids)).collect();
            Value::Object(members.into_iter().collect())
        }
    }
}

/// An instance that has what sounds good to it.
struct Half;

impl Catalog for Half {
    fn by_id(&self, _: ResourceKind, id: &str) -> Option<Named> {
        id.len().is_multiple_of(3).then(|| Named {
            id: format!("i{id}"),
            arn: format!("arn:{id}"),
            name: format!("n\"{id}"),
        })
    }

    fn by_name(&self, kind: ResourceKind, name: &str) -> Option<Named> {
        self.by_id(kind, &name.to_uppercase())
    }
}

/// Everything that is done with a file.
fn handle(text: &str) {
    let Ok(file) = FlowFile::read(text) else {
        return;
    };
    let _ = mentions(file.document());
    for leave_out in [false, true] {
        let resolution = file.resolve(&Half, &BTreeMap::new(), leave_out);
        let _ = resolution.remaps();
        assert!(
            serde_json::from_str::<Value>(&resolution.content).is_ok(),
            "{text}"
        );
        let envelope = Envelope {
            name: "n",
            description: None,
            kind: FlowKind::ContactFlow,
            published: true,
            contract: None,
        };
        let exported = export(&resolution.content, &envelope, &Half);
        assert!(serde_json::from_str::<Value>(&exported).is_ok(), "{text}");
        assert_eq!(export(&exported, &envelope, &Half), exported, "{text}");
    }
    if let Ok(flow) = Flow::parse(&file.content) {
        for kind in [FlowKind::ContactFlow, FlowKind::Module] {
            let _ = validate(&flow, kind, &Anything);
            let _ = advise(&flow, kind, text.len());
        }
    }
}

#[test]
fn no_json_makes_reader_validator_or_resolver_panic() {
    let mut ids = IdSource::new(11);
    for _ in 0..3_000 {
        let value = any(&mut ids, 6);
        handle(&value.to_string());
        // The same inside of something that is a flow.
        let parameters = any(&mut ids, 4);
        let transitions = any(&mut ids, 4);
        let names: Vec<&str> = registry().map(|row| row.name).collect();
        let action = json!({"Identifier": "a", "Type": pick(&mut ids, &names),
            "Parameters": parameters, "Transitions": transitions});
        let metadata = any(&mut ids, 4);
        let content = json!({"Version": "2019-10-30", "StartAction": "a",
            "Metadata": {"ActionMetadata": {"a": metadata}}, "Actions": [action]});
        handle(&content.to_string());
        handle(&serde_json::to_string_pretty(&content).unwrap());
        let module = json!({"id": "a", "type": pick(&mut ids, WORDS), "target": any(&mut ids, 1),
            "branches": any(&mut ids, 3), "parameters": any(&mut ids, 3), "metadata": any(&mut ids, 3)});
        handle(&json!({"modules": [module], "start": "a", "metadata": {}}).to_string());
    }
}

/// What a table cannot say of a value.
fn known(action: &str, field: &str) -> Option<Value> {
    Some(match (action, field) {
        (_, "ProfileRequestData") => json!({"ProfileId": "$.Customer.ProfileId",
            "ObjectType": "o", "ContactId": "$.ContactId"}),
        (_, "RoutingCriteria") => json!({"Steps": [{"Expression": {"AttributeCondition": {
            "Name": "Language", "Value": "English", "ProficiencyLevel": "3",
            "ComparisonOperator": "NumberGreaterOrEqualTo"}}}]}),
        (_, "ScheduledTime") => json!("$.Attributes.time"),
        (_, "CountryCode") => json!("US"),
        (_, "ThirdPartyPhoneNumber") => json!("+12065550100"),
        (_, "Tags") => json!({"a": "$.Attributes.a"}),
        (_, "InvocationTimeLimitSeconds") => json!("5"),
        (_, "RehydrationType") => json!("ENTIRE_PAST_SESSION"),
        (_, "QueueChannel") => json!("Voice"),
        (_, "InputTerminationSequence") => json!("#"),
        _ => return None,
    })
}

/// Optional fields that stand only with others, which tables do not say.
const BOUND: &[&str] = &[
    "AnalyticsBehavior",
    "FraudDetectionThreshold",
    "IsFraudDetectionEnabled",
    "IsVoiceAuthenticationEnabled",
    "IsVoiceIdStreamingEnabled",
    "VoiceAuthenticationResponseTime",
    "VoiceAuthenticationThreshold",
    "EnableDTMFBuffer",
    "InputEncryption",
    "MinimumWaitTimeSeconds",
    "ContinueExecution",
    "Media",
];

/// Optional fields that others need, which tables do not say.
const NEEDED: &[&str] = &[
    "LambdaProcessorARN",
    "MediaDirections",
    "Participants",
    "Value",
];

fn sample(ids: &mut IdSource, action: &str, field: &Field) -> Value {
    if let Some(value) = known(action, field.name) {
        return value;
    }
    match field.shape {
        Shape::Text(Class::Text) => json!(*pick(ids, &["x", "Dear $.Attributes.name", " "])),
        Shape::Text(Class::Whole) | Shape::Named(_, Class::Whole) => {
            json!(*pick(ids, &["x", "$.Attributes.a"]))
        }
        Shape::Text(Class::Static) | Shape::Named(..) => json!("x"),
        Shape::Characters(known, _) => json!(&known[..1]),
        Shape::Reference => json!("$.Attributes.x"),
        Shape::Number(from, to, _) => {
            json!((from + ids.below((to - from).min(50) + 1)).to_string())
        }
        Shape::Signed => json!("-5"),
        Shape::Flag => json!(*pick(ids, &["True", "False", "true", "FALSE"])),
        Shape::Word(words) => json!(*pick(ids, words)),
        Shape::Map(_) => json!({"a": "$.Attributes.a", "b": "x"}),
        Shape::Values => json!({"a": "x"}),
        Shape::Texts => json!(["a", "b"]),
        Shape::Words(words) => json!([*pick(ids, words)]),
        Shape::Object(fields) | Shape::ReferenceOr(fields) => object(ids, action, fields),
        Shape::Objects(fields) => json!([object(ids, action, fields), object(ids, action, fields)]),
        Shape::Keyed(fields) => json!({"k": object(ids, action, fields)}),
        Shape::Any => json!({"a": "x"}),
    }
}

fn object(ids: &mut IdSource, action: &str, fields: &Fields) -> Value {
    let mut map = Map::new();
    let chosen = |name: &str| {
        let ruled = |choice: &&Choice| choice.names().contains(&name);
        fields.choices.iter().any(|it| ruled(&it))
    };
    for field in fields.list {
        let free = !chosen(field.name) && !BOUND.contains(&field.name) && ids.below(2) == 0;
        if field.required || free || NEEDED.contains(&field.name) {
            map.insert(field.name.into(), sample(ids, action, field));
        }
    }
    for choice in fields.choices {
        let there = choice
            .names()
            .iter()
            .filter(|name| map.contains_key(**name))
            .count();
        if choice.allows(there) {
            continue;
        }
        let names: Vec<&str> = choice
            .names()
            .iter()
            .copied()
            .filter(|it| !BOUND.contains(it))
            .collect();
        let name: &str = pick::<&str>(ids, &names);
        let field = fields.field(name).unwrap();
        map.insert(field.name.into(), sample(ids, action, field));
    }
    Value::Object(map)
}

/// Adds the branches that are missing and takes out those that must not be, as an author would.
fn repaired(row: &Row, parameters: &Value, kind: FlowKind) -> (Value, Vec<flow::Problem>) {
    let mut errors: Vec<&str> = row
        .errors
        .iter()
        .filter(|(_, need)| *need == Need::Mandatory)
        .map(|(error, _)| error.name())
        .collect();
    let mut results: Vec<String> = Vec::new();
    let mut found = Vec::new();
    let mut content = Value::Null;
    for _ in 0..4 {
        let end = match kind {
            FlowKind::Module => "EndFlowModuleExecution",
            FlowKind::ContactFlow | FlowKind::CustomerQueue => "DisconnectParticipant",
            _ => "EndFlowExecution",
        };
        content = document(&format!(
            "it {} {parameters} | end\nend {end} {{}}",
            row.name
        ));
        if kind == FlowKind::Module {
            content["Settings"] = json!({});
        }
        let transitions = &mut content["Actions"][0]["Transitions"];
        transitions["Errors"] = errors
            .iter()
            .map(|it| json!({"ErrorType": it, "NextAction": "end"}))
            .collect();
        transitions["Conditions"] = results
            .iter()
            .map(|it| json!({"NextAction": "end", "Condition": {"Operator": "Equals", "Operands": [it]}}))
            .collect();
        if row.ends == flow::Ends::Always {
            *transitions = json!({});
        }
        found = match Flow::parse(&content.to_string()) {
            Ok(flow) => validate(&flow, kind, &Anything),
            Err(problems) => problems,
        };
        let missing = found.iter().filter(|it| it.rule == Rule::MissingBranch);
        for problem in missing {
            let words: Vec<&str> = problem.message.split(' ').collect();
            match words[..] {
                ["The", "branch", "for", result, ..] => results.push(result.to_owned()),
                ["The", "error", "branch", error, ..] => {
                    let (known, _) = row
                        .errors
                        .iter()
                        .find(|(it, _)| it.name() == error)
                        .unwrap();
                    errors.push(known.name());
                }
                _ => {}
            }
        }
        let unknown = found.iter().filter(|it| it.rule == Rule::UnknownBranch);
        for problem in unknown {
            errors.retain(|error| !problem.message.ends_with(error));
        }
    }
    (content, found)
}

#[test]
fn what_is_made_as_the_tables_say_publishes() {
    const KINDS: &[FlowKind] = &[
        FlowKind::ContactFlow,
        FlowKind::CustomerQueue,
        FlowKind::OutboundWhisper,
        FlowKind::CustomerHold,
        FlowKind::AgentTransfer,
        FlowKind::Module,
    ];
    let mut ids = IdSource::new(12);
    let mut failed = BTreeMap::new();
    for row in registry().filter(|row| row.runs != Runs::No) {
        let fields = row.parameters().unwrap();
        let kind = KINDS
            .iter()
            .find(|kind| row.flows.contains(**kind))
            .unwrap();
        for _ in 0..20 {
            let mut parameters = object(&mut ids, row.name, fields);
            // How keys are stored is said only where they are.
            let stores = ["InputValidation", "DTMFConfiguration"];
            if stores.iter().any(|key| parameters.get(key).is_some()) {
                parameters["StoreInput"] = json!("True");
            }
            let (content, problems) = repaired(row, &parameters, *kind);
            let told = problems.first().map(|it| format!("{parameters}: {it}"));
            failed.extend(told.map(|it| (row.name, it)));
            let file = FlowFile::read(&content.to_string()).unwrap();
            assert_eq!(file.content, content.to_string(), "{}", row.name);
        }
    }
    assert!(failed.is_empty(), "{failed:#?}");
}
