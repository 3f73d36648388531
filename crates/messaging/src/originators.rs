//! Who sends: the choice of sms.md section 3.6.

use crate::directory::{Directory, Identity};
use crate::{Channel, Country, Name, Refusal, simulator};
use messaging_resources::countries::{self, LongCodes, SenderIds};
use messaging_resources::{
    ConfigurationSet, DEFAULT_LIST, MessageType, NumberStatus, NumberType, PhoneNumber, Pool,
    PoolStatus,
};
use serde::{Deserialize, Serialize};

/// What kind of originator it is, for its throughput and for carriers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OriginatorKind {
    /// A number of a country's plan.
    LongCode,
    /// Three to seven digits.
    ShortCode,
    /// Free to call.
    TollFree,
    /// A US number of a campaign.
    TenDlc,
    /// The simulator's.
    Simulator,
    /// A name.
    SenderId,
    /// The operator's own, for who has none.
    Shared,
}

impl From<NumberType> for OriginatorKind {
    fn from(number: NumberType) -> Self {
        match number {
            NumberType::LongCode => Self::LongCode,
            NumberType::ShortCode => Self::ShortCode,
            NumberType::TollFree => Self::TollFree,
            NumberType::TenDlc => Self::TenDlc,
            NumberType::Simulator => Self::Simulator,
        }
    }
}

/// Who sends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sender {
    /// What the recipient sees.
    pub address: Name,
    /// Its kind.
    pub kind: OriginatorKind,
    /// Its country, which its throughput depends on.
    pub country: Country,
}

/// The outcome of a choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Choice {
    pub(crate) sender: Sender,
    pub(crate) pool: Option<Name>,
    pub(crate) message_type: MessageType,
}

/// What is being sent.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wish<'a> {
    pub(crate) channel: Channel,
    pub(crate) destination: &'a str,
    pub(crate) country: &'a str,
    pub(crate) message_type: Option<MessageType>,
    pub(crate) set: Option<&'a ConfigurationSet>,
    /// The sender of who has none, as the operator configured it.
    pub(crate) shared: &'a str,
}

/// The opt-out list that holds for an identity.
pub(crate) fn opt_out_list<'a>(
    directory: &'a Directory,
    identity: Option<Identity<'a>>,
) -> &'a str {
    match identity {
        Some(Identity::Number(number)) => &directory.settings(number).opt_out_list_name,
        Some(Identity::Pool(pool)) => &pool.settings.opt_out_list_name,
        Some(Identity::SenderId(_)) | None => DEFAULT_LIST,
    }
}

/// Chooses.
pub(crate) fn choose(
    directory: &Directory,
    identity: Option<Identity<'_>>,
    wish: Wish<'_>,
) -> Result<Choice, Refusal> {
    let default_name = wish.set.and_then(|set| set.default_sender_id.as_deref());
    match identity.or(default_name.map(Identity::SenderId)) {
        Some(Identity::Number(number)) => {
            fits(number, wish)?;
            Ok(of_number(number, wish.message_type))
        }
        Some(Identity::Pool(pool)) => of_pool(directory, pool, wish, &[]),
        Some(Identity::SenderId(name)) => of_name(directory, name, wish),
        None => dedicated_or_shared(directory, wish),
    }
}

/// The member of a pool that sends. The same destination gets the same member while it can send.
pub(crate) fn of_pool(
    directory: &Directory,
    pool: &Pool,
    wish: Wish<'_>,
    failed: &[Name],
) -> Result<Choice, Refusal> {
    if pool.status != PoolStatus::Active {
        return Err(not_active("pool", &pool.pool_id));
    }
    let untried = |address: &str| !failed.iter().any(|it| **it == *address);
    let numbers = directory.members(&pool.pool_id);
    let mut able: Vec<Choice> = numbers
        .filter(|number| untried(&number.phone_number) && fits(number, wish).is_ok())
        .map(|number| of_number(number, Some(pool.message_type)))
        .collect();
    if wish.channel == Channel::Text {
        let names = directory.sender_members(&pool.pool_id, wish.country);
        let names = names.filter(|it| untried(&it.sender_id));
        able.extend(names.map(|it| {
            named(
                &it.sender_id,
                OriginatorKind::SenderId,
                wish,
                pool.message_type,
            )
        }));
    }
    let at = stable_index(wish.destination, able.len());
    let choice = at.map(|at| able.swap_remove(at));
    let choice = match choice {
        None if pool.shared_routes_enabled && untried(wish.shared) => shared(wish),
        choice => choice.ok_or_else(|| none_found(wish)),
    }?;
    Ok(Choice {
        pool: Some(pool.pool_id.as_str().into()),
        message_type: pool.message_type,
        ..choice
    })
}

/// A country as it is kept; none for what is no two letters.
pub(crate) fn country(text: &str) -> Country {
    text.try_into().unwrap_or_default()
}

/// FNV-1a: stable over restarts, unlike the library's hash.
fn stable_index(text: &str, len: usize) -> Option<usize> {
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, octet| {
        (hash ^ u64::from(octet)).wrapping_mul(0x0100_0000_01b3)
    });
    let len = u64::try_from(len).ok().filter(|len| *len > 0)?;
    usize::try_from(hash % len).ok()
}

fn of_number(number: &PhoneNumber, wanted: Option<MessageType>) -> Choice {
    Choice {
        sender: Sender {
            address: number.phone_number.as_str().into(),
            kind: number.number_type.into(),
            country: country(&number.iso_country_code),
        },
        pool: None,
        message_type: wanted.unwrap_or(number.message_type),
    }
}

