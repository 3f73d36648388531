//! Changes that fit a contact wherever it is: each is a journal entry and, where the API says so, a
//! contact event.

use super::{ContactSettings, Live};
use crate::command::CommandError;
use crate::contact::{DetailsChange, Endpoint, EventType, StringMap, contact_event};
use crate::context::Context;
use crate::journal::ContactEntry;

/// All attributes of a contact together, in bytes. Source: connect-d-data-metrics.md §18.
const ATTRIBUTES_LIMIT: usize = 32 * 1024;

/// Tags that users give, of one contact. Source: connect-a-foundation.md §5.7.
const USER_TAGS: usize = 6;

/// See the [module](self).
pub(crate) trait Changes: Live {
    /// Writes a fact.
    fn note(&mut self, ctx: &mut Context, entry: ContactEntry) {
        ctx.note(self.facts_mut(), entry);
    }

    /// Publishes a contact event of the present facts.
    fn publish(&self, ctx: &mut Context, event: EventType, updated: &[&str]) {
        let publication = contact_event(
            &ctx.identity,
            self.facts(),
            event,
            updated,
            ctx.ids.uuid(),
            ctx.now,
        );
        ctx.out.publish(publication);
    }

    /// Sets user-defined attributes: all of them or none.
    fn set_attributes(
        &mut self,
        ctx: &mut Context,
        attributes: StringMap,
    ) -> Result<(), CommandError> {
        check_attributes(&self.facts().attributes, &attributes)?;
        self.note(ctx, ContactEntry::AttributesSet { attributes });
        self.publish(ctx, EventType::DataUpdated, &["UserDefinedAttributes"]);
        self.show(ctx);
        Ok(())
    }

    /// Sets name, description, references and the like.
    fn describe(&mut self, ctx: &mut Context, change: DetailsChange) {
        if change == DetailsChange::default() {
            return;
        }
        self.note(ctx, ContactEntry::Described(Box::new(change)));
        self.show(ctx);
    }

    /// Sets tags.
    fn set_tags(&mut self, ctx: &mut Context, tags: StringMap) -> Result<(), CommandError> {
        check_tags(&self.facts().tags, &tags)?;
        self.note(ctx, ContactEntry::TagsSet { tags });
        self.publish(ctx, EventType::DataUpdated, &["Tags"]);
        Ok(())
    }

    /// Removes tags.
    fn remove_tags(&mut self, ctx: &mut Context, keys: Vec<String>) {
        self.note(ctx, ContactEntry::TagsRemoved { keys });
        self.publish(ctx, EventType::DataUpdated, &["Tags"]);
    }

    /// The agent's pages show it anew.
    fn show(&self, ctx: &mut Context) {
        if let Some(agent) = self.agent() {
            ctx.out.changed_agents.insert(agent);
        }
    }

    /// Writes down what flows set, where that must outlive the process.
    fn keep_settings(&mut self, ctx: &mut Context) {
        let mut kept = ContactSettings::kept(self.settings());
        let facts = self.facts();
        let task = facts.task.as_ref().map(|it| &it.kept);
        let known = task.or(facts.callback.as_ref().map(|it| &it.kept));
        // Which whisper a callback runs is its own affair.
        kept.outbound_whisper = known.and_then(|it| it.outbound_whisper);
        if known.is_some_and(|it| *it != kept) {
            self.note(ctx, ContactEntry::Kept(Box::new(kept)));
        }
    }
}

impl<T: Live + ?Sized> Changes for T {}

/// The bounds of user-defined attributes. Source: UpdateContactAttributes,
/// connect-d-data-metrics.md §1.1 and §18.
pub(crate) fn check_attributes(old: &StringMap, new: &StringMap) -> Result<(), CommandError> {
    for key in new.keys() {
        if key.is_empty() || key.contains(['$', '.']) {
            return Err(CommandError::InvalidAttributes(
                "a name must not be empty and must not contain $ or .",
            ));
        }
    }
    let kept = old.iter().filter(|(key, _)| !new.contains_key(*key));
    let size: usize = kept.chain(new).map(|(k, v)| k.len() + v.len()).sum();
    if size > ATTRIBUTES_LIMIT {
        return Err(CommandError::InvalidAttributes(
            "all attributes together must not exceed 32 KB",
        ));
    }
    Ok(())
}

/// The bounds of tags: at most 6 of users'. Source: connect-a-foundation.md §5.7.
pub(crate) fn check_tags(old: &StringMap, new: &StringMap) -> Result<(), CommandError> {
    let added = new.keys().filter(|key| !old.contains_key(*key));
    let users = old.keys().chain(added);
    match users.filter(|key| !key.starts_with("aws:")).count() > USER_TAGS {
        true => Err(CommandError::TooManyTags),
        false => Ok(()),
    }
}

/// The tags that every contact has.
pub(crate) fn system_tags(system: Option<&Endpoint>, ctx: &Context) -> StringMap {
    let mut tags = StringMap::from([(
        "aws:connect:instanceId".into(),
        ctx.identity.instance.to_string(),
    )]);
    if let Some(system) = system {
        let address = system.address.reveal().clone();
        tags.insert("aws:connect:systemEndpoint".into(), address);
    }
    tags
}
