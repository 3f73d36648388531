//! Originators: numbers, sender ids, agents and pools, however a request names them.

use crate::ctx::Ctx;
use crate::error::{Result, invalid, not_found};
use crate::keep::{Found, text};
use aws_wire::Value;
use messaging_resources::{
    InboundSettings, Kept, MessageType, NumberCapability, PhoneNumber, Pool, RcsAgent, SCOPE,
    SenderId,
};

/// Something that messages can be sent by.
#[derive(Debug, Clone)]
pub(crate) enum Originator {
    Number(Found<PhoneNumber>),
    Sender(Found<SenderId>),
    Agent(Found<RcsAgent>),
    Pool(Found<Pool>),
}

impl Originator {
    /// Its identifier, as keywords and lists name it. A sender id's is the name alone.
    pub(crate) fn id(&self) -> String {
        match self {
            Self::Number(it) => it.value.id(),
            Self::Sender(it) => it.value.sender_id.clone(),
            Self::Agent(it) => it.value.id(),
            Self::Pool(it) => it.value.id(),
        }
    }

    pub(crate) fn arn(&self) -> &str {
        match self {
            Self::Number(it) => &it.arn,
            Self::Sender(it) => &it.arn,
            Self::Agent(it) => &it.arn,
            Self::Pool(it) => &it.arn,
        }
    }

    /// The type of the API's errors.
    pub(crate) const fn kind(&self) -> &'static str {
        match self {
            Self::Number(_) => PhoneNumber::TYPE,
            Self::Sender(_) => SenderId::TYPE,
            Self::Agent(_) => RcsAgent::TYPE,
            Self::Pool(_) => Pool::TYPE,
        }
    }

    pub(crate) fn country(&self) -> Option<&str> {
        match self {
            Self::Number(it) => Some(&it.value.iso_country_code),
            Self::Sender(it) => Some(&it.value.iso_country_code),
            Self::Agent(_) | Self::Pool(_) => None,
        }
    }

    pub(crate) fn pool(&self) -> Option<&str> {
        match self {
            Self::Number(it) => it.value.pool_id.as_deref(),
            Self::Sender(it) => it.value.pool_id.as_deref(),
            Self::Agent(it) => it.value.pool_id.as_deref(),
            Self::Pool(_) => None,
        }
    }

    /// How what comes in at it is treated; a sender id takes nothing in.
    pub(crate) fn settings(&self) -> Option<&InboundSettings> {
        match self {
            Self::Number(it) => Some(&it.value.settings),
            Self::Sender(_) => None,
            Self::Agent(it) => Some(&it.value.settings),
            Self::Pool(it) => Some(&it.value.settings),
        }
    }

    pub(crate) fn message_types(&self) -> Vec<MessageType> {
        match self {
            Self::Number(it) => vec![it.value.message_type],
            Self::Sender(it) => it.value.message_types.clone(),
            Self::Agent(_) => vec![MessageType::Promotional, MessageType::Transactional],
            Self::Pool(it) => vec![it.value.message_type],
        }
    }

    pub(crate) fn capabilities(&self) -> Vec<NumberCapability> {
        match self {
            Self::Number(it) => it.value.number_capabilities.clone(),
            Self::Agent(_) => vec![NumberCapability::Rcs],
            Self::Sender(_) | Self::Pool(_) => vec![NumberCapability::Sms],
        }
    }
}

impl Ctx {
    /// The originator that `OriginationIdentity` names, with `IsoCountryCode` where it is a sender
    /// id.
    ///
    /// # Errors
    /// When there is none, or its country is another.
    pub(crate) async fn originator(&self, input: &Value) -> Result<Originator> {
        let member = "OriginationIdentity";
        let given = crate::keep::required(input, member)?;
        let country = text(input, "IsoCountryCode");
        let found = match self.originator_named(given, country).await? {
            Some(found) => found,
            None if given.contains("pool-") || given.contains(":pool/") => {
                return Err(not_found(Pool::TYPE, given));
            }
            None if given.contains(":sender-id/")
                || given.bytes().any(|b| b.is_ascii_alphabetic())
                    && !given.contains("phone-")
                    && !given.starts_with("arn:") =>
            {
                return Err(not_found(SenderId::TYPE, given));
            }
            None => return Err(not_found(PhoneNumber::TYPE, given)),
        };
        match (country, found.country()) {
            (Some(asked), Some(own)) if asked != own => {
                let message = format!("{given} is of {own}, not of {asked}");
                Err(invalid("COUNTRY_CODE_MISMATCH", "IsoCountryCode", message))
            }
            _ => Ok(found),
        }
    }

