//! The suite that every backend must pass.
//!
//! A backend's test calls [`run`] with a function that makes an empty store; each case gets one of
//! its own, in turn. A case panics with what was not as promised.

mod commits;
mod contacts;
mod entries;
mod logs;
mod resources;
mod searches;
mod sent;
mod tallies;

use crate::{Batch, ContactRow, JournalEntry, Message, ResourceRow, Store};
use ids::{Pii, Timestamp};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A store under test.
pub type Subject = Arc<dyn Store>;

macro_rules! cases {
    ($make:ident; $($module:ident: $($case:ident)*;)*) => {$($(
        {
            let store = $make().await;
            $module::$case(Arc::clone(&store)).await;
            store.close().await;
        }
    )*)*};
}

/// Runs every case on a store of its own.
pub async fn run<F, M>(make: M)
where
    F: Future<Output = Subject>,
    M: Fn() -> F,
{
    cases! { make;
        resources:
            a_resource_is_read_back_as_written
            names_are_unique_within_scope_and_kind
            a_name_can_move_to_another_resource
            revisions_count_and_are_expected
            what_is_deleted_frees_its_name_and_terms
            pages_follow_the_order_and_lose_nothing
            names_are_searched_without_regard_to_case
            tags_and_facets_select
            criteria_nest_and_compare_facets_as_text
            a_scope_is_read_whole;
        searches:
            many_are_searched_in_every_way_alike;
        contacts:
            a_contact_is_read_back_as_written
            live_contacts_come_oldest_first
            contacts_are_searched_by_every_condition
            old_contacts_are_forgotten_with_their_journal
            pages_of_contacts_go_on_after_equal_times
            attributes_follow_the_contact;
        logs:
            the_journal_is_read_in_order
            the_outbox_is_read_by_topic_and_its_end_is_told
            cursors_never_go_back
            trimmed_positions_are_not_given_out_again
            the_end_of_the_outbox_is_announced;
        entries:
            an_entry_is_read_back_as_written
            expired_entries_count_as_absent
            entries_are_listed_by_prefix
            entries_are_swept;
        sent:
            a_sent_message_is_read_back_as_it_was_kept_last
            sent_messages_are_searched_by_every_condition
            sent_messages_with_an_outcome_are_forgotten_by_age;
        tallies:
            a_tally_takes_the_place_of_the_one_before
            tallies_are_read_by_series_span_and_time
            tallies_are_forgotten_by_age;
        commits:
            a_batch_is_all_or_nothing
            a_conflict_leaves_other_batches_whole
            concurrent_increments_are_all_counted
            what_cannot_be_kept_is_refused
            an_empty_batch_is_fine
            a_closed_store_says_so;
    }
}

/// A resource of the instance `i1`.
fn resource(kind: &str, id: &str, name: &str) -> ResourceRow {
    ResourceRow {
        scope: "i1".into(),
        kind: kind.into(),
        id: id.into(),
        name: name.into(),
        arn: format!("arn:aws:connect:us-east-1:123456789012:instance/i1/{kind}/{id}"),
        body: Pii::new(r#"{"a":"é \u0000"}"#.into()),
        tags: BTreeMap::new(),
        facets: Vec::new(),
        created: Timestamp(1_000),
        modified: Timestamp(1_500),
        revision: 0,
    }
}

/// A contact of the instance `i1` that began at `at`.
fn contact(id: &str, at: i64) -> ContactRow {
    ContactRow {
        instance: "i1".into(),
        id: id.into(),
        initial_id: id.into(),
        previous_id: None,
        channel: "VOICE".into(),
        initiation_method: "INBOUND".into(),
        queue_id: None,
        agent_id: None,
        initiated: Timestamp(at),
        enqueued: None,
        connected_to_agent: None,
        disconnected: None,
        scheduled: None,
        expires: None,
        disconnect_reason: None,
        customer_address: Some(Pii::new("+4930123456".into())),
        live: true,
        text: Pii::new("+4930123456".into()),
        attributes: BTreeMap::new(),
        record: Pii::new("{}".into()),
        state: Some(Pii::new(r#"{"legs":[]}"#.into())),
        modified: Timestamp(at),
        revision: 0,
    }
}

fn journal(stream: &str, kind: &str) -> JournalEntry {
    JournalEntry {
        instance: "i1".into(),
        stream: stream.into(),
        kind: kind.into(),
        at: Timestamp(7),
        body: Pii::new(r#"{"n":1}"#.into()),
    }
}

fn message(topic: &str, key: &str) -> Message {
    Message {
        topic: topic.into(),
        instance: "i1".into(),
        key: key.into(),
        stream: None,
        at: Timestamp(7),
        body: Pii::new(r#"{"n":1}"#.into()),
    }
}

/// Commits and expects success.
async fn put(store: &Subject, batch: Batch) -> crate::Committed {
    match store.commit(batch).await {
        Ok(committed) => committed,
        Err(error) => panic!("the commit failed: {error}"),
    }
}
