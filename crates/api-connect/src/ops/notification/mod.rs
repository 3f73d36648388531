//! Notifications: short messages to users of the website, each in several languages, until they
//! expire; and what every user did with theirs. Source: the models of the operations and the API
//! Reference's words about recipients, expiry and status.
//!
//! A notification lies once, however many users it is for; a status lies beside it for those users
//! who have read or hidden it.

mod create_notification;
mod delete_notification;
mod user_notifications;

use crate::plain::{Plain, values};
use crate::search::Field;
use aws_wire::{ToWire, Value, timestamps};
use ids::Timestamp;
use resources::{Facets, Kind};

pub(crate) const NOTIFICATION: Plain = Plain {
    // Their names only sort them, see `create_notification`.
    name: "",
    fields: &[
        ("content", Field::Facet(CONTENT)),
        ("messageContent", Field::Facet(CONTENT)),
    ],
    shown: |_, _, it, full| {
        full.insert("CreatedAt".into(), it.created.to_wire());
    },
    ..Plain::of(Kind::Notification, "NotificationId", "NotificationArn")
};

/// Facets: the texts, whom it is for, and until when.
const CONTENT: &str = "content";
const RECIPIENT: &str = "recipient";
const EXPIRES: &str = "expires";

/// How much of a text a search sees. The console takes 500 characters; a store's index has no room
/// for the 3000 with links that the model allows.
const SEARCHED: usize = 600;

/// Makes the facets from the body and whom it is for.
fn index(it: &mut resources::Plain, recipients: &[String]) {
    let mut facets = Facets::default();
    let body = Value::Object(it.body.clone());
    for content in values(&body, "/Content") {
        let texts = content.as_object().into_iter().flatten();
        for text in texts.filter_map(|(_, text)| text.as_str()) {
            // Control characters have no place in an index.
            let seen = text.chars().take(SEARCHED);
            let seen: String = seen.map(|c| if c.is_control() { ' ' } else { c }).collect();
            facets.put_text(CONTENT, &seen);
        }
    }
    for recipient in recipients {
        facets.put(RECIPIENT, recipient);
    }
    if let Some(at) = it.body.get("ExpiresAt").and_then(timestamps::from_epoch) {
        facets.put(EXPIRES, sortable(at));
    }
    it.facets = facets.into_vec();
}

/// Whom a notification is for, as its facets say.
fn recipients(it: &resources::Plain) -> Vec<String> {
    let recipients = it.facets.iter().filter(|(name, _)| name == RECIPIENT);
    recipients.map(|(_, id)| id.clone()).collect()
}

/// A point in time as a text that sorts as it does.
fn sortable(at: Timestamp) -> String {
    format!("{:020}", at.0.max(0))
}

crate::row::operations! {
    ; raw:
    CreateNotification => create_notification::create_notification,
    DeleteNotification => delete_notification::delete_notification,
    ListUserNotifications => user_notifications::list_user_notifications,
    UpdateNotificationContent => create_notification::update_notification_content,
    UpdateUserNotificationStatus => user_notifications::update_user_notification_status,
    ; plain super::notification::NOTIFICATION {
        DescribeNotification => describe,
        ListNotifications => list,
        SearchNotifications => search,
    }
}
