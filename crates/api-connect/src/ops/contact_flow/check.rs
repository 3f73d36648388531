//! What publishing demands of a flow or module in its instance.

use super::convert::version;
use crate::prelude::*;
use flow::{Contract, Directory, ResourceKind};
use resources::{
    DataTable, Flow, FlowKind, FlowModule, Hours, LambdaFunction, PhoneNumberResource, Prompt,
    Queue, User,
};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

/// Checks that a content can be saved: it is a flow, whatever it lacks.
///
/// # Errors
/// [`ServiceError::InvalidFlow`] with every problem.
pub(crate) fn saved(content: &str) -> Result<()> {
    flow::check_saved(content).map_err(problems)
}

/// Checks that a content can be published as a flow of that type in this instance.
///
/// # Errors
/// [`ServiceError::InvalidFlow`] with every problem.
pub(crate) async fn published(
    ctx: &Ctx,
    instance: InstanceId,
    kind: FlowKind,
    content: &str,
) -> Result<()> {
    run(ctx, instance, content, |flow, directory| {
        flow::validate(flow, kind, directory)
    })
    .await
}

/// Checks that a content can be published as a module with this contract.
///
/// # Errors
/// [`ServiceError::InvalidFlow`] with every problem.
pub(crate) async fn published_module(
    ctx: &Ctx,
    instance: InstanceId,
    contract: &Contract,
    content: &str,
) -> Result<()> {
    run(ctx, instance, content, |flow, directory| {
        flow::validate_module(flow, contract, directory)
    })
    .await
}

/// The engine's check is not asynchronous, so it runs twice: once to learn which resources it
/// asks for, and once with the answers.
async fn run(
    ctx: &Ctx,
    instance: InstanceId,
    content: &str,
    check: impl Fn(&flow::Flow, &dyn Directory) -> Vec<flow::Problem>,
) -> Result<()> {
    let flow = flow::Flow::parse(content).map_err(problems)?;
    let asked = {
        let asking = Asking::default();
        // Problems found now may be due to the missing answers: only the questions count.
        check(&flow, &asking);
        asking.0.into_inner()
    };
    let mut answers = Answers::default();
    for (kind, id) in asked {
        if let Some(found) = look_up(ctx, instance, kind, &id).await? {
            answers.0.insert((kind, id), found);
        }
    }
    match check(&flow, &answers) {
        found if found.is_empty() => Ok(()),
        found => Err(problems(found)),
    }
}

fn problems(problems: Vec<flow::Problem>) -> ServiceError {
    ServiceError::InvalidFlow(problems.into_iter().map(|it| it.message).collect())
}

/// What is known of a resource that is there.
#[derive(Debug, Clone, Default)]
struct Known {
    kind: Option<FlowKind>,
    contract: Option<Contract>,
}

async fn look_up(
    ctx: &Ctx,
    instance: InstanceId,
    kind: ResourceKind,
    text: &str,
) -> Result<Option<Known>> {
    let bare = |kind: Kind| {
        let id = id_text(kind, instance, text).ok()?;
        id.split(':').next()
    };
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
        ResourceKind::Module => return module(ctx, instance, text).await,
        ResourceKind::Flow => {
            let Ok((id, _)) = version(instance, text) else {
                return Ok(None);
            };
            let flow = ctx.find::<Flow>(instance, &id.to_string()).await?;
            return Ok(flow.map(|it| Known {
                kind: Some(it.value.kind),
                contract: None,
            }));
        }
        ResourceKind::Number => number(ctx, instance, text).await?,
        ResourceKind::View => {
            let managed = text.contains(":aws:view/")
                || flow::MANAGED_VIEWS
                    .iter()
                    .any(|(id, _)| text.split(':').next() == Some(*id));
            managed || any(ctx, instance, Kind::View, bare(Kind::View)).await?
        }
        ResourceKind::TaskTemplate => {
            any(ctx, instance, Kind::TaskTemplate, bare(Kind::TaskTemplate)).await?
        }
        ResourceKind::DataTable => match bare(Kind::DataTable) {
            Some(id) => ctx.find::<DataTable>(instance, id).await?.is_some(),
            None => false,
        },
        // Kept elsewhere, if at all; publishing does not ask there.
        ResourceKind::Bot
        | ResourceKind::CaseTemplate
        | ResourceKind::Assistant
        | ResourceKind::Watchlist => true,
    };
    Ok(there.then(Known::default))
}

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

async fn any(ctx: &Ctx, instance: InstanceId, kind: Kind, id: Option<&str>) -> Result<bool> {
    match id {
        Some(id) => Ok(ctx.find_any(instance, kind, id).await?.is_some()),
        None => Ok(false),
    }
}

/// A published module: by id or ARN, with a version or an alias after it.
/// Source: connect-c-flows.md §8.7.
async fn module(ctx: &Ctx, instance: InstanceId, text: &str) -> Result<Option<Known>> {
    let Ok(part) = id_text(Kind::Module, instance, text) else {
        return Ok(None);
    };
    let (id, version) = match part.split_once(':') {
        Some((id, version)) => (id, Some(version)),
        None => (part, None),
    };
    let Some(stored) = ctx.find::<FlowModule>(instance, id).await? else {
        return Ok(None);
    };
    let module = stored.value;
    let numbered = version.and_then(|it| it.parse::<u64>().ok());
    let there = match numbered {
        Some(number) => module.versions.iter().any(|it| it.number == number),
        None => module.published.is_some(),
    };
    let settings = module.settings.as_deref().unwrap_or("{}");
    Ok(there.then(|| Known {
        kind: Some(FlowKind::Module),
        contract: Contract::read(settings).ok(),
    }))
}

/// A number that is claimed to the instance, by id, ARN or itself.
async fn number(ctx: &Ctx, instance: InstanceId, text: &str) -> Result<bool> {
    let by_id = match id_text(Kind::PhoneNumber, instance, text) {
        Ok(id) => ctx.find::<PhoneNumberResource>(instance, id).await?,
        Err(_) => None,
    };
    let found = match by_id {
        Some(it) => Some(it),
        None => ctx.find_by_name::<PhoneNumberResource>(instance, text).await?,
    };
    Ok(found.is_some_and(|it| it.value.instance == instance))
}

/// Writes down what is asked for.
#[derive(Default)]
struct Asking(RefCell<BTreeSet<(ResourceKind, String)>>);

impl Asking {
    fn note(&self, kind: ResourceKind, id: &str) {
        self.0.borrow_mut().insert((kind, id.to_owned()));
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

    fn contract(&self, module: &str) -> Option<Contract> {
        self.note(ResourceKind::Module, module);
        None
    }
}

/// Answers from what was looked up.
#[derive(Default)]
struct Answers(BTreeMap<(ResourceKind, String), Known>);

impl Answers {
    fn known(&self, kind: ResourceKind, id: &str) -> Option<&Known> {
        self.0.get(&(kind, id.to_owned()))
    }
}

impl Directory for Answers {
    fn exists(&self, kind: ResourceKind, id: &str) -> bool {
        self.known(kind, id).is_some()
    }

    fn flow_kind(&self, id: &str) -> Option<FlowKind> {
        self.known(ResourceKind::Flow, id)?.kind
    }

    fn contract(&self, module: &str) -> Option<Contract> {
        self.known(ResourceKind::Module, module)?.contract.clone()
    }
}
