//! That tables and types fit together, and that requests of official clients bind.

use super::*;
use aws_wire::bind::{Limits, input};
use aws_wire::model::Kind;
use aws_wire::{Catalog, Fault, FromWire, Request, Resolution, ToWire};
use http::{HeaderMap, Method};
use serde_json::json;

fn bound<T: FromWire>(
    method: &Method,
    path: &str,
    query: &str,
    body: &[u8],
) -> Result<(&'static str, T), Fault> {
    let catalog = Catalog::new([&SERVICE]);
    let headers = HeaderMap::new();
    let request = Request {
        method,
        path,
        query,
        headers: &headers,
        body,
    };
    let Resolution::Found(target) = catalog.resolve(Some("connect"), &request) else {
        return Err(Fault::unknown_operation());
    };
    let value = input(
        target.service,
        target.operation,
        &target.labels,
        &request,
        Limits::default(),
    )?;
    T::from_wire(value)
        .map(|typed| (target.operation.name, typed))
        .map_err(|_| Fault::internal())
}

#[test]
fn a_request_reaches_its_type() {
    let body = br#"{"Username": "ann", "SecurityProfileIds": ["s-1"], "RoutingProfileId": "r-1",
        "PhoneConfig": {"PhoneType": "SOFT_PHONE", "AutoAccept": true}, "Password": "Passw0rd!"}"#;
    let (name, request) = bound::<CreateUserRequest>(&Method::PUT, "/users/i-1", "", body).unwrap();
    assert_eq!(name, "CreateUser");
    assert_eq!(request.instance_id, "i-1");
    assert_eq!(request.security_profile_ids, ["s-1"]);
    let phone = request.phone_config.clone().unwrap();
    assert_eq!(phone.phone_type, Some(PhoneType::SoftPhone));
    assert_eq!(phone.auto_accept, Some(true));
    assert!(!format!("{request:?}").contains("Passw0rd"), "{request:?}");
}

#[test]
fn an_arn_in_the_path_keeps_its_slashes() {
    let path = "/tags/arn%3Aaws%3Aconnect%3Aus-east-1%3A123456789012%3Ainstance%2Fi-1";
    let (name, request) =
        bound::<UntagResourceRequest>(&Method::DELETE, path, "tagKeys=a&tagKeys=b", b"").unwrap();
    assert_eq!(name, "UntagResource");
    assert_eq!(
        request.resource_arn,
        "arn:aws:connect:us-east-1:123456789012:instance/i-1"
    );
    assert_eq!(request.tag_keys, ["a", "b"]);
}

#[test]
fn all_broken_constraints_come_back_at_once() {
    let body = br#"{"Username": "", "SecurityProfileIds": [], "PhoneConfig": {"PhoneType": "X"}}"#;
    let fault = bound::<CreateUserRequest>(&Method::PUT, "/users/i-1", "", body).unwrap_err();
    assert_eq!(
        (fault.code.as_ref(), fault.status),
        ("InvalidParameterException", 400)
    );
    let message = fault.members["Message"].as_str().unwrap();
    for path in [
        "'Username'",
        "'SecurityProfileIds'",
        "'RoutingProfileId'",
        "'PhoneConfig.PhoneType'",
    ] {
        assert!(message.contains(path), "{message}");
    }
}

#[test]
fn an_error_carries_its_modelled_code_and_status() {
    let error: CreateUserError = DuplicateResourceException::new("taken").into();
    let fault = Fault::from(error);
    assert_eq!(
        (fault.code.as_ref(), fault.status),
        ("DuplicateResourceException", 409)
    );
    assert_eq!(fault.members["Message"], "taken");
}

#[test]
fn outputs_leave_out_what_is_absent() {
    let output = CreateUserResponse {
        user_id: Some("u-1".into()),
        ..Default::default()
    };
    assert_eq!(output.to_wire(), json!({"UserId": "u-1"}));
}

#[test]
fn enumerations_keep_texts_that_the_model_does_not_know() {
    assert_eq!(Channel::from("VOICE"), Channel::Voice);
    let other = Channel::from("TELEPATHY");
    assert_eq!(other, Channel::Unrecognized("TELEPATHY".into()));
    assert_eq!(other.to_wire(), json!("TELEPATHY"));
}

/// Every route is found by a request made from its own template, so none hides another.
#[test]
fn every_operation_is_found_by_its_own_template() {
    let catalog = Catalog::new([&SERVICE]);
    let headers = HeaderMap::new();
    for operation in SERVICE.operations {
        let method: Method = operation.method.parse().unwrap();
        let (path, query) = operation.uri.split_once('?').unwrap_or((operation.uri, ""));
        let path = path.replace(['{', '}'], "~");
        let request = Request {
            method: &method,
            path: &path,
            query,
            headers: &headers,
            body: b"",
        };
        match catalog.resolve(Some("connect"), &request) {
            Resolution::Found(found) => assert_eq!(found.operation.name, operation.name),
            other => panic!("{}: {other:?}", operation.name),
        }
    }
}

#[test]
fn tables_are_sorted_and_refer_to_what_exists() {
    assert!(SERVICE.operations.is_sorted_by(|a, b| a.name < b.name));
    assert!(SERVICE.shapes.is_sorted_by(|a, b| a.name < b.name));
    for shape in SERVICE.shapes {
        let parts: Vec<aws_wire::ShapeId> = match &shape.kind {
            Kind::Structure { members, .. } => members.iter().map(|m| m.shape).collect(),
            Kind::List { member, .. } => vec![*member],
            Kind::Map { key, value, .. } => vec![*key, *value],
            _ => Vec::new(),
        };
        assert!(
            parts.iter().all(|part| SERVICE.shape(*part).is_some()),
            "{}",
            shape.name
        );
    }
    assert!(SERVICE.operations.iter().all(|operation| operation.typed));
}