    /// What a text names: an ARN, an identifier, a number, a sender id.
    pub(crate) async fn originator_named(
        &self,
        given: &str,
        country: Option<&str>,
    ) -> Result<Option<Originator>> {
        let (kind, id) = match given.split_once("arn:").is_some() {
            false => ("", given.to_owned()),
            true => self.kind_in(given)?,
        };
        if kind == Pool::TYPE || id.starts_with("pool-") {
            return Ok(self.find(&id).await?.map(Originator::Pool));
        }
        if kind == RcsAgent::TYPE || id.starts_with("rcs-") {
            return Ok(self.find(&id).await?.map(Originator::Agent));
        }
        if kind == PhoneNumber::TYPE || id.starts_with("phone-") {
            return Ok(self.find(&id).await?.map(Originator::Number));
        }
        if kind == SenderId::TYPE {
            return Ok(self.find(&id).await?.map(Originator::Sender));
        }
        if let Some(row) = self
            .store
            .resource_by_name(SCOPE, PhoneNumber::KIND, &id)
            .await?
        {
            return Ok(Some(Originator::Number(Found::from_row(row)?)));
        }
        let Some(country) = country else {
            let filter = store::Filter::facet("sender-id", &id);
            let mut all = self.all::<SenderId>(filter).await?;
            return Ok((all.len() == 1)
                .then(|| all.pop().map(Originator::Sender))
                .flatten());
        };
        let sender = self.find(&format!("{id}/{country}")).await?;
        Ok(sender.map(Originator::Sender))
    }

    /// The type and identifier in an ARN of ours.
    fn kind_in(&self, arn: &str) -> Result<(&'static str, String)> {
        for kind in [
            Pool::TYPE,
            PhoneNumber::TYPE,
            SenderId::TYPE,
            RcsAgent::TYPE,
        ] {
            if arn.contains(&format!(":{kind}/")) {
                return Ok((kind, self.id_in(kind, "OriginationIdentity", arn)?));
            }
        }
        let message = "OriginationIdentity is no ARN of an originator";
        Err(invalid("INVALID_ARN", "OriginationIdentity", message))
    }

    /// The members of a pool: numbers, then sender ids, then agents.
    pub(crate) async fn members(&self, pool: &str) -> Result<Vec<Originator>> {
        let of = || store::Filter::facet("pool-id", pool);
        let mut all = Vec::new();
        all.extend(self.all(of()).await?.into_iter().map(Originator::Number));
        all.extend(self.all(of()).await?.into_iter().map(Originator::Sender));
        all.extend(self.all(of()).await?.into_iter().map(Originator::Agent));
        Ok(all)
    }

    /// Puts an originator into a pool or takes it out: the write that keeps it.
    pub(crate) fn moved(&self, it: &Originator, pool: Option<&str>) -> Result<store::PutResource> {
        let pool = pool.map(str::to_owned);
        match it.clone() {
            Originator::Number(mut it) => {
                it.value.pool_id = pool;
                self.put(&it)
            }
            Originator::Sender(mut it) => {
                it.value.pool_id = pool;
                self.put(&it)
            }
            Originator::Agent(mut it) => {
                it.value.pool_id = pool;
                self.put(&it)
            }
            Originator::Pool(it) => Err(invalid(
                "INVALID_PARAMETER",
                "OriginationIdentity",
                format!("A pool cannot be in a pool: {}", it.value.pool_id),
            )),
        }
    }
}
