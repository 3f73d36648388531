//! Flows between the API and what is kept: content, versions, and what publishing demands.

use crate::prelude::*;
use flow::{Directory, ResourceKind};
use ids::FlowId;
use resources::{Flow, FlowKind, Hours, LambdaFunction, Prompt, Queue, User};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

/// Which content of a flow a request means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Version {
    /// The published content.
    Published,
    /// `:$SAVED`, the content last saved.
    Saved,
    /// `:<number>`, a version made by CreateContactFlowVersion.
    Numbered(u64),
}

/// The flow and the version that `ContactFlowId` names: an id or ARN, with `:$SAVED`, `:$LATEST`
/// or a number after it. Source: DescribeContactFlow; `$LATEST` is taken as the saved content.
pub(crate) fn version(instance: InstanceId, text: &str) -> Result<(FlowId, Version)> {
    let id_part = id_text(Kind::Flow, instance, text)?;
    let (name, version) = match id_part.split_once(':') {
        None => (id_part, Version::Published),
        Some((name, "$SAVED" | "$LATEST")) => (name, Version::Saved),
        Some((name, number)) => {
            let number = number
                .parse()
                .map_err(|_| services::not_found(Kind::Flow, text))?;
            (name, Version::Numbered(number))
        }
    };
    Ok((id(Kind::Flow, instance, name)?, version))
}

/// SHA-256 of a content, in hexadecimal: `FlowContentSha256`.
pub(crate) fn sha256(content: &str) -> String {
    aws_wire::sigv4::sha256_hex(content.as_bytes())
}

/// Checks that a content can be saved: it parses.
///
/// # Errors
/// [`ServiceError::InvalidFlow`] with every problem.
pub(crate) fn parse(content: &str) -> Result<flow::Flow> {
    flow::Flow::parse(content).map_err(problems)
}

/// Checks that a content can be published as a flow of that type in this instance.
///
/// The engine's check is not asynchronous, so it runs twice: once to learn which resources it
/// asks for, and once with the answers.
///
/// # Errors
/// [`ServiceError::InvalidFlow`] with every problem.
pub(crate) async fn check(
    ctx: &Ctx,
    instance: InstanceId,
    kind: FlowKind,
    content: &str,
) -> Result<()> {
    let flow = parse(content)?;
    let asked = {
        let asking = Asking::default();
        // Problems found now may be due to the missing answers: only the questions count.
        flow::validate(&flow, kind, &asking);
        asking.0.into_inner()
    };
    let mut answers = Answers::default();
    for (kind, id) in asked {
        if let Some(found) = look_up(ctx, instance, kind, &id).await? {
            answers.0.insert((kind as u8, id), found);
        }
    }
    match flow::validate(&flow, kind, &answers) {
        found if found.is_empty() => Ok(()),
        found => Err(problems(found)),
    }
}

fn problems(problems: Vec<flow::Problem>) -> ServiceError {
    ServiceError::InvalidFlow(problems.into_iter().map(|it| it.message).collect())
}

/// Whether there is such a resource, and a flow's type.
async fn look_up(
    ctx: &Ctx,
    instance: InstanceId,
    kind: ResourceKind,
    text: &str,
) -> Result<Option<Option<FlowKind>>> {
    async fn found<T: services::Configured>(
        ctx: &Ctx,
        instance: InstanceId,
        text: &str,
    ) -> Result<bool> {
        match id_text(T::KIND, instance, text) {
            Ok(id) => Ok(ctx.find::<T>(instance, id).await?.is_some()),
            Err(_) => Ok(false),
        }
    }
    let there = match kind {
        ResourceKind::Queue => found::<Queue>(ctx, instance, text).await?,
        ResourceKind::Prompt => found::<Prompt>(ctx, instance, text).await?,
        ResourceKind::Hours => found::<Hours>(ctx, instance, text).await?,
        // A function's ARN is its identifier.
        ResourceKind::Function => ctx.find::<LambdaFunction>(instance, text).await?.is_some(),
        ResourceKind::Agent => {
            found::<User>(ctx, instance, text).await?
                || ctx.find_by_name::<User>(instance, text).await?.is_some()
        }
        ResourceKind::Flow | ResourceKind::Module => {
            let Ok((id, _)) = version(instance, text) else {
                return Ok(None);
            };
            let flow = ctx.find::<Flow>(instance, &id.to_string()).await?;
            return Ok(flow.map(|it| Some(it.value.kind)));
        }
    };
    Ok(there.then_some(None))
}

/// Writes down what is asked for.
#[derive(Default)]
struct Asking(RefCell<Vec<(ResourceKind, String)>>);

impl Asking {
    fn note(&self, kind: ResourceKind, id: &str) {
        let mut asked = self.0.borrow_mut();
        let seen: BTreeSet<(u8, &str)> =
            asked.iter().map(|(k, i)| (*k as u8, i.as_str())).collect();
        if !seen.contains(&(kind as u8, id)) {
            asked.push((kind, id.to_owned()));
        }
    }
}

impl Directory for Asking {
    fn exists(&self, kind: ResourceKind, id: &str) -> bool {
        self.note(kind, id);
        true
    }

    fn flow_kind(&self, id: &str) -> Option<FlowKind> {
        self.note(ResourceKind::Flow, id);
        None
    }
}

/// Answers from what was looked up.
#[derive(Default)]
struct Answers(BTreeMap<(u8, String), Option<FlowKind>>);

impl Directory for Answers {
    fn exists(&self, kind: ResourceKind, id: &str) -> bool {
        self.0.contains_key(&(kind as u8, id.to_owned()))
    }

    fn flow_kind(&self, id: &str) -> Option<FlowKind> {
        let key = (ResourceKind::Flow as u8, id.to_owned());
        self.0.get(&key).copied().flatten()
    }
}

/// Default flows can be neither archived nor deleted. Source: connect-c-flows.md §8.3.
pub(crate) fn is_default(flow: &Flow) -> bool {
    crate::defaults::FLOW_NAMES.contains(&flow.name.as_str())
}
