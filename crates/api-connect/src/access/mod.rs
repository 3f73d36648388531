//! What policies see of a request: the resources that it touches and its condition keys.
//!
//! Which types of resources an operation touches is data (`resources.txt`); where a request names
//! them is one table of members here. An operation that is not in the data touches the last thing
//! that its path names, or else its instance.
//! Source: Service Authorization Reference, "Actions, resources, and condition keys for Amazon
//! Connect".

mod conditions;
mod kinds;

pub(crate) use conditions::conditions;

use aws_wire::{OperationModel, Value};
use ids::{Account, Arn, Region};
use kinds::{KINDS, Kind, MEMBERS, TOUCHED};

/// Verbs of operations that make something, whose identifier is not known yet.
const MAKING: [&str; 4] = ["Create", "Start", "Import", "Claim"];

/// The ARNs of a request, each once; `*` where it has none.
pub(crate) fn resources(
    account: &Account,
    region: &Region,
    operation: &OperationModel,
    input: &Value,
) -> Vec<String> {
    let text = |name: &str| input.get(name).and_then(Value::as_str);
    if let Some(arn) = text("resourceArn") {
        return vec![arn.to_owned()];
    }
    let request = Request {
        account,
        region,
        instance: instance(account, region, input),
    };
    let mut out = match TOUCHED.get(operation.name) {
        Some(types) => request.touched(operation, types, input),
        None => request.named_by_path(operation, input),
    };
    if out.is_empty() {
        out.push(request.instance.clone().unwrap_or_else(|| "*".to_owned()));
    }
    out
}

/// The ARN of the instance, or of the traffic distribution group that a number is claimed for.
fn instance(account: &Account, region: &Region, input: &Value) -> Option<String> {
    let text = |name: &str| input.get(name).and_then(Value::as_str);
    let id = text("InstanceId")
        .or_else(|| text("TargetArn"))
        .or_else(|| text("ResourceArn"))?;
    Some(if id.starts_with("arn:") {
        id.to_owned()
    } else {
        Arn::connect(account, region, format!("instance/{id}")).to_string()
    })
}

struct Request<'a> {
    account: &'a Account,
    region: &'a Region,
    instance: Option<String>,
}

impl Request<'_> {
    fn touched(&self, operation: &OperationModel, types: &str, input: &Value) -> Vec<String> {
        let mut out = Vec::new();
        let making = MAKING.iter().any(|verb| operation.name.starts_with(verb));
        for named in types.split(' ').filter(|it| *it != "-") {
            let (name, required) = match named.strip_suffix('*') {
                Some(name) => (name, true),
                None => (named, false),
            };
            if name == "instance" {
                push(&mut out, self.instance.clone());
                continue;
            }
            let all = name.strip_prefix("wildcard-");
            let Some(kind) = KINDS.iter().find(|kind| kind.name == all.unwrap_or(name)) else {
                continue;
            };
            if all.is_some() {
                push(&mut out, self.arn(kind, "*"));
                continue;
            }
            let mut ids = Vec::new();
            find(input, kind.name, &mut ids);
            for id in &ids {
                push(&mut out, self.arn(kind, id));
                // A caller's number is checked under its old name too.
                // Source: spec F 5.1, policy behaviour 7.
                if kind.name == "phone-number" && self.instance.is_some() && !in_path(operation) {
                    push(&mut out, self.under("phone-number", id));
                }
            }
            if ids.is_empty() && required && making {
                push(&mut out, self.arn(kind, "*"));
            }
        }
        out
    }

    /// What an operation that the data does not know is about.
    fn named_by_path(&self, operation: &OperationModel, input: &Value) -> Vec<String> {
        let mut out = Vec::new();
        for (member, name) in MEMBERS {
            let in_path = operation.uri.contains(&format!("{{{member}}}"));
            let id = input.get(*member).and_then(Value::as_str);
            if let (true, Some(id), Some(kind)) =
                (in_path, id, KINDS.iter().find(|kind| kind.name == *name))
            {
                out.clear();
                push(&mut out, self.arn(kind, id));
            }
        }
        out
    }

    fn arn(&self, kind: &Kind, id: &str) -> Option<String> {
        // A table or a metric is the same one whatever alias it is named by; else a policy that
        // denies it would be met by none of them.
        let id = match kind.name {
            "data-table" | "metric" => without_alias(id),
            _ => id,
        };
        if id.starts_with("arn:") {
            return Some(id.to_owned());
        }
        if kind.under_instance {
            return self.under(kind.part, id);
        }
        let path = format!("{}/{id}", kind.part);
        Some(Arn::connect(self.account, self.region, path).to_string())
    }

    fn under(&self, part: &str, id: &str) -> Option<String> {
        let instance = self.instance.as_ref()?;
        Some(format!("{instance}/{part}/{id}"))
    }
}

/// An identifier or ARN of a table without `:$LATEST` and the like.
fn without_alias(id: &str) -> &str {
    let own = id.rfind('/').map_or(0, |at| at + 1);
    let end = id.get(own..).and_then(|it| it.find(':'));
    // In an ARN without a slash the colons are its own.
    match end {
        Some(end) if own > 0 || !id.starts_with("arn:") => id.get(..own + end).unwrap_or(id),
        _ => id,
    }
}

/// Whether the number is what the operation is about, rather than what it names beside.
fn in_path(operation: &OperationModel) -> bool {
    operation.uri.contains("{PhoneNumberId}")
}

fn push(out: &mut Vec<String>, arn: Option<String>) {
    if let Some(arn) = arn
        && !out.contains(&arn)
    {
        out.push(arn);
    }
}

/// The kind whose identifiers are the values of a filter of GetMetricDataV2.
fn filter_kind(key: Option<&Value>) -> Option<&'static str> {
    match key?.as_str()? {
        "QUEUE" => Some("queue"),
        "ROUTING_PROFILE" => Some("routing-profile"),
        "AGENT" => Some("user"),
        "FLOWS_RESOURCE_ID" => Some("contact-flow"),
        "FLOWS_MODULE_RESOURCE_ID" => Some("flow-module"),
        key if key.starts_with("AGENT_HIERARCHY_LEVEL_") => Some("hierarchy-group"),
        _ => None,
    }
}

/// The identifiers of one kind that a request names, at any depth.
fn find(value: &Value, kind: &str, out: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            if filter_kind(members.get("FilterKey")) == Some(kind) {
                let values = members.get("FilterValues").and_then(Value::as_array);
                let ids = values.into_iter().flatten().filter_map(Value::as_str);
                out.extend(ids.map(str::to_owned));
            }
            for (name, value) in members {
                let named = MEMBERS
                    .iter()
                    .any(|(member, of)| member == name && *of == kind);
                match value {
                    Value::String(id) if named => out.push(id.clone()),
                    Value::Array(ids) if named => {
                        out.extend(ids.iter().filter_map(Value::as_str).map(str::to_owned));
                    }
                    inner => find(inner, kind, out),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| find(item, kind, out)),
        _ => {}
    }
}

#[cfg(test)]
mod tests;
