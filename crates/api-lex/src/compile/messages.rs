//! Messages of the models API as those of the runtime.

use bots::{Button, ContentType, ImageCard, Message, MessageGroup, Prompt};
use lex_model::models as api;

/// A question.
pub(super) fn prompt(of: api::PromptSpecification) -> Prompt {
    Prompt {
        groups: groups(of.message_groups),
        max_retries: u32::try_from(of.max_retries).unwrap_or(0),
    }
}

/// What is said, if anything.
pub(super) fn said(of: Option<api::ResponseSpecification>) -> Vec<MessageGroup> {
    of.map(|it| groups(it.message_groups)).unwrap_or_default()
}

fn groups(of: Vec<api::MessageGroup>) -> Vec<MessageGroup> {
    let groups = of.into_iter().map(|group| {
        let all = std::iter::once(group.message).chain(group.variations.into_iter().flatten());
        MessageGroup {
            variations: all.filter_map(message).collect(),
        }
    });
    groups.collect()
}

fn message(of: api::Message) -> Option<Message> {
    let text = |content_type, text| Message {
        content: Some(text),
        content_type,
        image_response_card: None,
    };
    if let Some(it) = of.plain_text_message {
        return Some(text(ContentType::PlainText, it.value));
    }
    if let Some(it) = of.ssml_message {
        return Some(text(ContentType::Ssml, it.value));
    }
    if let Some(it) = of.custom_payload {
        return Some(text(ContentType::CustomPayload, it.value));
    }
    let card = of.image_response_card?;
    let buttons = card.buttons.into_iter().flatten().map(|it| Button {
        text: it.text,
        value: it.value,
    });
    Some(Message {
        content: None,
        content_type: ContentType::ImageResponseCard,
        image_response_card: Some(ImageCard {
            title: card.title,
            subtitle: card.subtitle,
            image_url: card.image_url,
            buttons: buttons.collect(),
        }),
    })
}
