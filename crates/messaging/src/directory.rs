//! What the pipeline reads of the configuration.

use ids::Timestamp;
use messaging_resources::{
    Account, ConfigurationSet, InboundSettings, Keyword, NumberStatus, OverrideAction, PhoneNumber,
    Pool, ProtectConfiguration, ProtectOverride, SenderId, VerificationStatus,
    VerifiedDestinationNumber,
};
use std::collections::{BTreeMap, BTreeSet};

/// The configuration, by identifiers.
#[derive(Debug, Clone, Default)]
pub struct Directory {
    /// Numbers and short codes, by `phone-…`.
    pub numbers: BTreeMap<String, PhoneNumber>,
    /// Sender ids, by name and country.
    pub sender_ids: BTreeMap<(String, String), SenderId>,
    /// Pools, by `pool-…`.
    pub pools: BTreeMap<String, Pool>,
    /// Configuration sets, by name.
    pub sets: BTreeMap<String, ConfigurationSet>,
    /// Protect configurations, by identifier.
    pub protects: BTreeMap<String, ProtectConfiguration>,
    /// Numbers for which their country's rule does not hold, by configuration and number.
    pub overrides: BTreeMap<(String, String), ProtectOverride>,
    /// Keywords, by whose they are.
    pub keywords: BTreeMap<String, Vec<Keyword>>,
    /// Numbers that may be written to from the sandbox.
    pub verified: BTreeSet<String>,
    /// The account.
    pub account: Account,
    /// Identifiers of numbers, by number.
    by_number: BTreeMap<String, String>,
}

/// What an origination identity names.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Identity<'a> {
    Number(&'a PhoneNumber),
    Pool(&'a Pool),
    /// A name; configured or not is asked per country.
    SenderId(&'a str),
}

impl Directory {
    /// Adds a number.
    pub fn put_number(&mut self, number: PhoneNumber) {
        let id = number.phone_number_id.clone();
        self.by_number
            .insert(number.phone_number.clone(), id.clone());
        self.numbers.insert(id, number);
    }

    /// Adds a sender id.
    pub fn put_sender_id(&mut self, it: SenderId) {
        let key = (it.sender_id.clone(), it.iso_country_code.clone());
        self.sender_ids.insert(key, it);
    }

    /// Adds a keyword.
    pub fn put_keyword(&mut self, it: Keyword) {
        let of = self.keywords.entry(it.origination_identity.clone());
        of.or_default().push(it);
    }

    /// Adds a protect configuration's override.
    pub fn put_override(&mut self, it: ProtectOverride) {
        let id = it.protect_configuration_id.clone();
        self.overrides
            .insert((id, it.destination_phone_number.clone()), it);
    }

    /// Adds a verified number, if it is verified.
    pub fn put_verified(&mut self, it: VerifiedDestinationNumber) {
        if it.status == VerificationStatus::Verified {
            self.verified.insert(it.destination_phone_number);
        }
    }

    /// A number by its digits.
    pub fn number(&self, digits: &str) -> Option<&PhoneNumber> {
        self.numbers.get(self.by_number.get(digits)?)
    }

    /// The members of a pool that are numbers.
    pub(crate) fn members<'a>(&'a self, pool: &'a str) -> impl Iterator<Item = &'a PhoneNumber> {
        let of_pool = move |it: &&PhoneNumber| it.pool_id.as_deref() == Some(pool);
        self.numbers.values().filter(of_pool)
    }

    /// The members of a pool that are sender ids of a country.
    pub(crate) fn sender_members<'a>(
        &'a self,
        pool: &'a str,
        country: &'a str,
    ) -> impl Iterator<Item = &'a SenderId> {
        let of_pool = move |it: &&SenderId| {
            it.pool_id.as_deref() == Some(pool) && it.iso_country_code == country
        };
        self.sender_ids.values().filter(of_pool)
    }

    /// What holds for a number: its pool's settings, if it is in one.
    pub(crate) fn settings<'a>(&'a self, number: &'a PhoneNumber) -> &'a InboundSettings {
        let pool = number.pool_id.as_ref().and_then(|id| self.pools.get(id));
        pool.map_or(&number.settings, |pool| &pool.settings)
    }

    /// The keywords of a number: its pool's, if it is in one.
    pub(crate) fn keywords(&self, number: &PhoneNumber) -> &[Keyword] {
        let of = number.pool_id.as_ref().unwrap_or(&number.phone_number_id);
        self.keywords.get(of).map_or(&[], Vec::as_slice)
    }

    /// What a text names: an identifier, an ARN, a number or a name.
    pub(crate) fn identity<'a>(&'a self, text: &'a str) -> Option<Identity<'a>> {
        let id = resource_id(text, &["phone-number/", "pool/", "sender-id/"]);
        if let Some(number) = self.numbers.get(id).or_else(|| self.number(id)) {
            return Some(Identity::Number(number));
        }
        if let Some(pool) = self.pools.get(id) {
            return Some(Identity::Pool(pool));
        }
        let name = id.split('/').next().unwrap_or(id);
        is_name(name).then_some(Identity::SenderId(name))
    }

    /// A configuration set by name or ARN.
    pub(crate) fn set(&self, text: &str) -> Option<&ConfigurationSet> {
        self.sets.get(resource_id(text, &["configuration-set/"]))
    }

    /// A protect configuration by identifier or ARN.
    pub(crate) fn protect(&self, text: &str) -> Option<&ProtectConfiguration> {
        self.protects
            .get(resource_id(text, &["protect-configuration/"]))
    }

    /// Whether a number is allowed or blocked whatever its country's rule.
    pub(crate) fn overridden(
        &self,
        protect: &str,
        number: &str,
        now: Timestamp,
    ) -> Option<OverrideAction> {
        let key = (protect.to_owned(), number.to_owned());
        let found = self.overrides.get(&key)?;
        let live = found.expiration_timestamp.is_none_or(|until| now < until);
        live.then_some(found.action)
    }

    /// Numbers of the account that can send to a country.
    pub(crate) fn dedicated<'a>(
        &'a self,
        country: &'a str,
    ) -> impl Iterator<Item = &'a PhoneNumber> {
        let fits = move |it: &&PhoneNumber| {
            it.status == NumberStatus::Active && it.iso_country_code == country
        };
        self.numbers.values().filter(fits)
    }
}

/// The identifier in an ARN, or the text itself.
fn resource_id<'a>(text: &'a str, kinds: &[&str]) -> &'a str {
    if !text.starts_with("arn:") {
        return text;
    }
    let resource = text.splitn(6, ':').nth(5).unwrap_or(text);
    let found = kinds.iter().find_map(|kind| resource.strip_prefix(kind));
    found.unwrap_or(resource)
}

/// Whether a text can be a sender id: 1 to 11 letters, digits or hyphens, not digits alone.
fn is_name(text: &str) -> bool {
    (1..=11).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        && !text.bytes().all(|b| b.is_ascii_digit())
        && !text.starts_with("phone-")
        && !text.starts_with("pool-")
}
