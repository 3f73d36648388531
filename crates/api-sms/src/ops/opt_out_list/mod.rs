//! Opt-out lists and the numbers on them. Spec: sms.md §5.

mod create_opt_out_list;
mod delete_opt_out_list;
mod delete_opted_out_number;
mod describe_opt_out_lists;
mod describe_opted_out_numbers;
mod put_opted_out_number;

use crate::error::Result;
use crate::keep::Found;
use crate::shape::Object;
use aws_wire::ToWire;
use messaging_resources::{OptOutList, OptedOut};
use serde_json::json;
use services::ServiceError;
use store::Entry;

operations! {
    CreateOptOutList => create_opt_out_list::create_opt_out_list,
    DeleteOptOutList => delete_opt_out_list::delete_opt_out_list,
    DeleteOptedOutNumber => delete_opted_out_number::delete_opted_out_number,
    DescribeOptOutLists => describe_opt_out_lists::describe_opt_out_lists,
    DescribeOptedOutNumbers => describe_opted_out_numbers::describe_opted_out_numbers,
    PutOptedOutNumber => put_opted_out_number::put_opted_out_number,
}

/// What is kept of a number.
fn read(entry: &Entry) -> Result<OptedOut> {
    let it = serde_json::from_slice(&entry.value).map_err(ServiceError::internal)?;
    Ok(it)
}

/// A number as it is shown.
fn shown(number: &str, it: OptedOut) -> Object {
    let mut out = Object::new();
    out.insert("OptedOutNumber".into(), json!(number));
    out.insert("OptedOutTimestamp".into(), it.at().to_wire());
    out.insert("EndUserOptedOut".into(), json!(it.end_user));
    out
}

/// The same with its list.
fn shown_in(list: &Found<OptOutList>, number: &str, it: OptedOut) -> Object {
    let mut out = list.full();
    out.extend(shown(number, it));
    out
}
