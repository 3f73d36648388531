//! The port by which texts that came in at a number reach a contact centre. `messaging-io` asks it
//! for numbers whose two-way channel is `connect.{region}.amazonaws.com`. Spec: sms.md §4, §4.2.

use crate::{Listing, ServiceError, Services};
use futures_util::future::BoxFuture;
use ids::{Arn, ContactId, InstanceId, Pii};
use messaging_resources::{Kept, PhoneNumber, SCOPE};
use resources::{Instance, Kind, Resource};

/// A text that a customer sent to a number of ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomerText {
    /// Its identifier. A text may come again with the same one after a crash.
    pub id: String,
    /// Who sent it, E.164.
    pub from: Pii<String>,
    /// To which number of ours.
    pub to: String,
    /// What it says.
    pub text: Pii<String>,
}

/// What became of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TextOutcome {
    /// A contact has it. What its flow said at once goes back to the customer; what is said later is
    /// sent by [`Messages::send`](crate::Messages::send) from the same number.
    Taken {
        /// The instance.
        instance: InstanceId,
        /// The contact.
        contact: ContactId,
        /// What goes back, in this order.
        replies: Vec<Pii<String>>,
    },
    /// Nobody can take it, and asking again would not help.
    NotTaken {
        /// The instance that it was for, if that is known.
        instance: Option<InstanceId>,
        /// Why, for whoever runs the product.
        reason: String,
    },
}

/// What takes texts.
pub trait Texts: Send + Sync + 'static {
    /// Takes a text.
    ///
    /// # Errors
    /// What may pass: the text is brought again later.
    fn came(&self, text: CustomerText) -> BoxFuture<'_, Result<TextOutcome, ServiceError>>;
}

impl Texts for Services {
    fn came(&self, text: CustomerText) -> BoxFuture<'_, Result<TextOutcome, ServiceError>> {
        Box::pin(async move {
            let not_taken = |instance, reason| Ok(TextOutcome::NotTaken { instance, reason });
            match self.flow_of_number(&text.to).await? {
                // A text would be a chat contact (`connect:SMS`): where chats land, this is where
                // it begins or goes on.
                Some((instance, flow)) => not_taken(
                    Some(instance),
                    format!("chats are not available: flow {flow} cannot be run for a text"),
                ),
                None => not_taken(
                    None,
                    "no instance has a flow for this number: associate one by AssociateFlow with \
                     ResourceType SMS_PHONE_NUMBER"
                        .to_owned(),
                ),
            }
        })
    }
}

impl Services {
    /// The instance that has a flow for a number of messaging, and the flow.
    async fn flow_of_number(
        &self,
        number: &str,
    ) -> Result<Option<(InstanceId, String)>, ServiceError> {
        let row = self
            .store
            .resource_by_name(SCOPE, PhoneNumber::KIND, number)
            .await?;
        let Some(row) = row else {
            return Ok(None);
        };
        let association = |arn: String| format!("SMS_PHONE_NUMBER:{arn}");
        if let Some(imported) = self.imported_number(number).await? {
            let resource = format!("phone-number/{}", imported.id);
            let own = Arn::connect(&self.account, &self.region, resource);
            let own = association(own.to_string());
            if let Some(flow) = self.associated_flow(imported.instance, &own).await? {
                return Ok(Some((imported.instance, flow)));
            }
        }
        let association = association(self.arn_of_number(&row.id));
        let anywhere = InstanceId(Default::default());
        for instance in self
            .list_all::<Instance>(anywhere, Listing::default())
            .await?
        {
            let instance = instance.value.id;
            if let Some(flow) = self.associated_flow(instance, &association).await? {
                return Ok(Some((instance, flow)));
            }
        }
        Ok(None)
    }

    async fn associated_flow(
        &self,
        instance: InstanceId,
        association: &str,
    ) -> Result<Option<String>, ServiceError> {
        let found = self
            .find_any(instance, Kind::FlowAssociation, association)
            .await?;
        let Some(Resource::Plain(found)) = found.map(|it| it.value) else {
            return Ok(None);
        };
        let flow = found.body.get("FlowId").and_then(|it| it.as_str());
        Ok(Some(flow.unwrap_or_default().to_owned()))
    }

    fn arn_of_number(&self, id: &str) -> String {
        let (region, account) = (&self.region, &self.account);
        format!("arn:aws:sms-voice:{region}:{account}:phone-number/{id}")
    }
}
