//! ExportFlow and ImportFlow: single flows between instances, as files.
//!
//! What a file's resources become in the instance is decided by the flow engine
//! (`flow::interchange`) over what the instance has (room `catalog`). The flow is made or changed
//! by calling the Connect API itself, so that its rules hold.

mod catalog;
mod export;
mod import;

pub(crate) use export::export;
pub(crate) use import::import;

use crate::CarillonApi;
use crate::faults::fault;
use aws_wire::Fault;
use catalog::Known;
use ids::InstanceId;
use resources::{Flow, Resource};
use services::{Services, not_found};

/// A flow or module of the instance by identifier, ARN or name: flows first.
fn find(known: &Known, text: &str) -> Option<Flow> {
    let flows = || {
        known.resources.iter().filter_map(|it| match it {
            Resource::Flow(flow) => Some(flow.clone()),
            Resource::Module(module) => Some(module.clone().into_flow()),
            _ => None,
        })
    };
    let id = text.rsplit('/').next().unwrap_or(text);
    flows()
        .find(|it| it.id.to_string() == id)
        .or_else(|| flows().find(|it| it.name == text))
}

fn must_find(known: &Known, text: &str) -> Result<Flow, Fault> {
    find(known, text).ok_or_else(|| fault(not_found(resources::Kind::Flow, text)))
}

/// The contract of a module, `{}` where it has none; `None` for a flow.
fn contract<'a>(known: &'a Known, flow: &Flow) -> Option<&'a str> {
    known.resources.iter().find_map(|it| match it {
        Resource::Module(module) if module.id == flow.id => {
            Some(module.settings.as_deref().unwrap_or("{}"))
        }
        _ => None,
    })
}

async fn known(it: &CarillonApi, instance: InstanceId) -> Result<Known, Fault> {
    let services: &Services = &it.services;
    let kept = services.kept(instance).await.map_err(fault)?;
    let resources = kept.into_iter().map(|it| it.value).collect();
    Ok(Known::new(
        &services.account,
        &services.region,
        instance,
        resources,
    ))
}

/// The word of the API for a stored word, such as a flow's type or status.
fn word<T: serde::Serialize>(it: &T) -> Option<String> {
    let value = serde_json::to_value(it).ok()?;
    value.as_str().map(str::to_owned)
}
