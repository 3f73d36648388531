//! Flows between instances: what is found, what is not, and which bytes change.

use crate::support::document;
use flow::interchange::{Catalog, Envelope, FlowFile, How, Named, export, mentions};
use flow::{FlowKind, ResourceKind, Rule};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// An instance with two queues, a prompt, a module and a flow.
struct Here;

const RESOURCES: &[(ResourceKind, &str, &str)] = &[
    (ResourceKind::Queue, "q-1", "Sales"),
    (ResourceKind::Queue, "q-2", "Support"),
    (ResourceKind::Prompt, "p-1", "Beep.wav"),
    (ResourceKind::Module, "m-1", "Ask for PIN"),
    (ResourceKind::Flow, "f-1", "Waiting"),
    (ResourceKind::View, "detail", "Detail"),
];

fn named((_, id, name): &(ResourceKind, &str, &str)) -> Named {
    Named {
        id: (*id).into(),
        arn: format!("arn:aws:connect:us-east-1:1:instance/here/x/{id}"),
        name: (*name).into(),
    }
}

impl Catalog for Here {
    fn by_id(&self, kind: ResourceKind, id: &str) -> Option<Named> {
        let mut all = RESOURCES.iter().filter(|it| it.0 == kind).map(named);
        all.find(|it| it.id == id || it.arn == id)
    }

    fn by_name(&self, kind: ResourceKind, name: &str) -> Option<Named> {
        let mut all = RESOURCES.iter().filter(|it| it.0 == kind).map(named);
        all.find(|it| it.name == name)
    }
}

const FOREIGN: &str = "arn:aws:connect:eu-west-1:2:instance/there/queue/77";

fn file(notation: &str, metadata: Value) -> FlowFile {
    let mut content = document(notation);
    content["Metadata"] = json!({"ActionMetadata": {"a": metadata}});
    FlowFile::read(&serde_json::to_string_pretty(&content).unwrap()).unwrap()
}

fn set_queue(id: &str, metadata: Value) -> FlowFile {
    let notation = format!(
        "a UpdateContactTargetQueue {{\"QueueId\":\"{id}\"}} | z || NoMatchingError = z\nz DisconnectParticipant {{}}"
    );
    file(&notation, metadata)
}

/// What a file's only resource became, and how.
fn found(file: &FlowFile) -> Option<(String, How)> {
    let resolution = file.resolve(&Here, &BTreeMap::new(), true);
    let found = resolution.resolved.first()?.found.clone();
    assert!(resolution.content.contains(&found.to));
    Some((found.to, found.how))
}

#[test]
fn a_resource_is_found_by_identifier_then_by_its_name_in_the_file() {
    let sales = "arn:aws:connect:us-east-1:1:instance/here/x/q-1".to_owned();
    assert_eq!(
        found(&set_queue("q-2", json!({"queue": {"text": "Sales"}}))),
        Some(("q-2".into(), How::Id))
    );
    assert_eq!(
        found(&set_queue(&sales, json!({}))),
        Some((sales.clone(), How::Id))
    );
    for metadata in [
        json!({"parameters": {"QueueId": {"displayName": "Sales"}}}),
        json!({"queue": {"id": FOREIGN, "text": "Sales"}}),
        json!({"queue": "Sales"}),
    ] {
        assert_eq!(
            found(&set_queue(FOREIGN, metadata)),
            Some((sales.clone(), How::Name))
        );
    }
    assert_eq!(
        found(&set_queue("Sales", json!({}))),
        Some(("q-1".into(), How::Name))
    );
    assert_eq!(
        found(&set_queue("77", json!({"queue": {"text": "Sales"}}))),
        Some(("q-1".into(), How::Name))
    );
    assert_eq!(
        found(&set_queue(FOREIGN, json!({"queue": {"text": "Other"}}))),
        None
    );
    assert_eq!(found(&set_queue(FOREIGN, json!({}))), None);
}

#[test]
fn what_the_importer_says_goes_before_all_else() {
    let file = set_queue(FOREIGN, json!({"queue": {"text": "Sales"}}));
    for key in [FOREIGN, "Sales"] {
        for value in ["Support", "q-2"] {
            let told = BTreeMap::from([(key.to_owned(), value.to_owned())]);
            let resolution = file.resolve(&Here, &told, true);
            assert_eq!(resolution.resolved[0].found.how, How::Told);
            assert_eq!(resolution.resolved[0].found.name, "Support");
        }
    }
    // A word that names nothing here is not passed over.
    let told = BTreeMap::from([(FOREIGN.to_owned(), "Nowhere".to_owned())]);
    assert!(file.resolve(&Here, &told, true).blocks_publishing());
}