/// Whether a number can send this, and why not.
fn fits(number: &PhoneNumber, wish: Wish<'_>) -> Result<(), Refusal> {
    if number.status != NumberStatus::Active {
        return Err(not_active("phone-number", &number.phone_number_id));
    }
    if !number
        .number_capabilities
        .contains(&wish.channel.capability())
    {
        return Err(Refusal::Conflict {
            reason: "NUMBER_CAPABILITIES_MISMATCH",
            resource_type: Some("phone-number"),
            resource_id: Some(number.phone_number_id.clone()),
            message: format!(
                "the number has no capability for {} messages",
                wish.channel.name()
            ),
        });
    }
    let abroad = number.iso_country_code != wish.country;
    let wrong = match number.number_type {
        NumberType::Simulator => abroad || simulator::simulated(wish.destination).is_none(),
        _ if wish.channel == Channel::Voice => false,
        NumberType::LongCode if !abroad => {
            let country = countries::find(wish.country);
            country.is_some_and(|it| it.long_codes == LongCodes::InboundOnly)
        }
        _ => abroad && !number.international_sending_enabled,
    };
    if wrong {
        return Err(wrong_country(wish.country));
    }
    Ok(())
}

fn of_name(directory: &Directory, name: &str, wish: Wish<'_>) -> Result<Choice, Refusal> {
    if wish.channel != Channel::Text {
        return Err(Refusal::Validation {
            reason: "SENDER_ID_NOT_SUPPORTED",
            message: format!("sender ids send no {} messages", wish.channel.name()),
        });
    }
    let key = (name.to_owned(), wish.country.to_owned());
    let configured = directory.sender_ids.get(&key);
    let kinds = configured.map(|it| it.message_types.as_slice());
    let message_type = resolve_type(wish, kinds.and_then(|kinds| kinds.first().copied()));
    let rule = countries::find(wish.country).map_or(SenderIds::No, |it| it.sender_ids);
    let registered = configured.is_some_and(|it| it.registered);
    match rule {
        SenderIds::Yes => Ok(named(name, OriginatorKind::SenderId, wish, message_type)),
        SenderIds::Registered if registered => {
            Ok(named(name, OriginatorKind::SenderId, wish, message_type))
        }
        // Singapore's registry marks what it does not know; elsewhere it goes as a notice.
        SenderIds::Registered if wish.country == "SG" => Ok(named(
            "LIKELY-SCAM",
            OriginatorKind::Shared,
            wish,
            message_type,
        )),
        SenderIds::Registered => Ok(named(
            wish.shared,
            OriginatorKind::Shared,
            wish,
            message_type,
        )),
        SenderIds::No => dedicated_or_shared(directory, wish),
    }
}

fn dedicated_or_shared(directory: &Directory, wish: Wish<'_>) -> Result<Choice, Refusal> {
    let able = directory
        .dedicated(wish.country)
        .filter(|it| fits(it, wish).is_ok());
    let of_type = |kind| move |it: &&PhoneNumber| it.message_type == kind;
    let able: Vec<_> = able
        .filter(|it| it.number_type != NumberType::Simulator)
        .collect();
    let wanted = resolve_type(wish, None);
    let other = able.first();
    let found = able
        .iter()
        .copied()
        .find(of_type(wanted))
        .or(other.copied());
    match found {
        Some(number) => Ok(of_number(number, wish.message_type)),
        None => shared(wish),
    }
}

fn shared(wish: Wish<'_>) -> Result<Choice, Refusal> {
    let reachable = wish.channel == Channel::Text && !matches!(wish.country, "US" | "CN");
    if !reachable || wish.shared.is_empty() {
        return Err(none_found(wish));
    }
    Ok(named(
        wish.shared,
        OriginatorKind::Shared,
        wish,
        resolve_type(wish, None),
    ))
}

/// What was asked for, the set's default, the originator's own, transactional.
fn resolve_type(wish: Wish<'_>, own: Option<MessageType>) -> MessageType {
    let of_set = || wish.set.and_then(|set| set.default_message_type);
    let known = wish.message_type.or_else(of_set).or(own);
    known.unwrap_or(MessageType::Transactional)
}

fn named(name: &str, kind: OriginatorKind, wish: Wish<'_>, message_type: MessageType) -> Choice {
    Choice {
        sender: Sender {
            address: name.into(),
            kind,
            country: country(wish.country),
        },
        pool: None,
        message_type,
    }
}

fn not_active(resource_type: &'static str, id: &str) -> Refusal {
    Refusal::Conflict {
        reason: "RESOURCE_NOT_ACTIVE",
        resource_type: Some(resource_type),
        resource_id: Some(id.to_owned()),
        message: format!("{id} is not active"),
    }
}

fn wrong_country(country: &str) -> Refusal {
    Refusal::Validation {
        reason: "INVALID_IDENTITY_FOR_DESTINATION_COUNTRY",
        message: format!("the origination identity cannot send to this number in {country}"),
    }
}

fn none_found(wish: Wish<'_>) -> Refusal {
    Refusal::Conflict {
        reason: "NO_ORIGINATION_IDENTITIES_FOUND",
        resource_type: None,
        resource_id: None,
        message: format!("no origination identity can send to {}", wish.country),
    }
}
