//! Answers and faults in both protocols.

use super::*;
use crate::sample::{JSON_SERVICE, OPERATIONS, SERVICE};
use serde_json::json;

fn body(response: &Response) -> Value {
    serde_json::from_slice(response.body()).unwrap()
}

fn header<'r>(response: &'r Response, name: &str) -> &'r str {
    response.headers()[name].to_str().unwrap()
}

#[test]
fn members_go_to_their_places_in_their_formats() {
    let value = json!({
        "Time": 1_565_729_550.704, "Iso": 1_565_729_550, "Since": 1_565_729_550, "Status": 202,
        "Meta": {"ab": "c", "not a name": "x"},
    });
    let response = output(&SERVICE, &OPERATIONS[0], value, "id-1");
    assert_eq!(response.status(), 202);
    assert_eq!(
        header(&response, "x-since"),
        "Tue, 13 Aug 2019 20:52:30 GMT"
    );
    assert_eq!(header(&response, "x-meta-ab"), "c");
    assert_eq!(header(&response, "x-amzn-requestid"), "id-1");
    assert_eq!(header(&response, "content-type"), "application/json");
    let expected = json!({"Time": 1_565_729_550.704, "Iso": "2019-08-13T20:52:30Z"});
    assert_eq!(body(&response), expected);
}

#[test]
fn the_modelled_status_is_the_default() {
    let response = output(&SERVICE, &OPERATIONS[0], json!({}), "id-1");
    assert_eq!(response.status(), 201);
}

#[test]
fn a_fault_names_its_type_in_the_header() {
    let fault = Fault::validation(&SERVICE, &OPERATIONS[0], "no");
    let response = super::fault(Some(&SERVICE), &fault, "id-2");
    assert_eq!(response.status(), 400);
    assert_eq!(
        header(&response, "x-amzn-errortype"),
        "InvalidParameterException"
    );
    assert_eq!(body(&response), json!({"Message": "no"}));
}

#[test]
fn aws_json_names_the_type_in_the_body_too() {
    let fault = Fault::not_implemented("Do");
    let response = super::fault(Some(&JSON_SERVICE), &fault, "id-3");
    assert_eq!(response.status(), 501);
    assert_eq!(
        header(&response, "content-type"),
        "application/x-amz-json-1.0"
    );
    let expected = json!({
        "message": "Operation Do is not implemented.", "__type": "NotImplementedException",
    });
    assert_eq!(body(&response), expected);
}

#[test]
fn throttling_uses_what_the_operation_models() {
    let fault = Fault::throttled(&SERVICE, &OPERATIONS[0]);
    assert_eq!(
        (fault.code.as_ref(), fault.status),
        ("TooManyRequestsException", 429)
    );
}
