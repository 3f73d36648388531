//! What flows read of a contact on a desk.

use super::Contact;
use flow::{ContactData, Endpoint, Path, QueueData, Resolved, Root};

/// How the contact's address is called.
const TELEPHONE: &str = "TELEPHONE_NUMBER";

impl Contact {
    pub(super) fn reference(&self, path: &Path) -> Option<Resolved<'_>> {
        let some = |text: &'_ Option<String>| text.clone().map(Resolved::owned);
        match (path.root(), &*path.tail()) {
            (Root::Attributes, _) => found(&self.attributes, path),
            (Root::Tags, _) => found(&self.tags, path),
            (Root::Queue, "Name") => Some(Resolved::text(&self.queue.as_ref()?.name)),
            (Root::Queue, "ARN") => Some(Resolved::text(&self.queue.as_ref()?.arn)),
            (Root::Channel, "") => Some(Resolved::text(self.channel.name())),
            (Root::CustomerEndpoint, "Address") => Some(Resolved::text(&self.customer)),
            (Root::SystemEndpoint, "Address") => Some(Resolved::text(&self.system)),
            (Root::CustomerEndpoint | Root::SystemEndpoint, "Type") => {
                Some(Resolved::text(TELEPHONE))
            }
            (Root::CustomerCallBackPhoneNumber, "") => {
                let number = self.callback_number.as_ref();
                Some(Resolved::text(number.unwrap_or(&self.customer)))
            }
            (Root::ContactId | Root::InitialContactId, "") => {
                Some(Resolved::owned(self.id.to_string()))
            }
            (Root::InitiationMethod, "") => Some(Resolved::text("INBOUND")),
            (Root::InstanceArn, "") if !self.instance_arn.is_empty() => {
                Some(Resolved::text(&self.instance_arn))
            }
            (Root::AwsRegion, "") => Some(Resolved::text(&self.region)),
            (Root::LanguageCode, "") => {
                Some(Resolved::text(self.language.as_deref().unwrap_or("en-US")))
            }
            (Root::TextToSpeechVoiceId, "") => {
                Some(Resolved::text(self.voice.as_deref().unwrap_or("Joanna")))
            }
            (Root::CustomerId, "") => some(&self.customer_id),
            (Root::Name, "") => some(&self.name),
            (Root::Description, "") => some(&self.description),
            _ => None,
        }
    }

    pub(super) fn data(&self) -> ContactData {
        let endpoint = |address: &str| {
            Some(Endpoint {
                address: address.to_owned(),
                kind: TELEPHONE.into(),
            })
        };
        ContactData {
            attributes: self.attributes.clone(),
            aws_region: self.region.clone(),
            channel: self.channel.name().into(),
            contact_id: self.id.to_string(),
            customer_endpoint: endpoint(&self.customer),
            customer_id: self.customer_id.clone(),
            description: self.description.clone(),
            initial_contact_id: self.id.to_string(),
            initiation_method: "INBOUND".into(),
            instance_arn: self.instance_arn.clone(),
            language_code: self.language.clone().unwrap_or_else(|| "en-US".into()),
            name: self.name.clone(),
            queue: self.queue.as_ref().map(|queue| QueueData {
                arn: queue.arn.clone(),
                name: queue.name.clone(),
                outbound_caller_id: None,
            }),
            system_endpoint: endpoint(&self.system),
            tags: self.tags.clone(),
            ..ContactData::default()
        }
    }
}

fn found<'a>(
    map: &'a std::collections::BTreeMap<String, String>,
    path: &Path,
) -> Option<Resolved<'a>> {
    map.get(path.segment(0)?).map(|text| Resolved::text(text))
}