#[test]
fn only_the_identifier_changes_in_the_text() {
    let file = set_queue(
        FOREIGN,
        json!({"queue": {"text": "Sales"}, "position": {"x": 46.400000000000006}}),
    );
    let resolution = file.resolve(&Here, &BTreeMap::new(), true);
    let to = &resolution.resolved[0].found.to;
    assert_eq!(resolution.content, file.content.replace(FOREIGN, to));
}

#[test]
fn what_an_action_needs_blocks_publishing_and_what_it_does_not_is_left_out() {
    let hours = file(
        "a CheckHoursOfOperation {\"HoursOfOperationId\":\"h-9\"} | z | Equals True = z; Equals False = z | NoMatchingError = z\nz DisconnectParticipant {}",
        json!({"parameters": {"HoursOfOperationId": {"displayName": "Office"}}}),
    );
    let published = hours.resolve(&Here, &BTreeMap::new(), true);
    assert!(!published.blocks_publishing() && published.unresolved[0].left_out);
    let content: Value = serde_json::from_str(&published.content).unwrap();
    assert_eq!(content["Actions"][0]["Parameters"], json!({}));
    let saved = hours.resolve(&Here, &BTreeMap::new(), false);
    assert_eq!(saved.content, hours.content);
    assert_eq!(saved.unresolved[0].mention.name.as_deref(), Some("Office"));
    let queue = set_queue(FOREIGN, json!({})).resolve(&Here, &BTreeMap::new(), true);
    assert!(queue.blocks_publishing() && queue.unresolved[0].mention.required);
}

