//! That every service can be generated whole, and what a small one looks like.

use super::*;
use crate::facts::Service;
use std::path::Path;

fn facts(name: &str) -> Service {
    let models = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models");
    Service::read(&std::fs::read_to_string(models.join(format!("{name}.json"))).unwrap()).unwrap()
}

#[test]
fn every_operation_of_every_service_can_be_generated() {
    let models = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models");
    let mut count = 0;
    for entry in std::fs::read_dir(models).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let facts = facts(path.file_stem().unwrap().to_str().unwrap());
        let all: Vec<&str> = facts.operations.keys().map(String::as_str).collect();
        let text = service(&facts, &all).unwrap();
        assert!(text.contains("pub mod ops"), "{path:?}");
        count += 1;
    }
    assert_eq!(count, 21);
}

#[test]
fn equal_facts_give_equal_text() {
    let facts = facts("voice-id");
    let names = ["CreateDomain", "ListDomains"];
    assert_eq!(service(&facts, &names), service(&facts, &names));
}

/// chime-sdk-meetings has a structure of that name, which is no exception.
#[test]
fn an_error_enum_gives_way_to_a_shape_of_its_name() {
    let text = service(&facts("chime-sdk-meetings"), &["CreateAttendee"]).unwrap();
    assert!(text.contains("pub enum CreateAttendeeOperationError"));
    assert!(!text.contains("pub enum CreateAttendeeError"));
}

#[test]
fn unknown_operations_are_all_named() {
    let error = service(&facts("voice-id"), &["CreateDomain", "Foo", "Bar"]).unwrap_err();
    assert_eq!(error.to_string(), "no such operation: Foo, Bar");
}

#[test]
fn only_what_is_reachable_is_generated_and_only_in_its_direction() {
    let text = service(&facts("voice-id"), &["CreateDomain"]).unwrap();
    assert!(text.contains("pub struct CreateDomainRequest"));
    assert!(text.contains("FromWire for CreateDomainRequest"));
    assert!(!text.contains("ToWire for CreateDomainRequest"));
    assert!(text.contains("ToWire for CreateDomainResponse"));
    assert!(!text.contains("pub struct ListDomainsRequest"));
    assert!(
        text.contains("name: \"ListDomains\""),
        "routes of all operations are there"
    );
}

const SMALL: &str = r#"{
"service":{"api_version":"1","endpoint_prefix":"e","name":"n","protocol":"rest-json","service_id":"N","signing_name":"s"},
"operations":{
"Put":{"code":200,"errors":["GoneException"],"input":"Node","method":"POST","output":"Node","uri":"/nodes"}
},
"shapes":{
"Color":{"enum":["DARK_RED","blue"],"type":"string"},
"GoneException":{"exception":true,"members":{"Message":{"shape":"Secret"}},"status":410,"type":"structure"},
"Node":{"members":{"Color":{"required":true,"shape":"Color"},"Next":{"shape":"Node"},"Token":{"idempotency_token":true,"shape":"Secret"},"Type":{"location":"querystring","name":"t","shape":"Nodes"}},"type":"structure"},
"Nodes":{"max":3,"member":"Node","type":"list"},
"Secret":{"pattern":"^a$","sensitive":true,"type":"string"}
}
}
"#;

#[test]
fn recursion_is_boxed_secrets_are_hidden_and_enumerations_have_no_default() {
    let text = service(&Service::read(SMALL).unwrap(), &["Put"]).unwrap();
    for part in [
        "pub next: ::core::option::Option<::std::boxed::Box<Node>>,",
        "pub r#type: ::core::option::Option<::std::vec::Vec<Node>>,",
        ".field(\"token\", &::aws_wire::Redacted)",
        "#[derive(Clone, PartialEq)]\npub struct Node",
        "DarkRed = \"DARK_RED\"",
        "Gone(GoneException)",
        "const STATUS: u16 = 410;",
        "wire: \"t\", location: Location::Query",
        "::aws_wire::Pattern::new(\"^a$\");",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
}
