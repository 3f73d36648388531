//! Files of tasks: those that StartTaskContact brings, and the references by which a task tells of
//! its files.
//!
//! A file whose upload is over is a reference of type `ATTACHMENT` under the file's name, with the
//! place of the file as its value (inferred), its state and its ARN. A deleted one stays, as
//! `DELETED`.

use super::configuration::rules;
use super::file::{File, Kept, Status, resource};
use super::rules::{Associated, Scope};
use super::start::{folder, place};
use crate::ops::contact::convert::{amend, contact_arn, find, known_facts};
use crate::prelude::*;
use exchange::{Amendment, DetailsChange, Reference, References};
use ids::{ContactId, Pii};
use uuid::Uuid;

/// The most files of a task. Source: StartTaskContact, "a maximum of 5 attachments per task".
pub(super) const MOST: u64 = 5;
/// The type of such references.
const KIND: &str = "ATTACHMENT";

/// Files that a task begins with: they lie in their places already.
#[derive(Debug, Default)]
pub(crate) struct Brought(Vec<(String, File)>);

/// Takes the files that a request brings by presigned URLs.
///
/// # Errors
/// A URL that reads no object for its holder, and files that may not be attached to tasks; then
/// nothing is kept.
pub(crate) async fn bring(
    ctx: &Ctx,
    instance: InstanceId,
    given: Option<Vec<api::TaskAttachment>>,
) -> Result<Brought> {
    let mut objects = Vec::new();
    let rules = rules(ctx, instance, Scope::Task).await?;
    for it in given.unwrap_or_default() {
        let from = ctx.shared_object(&it.s3_url, &ctx.caller).await?;
        let missing = || invalid(format!("there is no object for {:?}", it.file_name));
        let size = ctx.object_size(&from).await?.ok_or_else(missing)?;
        let ending = rules.check(&it.file_name, size)?;
        objects.push((from, it.file_name, size, ending));
    }
    let mut brought = Brought::default();
    if objects.is_empty() {
        return Ok(brought);
    }
    let (folder, status) = (folder(ctx, instance).await?, judged(ctx, instance).await?);
    for (from, name, size, ending) in objects {
        let id = ctx.new_id::<Uuid>().to_string();
        let (staging, blob) = place(ctx, &folder, Scope::Task, &id, &ending);
        if status == Status::Approved {
            let missing = || invalid(format!("the object for {name:?} is gone"));
            let bytes = ctx.object(&from).await?.ok_or_else(missing)?;
            ctx.put_object(&blob, bytes).await?;
        }
        let file = File {
            name,
            size,
            of: String::new(),
            use_case: KIND.to_owned(),
            user: None,
            identity: Some(ctx.caller.principal.arn(&ctx.caller.account)),
            status,
            staging,
            blob,
        };
        brought.0.push((id, file));
    }
    Ok(brought)
}

/// What becomes of a file whose content is there.
async fn judged(ctx: &Ctx, instance: InstanceId) -> Result<Status> {
    Ok(match super::complete::scanned(ctx, instance).await? {
        true => Status::Approved,
        false => Status::Rejected,
    })
}

impl Brought {
    /// The references of the task to them, beside those that it has.
    pub(crate) fn refer(&self, ctx: &Ctx, instance: InstanceId, to: &mut References) {
        for (id, file) in &self.0 {
            let arn = arn(ctx, instance, Kind::AttachedFile, id);
            let name = free_name(to, &file.name, &arn);
            to.insert(name, reference(file, file.status, &arn));
        }
    }

    /// Keeps them as files of the task that has begun.
    pub(crate) async fn keep(
        self,
        ctx: &Ctx,
        instance: InstanceId,
        contact: ContactId,
    ) -> Result<()> {
        for (id, mut file) in self.0 {
            file.of = contact_arn(ctx, instance, contact);
            ctx.create(instance, resource(&id, &file, resources::Tags::new())?)
                .await?;
        }
        Ok(())
    }

    /// Forgets them, as the task did not begin.
    pub(crate) async fn drop(self, ctx: &Ctx) {
        for (_, file) in self.0 {
            if let Err(error) = ctx.delete_object(&file.blob).await {
                tracing::warn!(%error, "a file of no task could not be cleared away");
            }
        }
    }
}

/// Tells the task of a file what has become of it; nothing for files of something else, and for
/// those of a contact that is forgotten.
pub(super) async fn tell(
    ctx: &Ctx,
    instance: InstanceId,
    kept: &Kept,
    status: &str,
) -> Result<()> {
    let Associated::Contact(contact) = Associated::read(&kept.file.of, instance)? else {
        return Ok(());
    };
    let facts = match find(ctx, instance, &contact).await {
        Ok(found) => known_facts(found),
        Err(ServiceError::NotFound { .. }) => None,
        Err(error) => return Err(error),
    };
    let Some(facts) = facts else { return Ok(()) };
    let arn = arn(ctx, instance, Kind::AttachedFile, &kept.id);
    let name = free_name(&facts.details.references, &kept.file.name, &arn);
    let mut reference = reference(&kept.file, Status::Approved, &arn);
    reference.status = Some(status.to_owned());
    let change = DetailsChange {
        references: References::from([(name, reference)]),
        ..DetailsChange::default()
    };
    let amendment = Amendment::Details(Box::new(change));
    amend(ctx, instance, &contact, amendment).await
}

fn reference(file: &File, status: Status, arn: &str) -> Reference {
    Reference {
        status: Some(services::configured::api_word(&status)),
        arn: Some(arn.to_owned()),
        ..Reference::new(KIND, Pii::new(file.blob.clone()))
    }
}

/// The name of the reference to a file: that which it has already, else its own, with a number
/// where something else has that name.
fn free_name(references: &References, name: &str, arn: &str) -> String {
    let is_ours = |it: &Reference| it.arn.as_deref() == Some(arn);
    if let Some((known, _)) = references.iter().find(|(_, it)| is_ours(it)) {
        return known.clone();
    }
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    let numbered = (2_u32..).map(|n| format!("{stem} ({n}).{ending}"));
    std::iter::once(name.to_owned())
        .chain(numbered)
        .find(|it| !references.contains_key(it))
        .unwrap_or_else(|| arn.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_one_name_are_told_apart_and_keep_their_names() {
        let mut references = References::new();
        let link = Reference::new("URL", Pii::new("https://example.com".into()));
        references.insert("plan.pdf".into(), link);
        for (arn, expected) in [
            ("one", "plan (2).pdf"),
            ("two", "plan (3).pdf"),
            ("one", "plan (2).pdf"),
        ] {
            let name = free_name(&references, "plan.pdf", arn);
            assert_eq!(name, expected);
            let file = Reference {
                arn: Some(arn.into()),
                ..Reference::new(KIND, Pii::new("place".into()))
            };
            references.insert(name, file);
        }
        assert_eq!(free_name(&references, "other.pdf", "three"), "other.pdf");
    }
}