#[test]
fn placeholders_are_asked_about_once() {
    let notation = "a UpdateContactTargetQueue {\"QueueId\":\"{{queues.sales.arn}}\"} | b || NoMatchingError = z
        b UpdateContactTargetQueue {\"QueueId\":\"{{queues.sales.arn}}\"} | c || NoMatchingError = z
        c InvokeLambdaFunction {\"LambdaFunctionARN\":\"${Function}\"} | z || NoMatchingError = z
        z DisconnectParticipant {}";
    let file = file(notation, json!({}));
    let resolution = file.resolve(&Here, &BTreeMap::new(), true);
    let remaps: Vec<_> = resolution
        .remaps()
        .into_iter()
        .map(|it| (it.id, it.placeholder))
        .collect();
    assert_eq!(
        remaps,
        [
            ("{{queues.sales.arn}}".to_owned(), true),
            ("${Function}".to_owned(), true)
        ]
    );
    let told = BTreeMap::from([("{{queues.sales.arn}}".to_owned(), "Sales".to_owned())]);
    let resolution = file.resolve(&Here, &told, true);
    assert_eq!(resolution.resolved.len(), 2);
    assert!(resolution.resolved[0].found.to.starts_with("arn:"));
}

#[test]
fn versions_of_modules_and_views_stay_where_every_instance_has_them() {
    let invoke = |id: &str| {
        let notation = format!(
            "a InvokeFlowModule {{\"FlowModuleId\":\"{id}\"}} | z || NoMatchingError = z\nz DisconnectParticipant {{}}"
        );
        let metadata = json!({"parameters": {"FlowModuleId": {"displayName": "Ask for PIN"}}});
        found(&file(&notation, metadata)).map(|(to, _)| to)
    };
    assert_eq!(invoke("m-1:$LATEST").as_deref(), Some("m-1:$LATEST"));
    assert_eq!(invoke("m-1:3").as_deref(), Some("m-1:3"));
    assert_eq!(invoke("m-9:$LATEST").as_deref(), Some("m-1:$LATEST"));
    assert_eq!(invoke("m-9:3").as_deref(), Some("m-1"));
}

#[test]
fn resources_are_named_wherever_a_table_says_so() {
    let notation = "a MessageParticipantIteratively {\"Messages\":[{\"Text\":\"x\"},{\"PromptId\":\"p-1\"}],\"InterruptFrequencySeconds\":\"30\"} | b | Equals MessagesInterrupted = b | NoMatchingError = b
        b UpdateContactEventHooks {\"EventHooks\":{\"CustomerQueue\":\"f-1\"}} | c || NoMatchingError = z
        c GetMetricData {\"QueueId\":\"$.Attributes.queue\"} | z || NoMatchingError = z
        z DisconnectParticipant {}";
    let file = file(
        notation,
        json!({"audio": [{"text": "no"}, {"text": "Beep.wav"}]}),
    );
    let all = mentions(file.document());
    let shown: Vec<_> = all.iter().map(|it| (it.parameter(), it.kind)).collect();
    assert_eq!(
        shown,
        [
            ("Messages[1].PromptId".to_owned(), ResourceKind::Prompt),
            ("EventHooks.CustomerQueue".to_owned(), ResourceKind::Flow),
        ]
    );
    assert_eq!(all[0].name.as_deref(), Some("Beep.wav"));
}

#[test]
fn an_export_says_the_names_and_another_one_is_the_same() {
    let mut content = document(
        "a UpdateContactTargetQueue {\"QueueId\":\"q-1\"} | b || NoMatchingError = z
        b MessageParticipantIteratively {\"Messages\":[{\"PromptId\":\"p-1\"}]} | z || NoMatchingError = z
        z DisconnectParticipant {}",
    );
    content["Metadata"] = json!({"ActionMetadata": {"a": {"position": {"x": 1.10}}}});
    let text = serde_json::to_string_pretty(&content)
        .unwrap()
        .replace("1.1\n", "1.10\n");
    let envelope = Envelope {
        name: "Main",
        description: None,
        kind: FlowKind::CustomerQueue,
        published: true,
        contract: None,
    };
    let exported = export(&text, &envelope, &Here);
    assert!(exported.contains("1.10\n"), "{exported}");
    let file = FlowFile::read(&exported).unwrap();
    assert_eq!(file.name.as_deref(), Some("Main"));
    assert_eq!(file.kind, Some(FlowKind::CustomerQueue));
    let names: Vec<_> = mentions(file.document())
        .into_iter()
        .map(|it| it.name)
        .collect();
    assert_eq!(
        names,
        [Some("Sales".to_owned()), Some("Beep.wav".to_owned())]
    );
    assert_eq!(export(&exported, &envelope, &Here), exported);
    let resolution = file.resolve(&Here, &BTreeMap::new(), true);
    assert_eq!(resolution.content, exported);
    // A queue that was renamed is exported by its new name.
    let renamed = exported.replace("\"Sales\"", "\"Old\"");
    assert_eq!(export(&renamed, &envelope, &Here), exported);
}

#[test]
fn a_module_takes_its_contract_along() {
    let content = json!({"Version": "2019-10-30", "StartAction": "z", "Settings": {},
        "Actions": [{"Identifier": "z", "Type": "EndFlowModuleExecution", "Parameters": {}, "Transitions": {}}]});
    let contract = r#"{"transitions":{"results":[{"name":"Ok"}]}}"#;
    let envelope = Envelope {
        name: "M",
        description: Some("d"),
        kind: FlowKind::Module,
        published: true,
        contract: Some(contract),
    };
    let file = FlowFile::read(&export(&content.to_string(), &envelope, &Here)).unwrap();
    assert_eq!(file.contract.as_deref(), Some(contract));
    assert_eq!(
        (file.kind, file.description.as_deref()),
        (Some(FlowKind::Module), Some("d"))
    );
    // Without words of ours a module is told by its Settings.
    assert_eq!(
        FlowFile::read(&content.to_string()).unwrap().kind,
        Some(FlowKind::Module)
    );
}

#[test]
fn numbers_and_booleans_become_texts() {
    let file = file(
        "a Loop {\"LoopCount\":3} | z | Equals ContinueLooping = z; Equals DoneLooping = z
        b MessageParticipant {\"Text\":\"x\",\"SkipWhenDTMFBufferEnabled\":false} | z || NoMatchingError = z
        z DisconnectParticipant {}",
        json!({}),
    );
    assert_eq!(
        file.document()["Actions"][0]["Parameters"],
        json!({"LoopCount": "3"})
    );
    let parameters = &file.document()["Actions"][1]["Parameters"];
    assert_eq!(parameters["SkipWhenDTMFBufferEnabled"], "False");
}

#[test]
fn what_can_be_saved_can_be_imported_and_what_is_no_flow_cannot() {
    let unfinished = json!({"Version": "2019-10-30", "StartAction": "", "Actions": [
        {"Identifier": "a", "Type": "UpdateContactTargetQueue", "Parameters": {}, "Transitions": {}}]});
    assert!(FlowFile::read(&unfinished.to_string()).is_ok());
    assert!(flow::check_saved(&unfinished.to_string()).is_ok());
    for (text, rule) in [
        ("", Rule::Syntax),
        ("[]", Rule::Envelope),
        ("{\"Version\":\"2019-10-30\"}", Rule::Envelope),
        ("{\"Version\":\"1\",\"Actions\":[]}", Rule::Envelope),
        ("{\"modules\":[]}", Rule::LegacyFormat),
    ] {
        assert_eq!(FlowFile::read(text).unwrap_err()[0].rule, rule, "{text}");
        assert_eq!(flow::check_saved(text).unwrap_err()[0].rule, rule, "{text}");
    }
}
