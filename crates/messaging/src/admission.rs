//! Taking a message: the checks in the order of sms.md section 3.8.

use crate::counts::{Count, Counted};
use crate::directory::Identity;
use crate::engine::Output;
use crate::message::{More, Phase};
use crate::originators::{self, Choice, Wish};
use crate::{Accepted, Channel, Engine, Few, Message, Refusal, Status, Submission, Usd, simulator};
use ids::{Pii, Timestamp};
use messaging_resources::{
    AccountTier, ConfigurationSet, OverrideAction, ProtectConfiguration, ProtectStatus, countries,
};
use sms_codec::Encoding;
use uuid::Uuid;

const MAX_TTL: u32 = 259_200;
const MIN_TTL: u32 = 5;
const MAX_MEDIA_BODY: usize = 1_600;
/// Files of an MMS (sms.md 3.2).
const MAX_FILES: usize = 1;
const MAX_VOICE_BODY: usize = 6_000;
const MAX_SPOKEN: usize = 3_000;
/// Where the sandbox calls (sms.md 10.1).
const SANDBOX_CALLS: [&str; 11] = [
    "AU", "CA", "DE", "GB", "HK", "IL", "JP", "MX", "SE", "SG", "US",
];

/// How much a message is, before anybody pays for it.
pub(crate) struct Size {
    pub(crate) parts: u8,
    pub(crate) unicode: bool,
}

impl Engine {
    /// Takes a message, or says why not. What follows from it is in [`Engine::poll`]; answer after
    /// that is durable. `application` is the system id of one who submitted it by SMPP.
    ///
    /// # Errors
    /// See [`Refusal`].
    pub fn submit(
        &mut self,
        now: Timestamp,
        id: Uuid,
        submission: Submission,
        application: Option<&str>,
    ) -> Result<Accepted, Refusal> {
        let message = self.admit(now, id, submission, application, false)?;
        self.take(now, message);
        Ok(Accepted {
            message_id: id.to_string(),
        })
    }

    /// Takes one of several messages that an application submitted at once and knows by one
    /// identifier, or says why not.
    ///
    /// # Errors
    /// See [`Refusal`].
    pub fn submit_one_of(
        &mut self,
        now: Timestamp,
        id: Uuid,
        submission: Submission,
        application: &str,
        told_as: Option<Uuid>,
    ) -> Result<Uuid, Refusal> {
        let mut message = self.admit(now, id, submission, Some(application), false)?;
        message.told_as = told_as.map(Box::new);
        self.take(now, message);
        Ok(told_as.unwrap_or(id))
    }

    /// Checks a message and makes it. An automatic reply goes to who opted out, too.
    pub(crate) fn admit(
        &mut self,
        now: Timestamp,
        id: Uuid,
        submission: Submission,
        application: Option<&str>,
        is_reply: bool,
    ) -> Result<Box<Message>, Refusal> {
        if self.messages.len() >= self.settings.capacity {
            return Err(Refusal::Throttled);
        }
        let size = measure(&submission)?;
        let to = submission.destination.as_str();
        let country = countries::of_number(to).ok_or_else(|| not_reached(to))?;
        let set = self.set_of(&submission)?;
        let identity = match &submission.origination_identity {
            Some(text) => Some(
                self.directory
                    .identity(text)
                    .ok_or_else(|| no_identity(text))?,
            ),
            None => None,
        };
        if !is_reply {
            self.check_sandbox(&submission, country)?;
            self.check_protect(now, &submission, set, country)?;
            self.check_opted_out(identity, to)?;
        }
        let wish = Wish {
            channel: submission.channel,
            destination: to,
            country,
            message_type: submission.message_type,
            set,
            shared: &self.settings.shared_sender,
        };
        let choice = originators::choose(&self.directory, identity, wish)?;
        let set = set.map(|set| set.configuration_set_name.as_str().into());
        let (price, fee) = self.price(&submission, country, &size)?;
        self.check_calls(now, &submission)?;
        self.spend_on(now, submission.channel, price)?;
        let mut message = Box::new(build(now, id, submission, country, &size, choice));
        message.set = set;
        (message.price, message.fee) = (price, fee);
        message.application = application.map(Into::into);
        Ok(message)
    }

    /// Puts a message that was admitted into the queue.
    pub(crate) fn take(&mut self, now: Timestamp, mut message: Box<Message>) {
        self.names.share(&mut message);
        let id = message.id;
        let count = Count::Accepted(message.parts, message.price);
        self.counted.extend(Counted::of(&message, now, count));
        self.note_call(now, &message);
        self.tell(
            now,
            &message,
            Status::Queued,
            false,
            Status::Queued.description(),
            0,
        );
        self.output.push_back(Output::Keep(message.clone()));
        self.deadlines.insert(message.deadline(), id);
        let per_second = self.per_second(&message);
        self.lanes.push(&message, per_second);
        self.messages.insert(message);
        self.dispatch(now);
    }

    fn set_of(&self, submission: &Submission) -> Result<Option<&ConfigurationSet>, Refusal> {
        let Some(name) = &submission.configuration_set else {
            return Ok(None);
        };
        let found = self.directory.set(name);
        found.map(Some).ok_or_else(|| Refusal::NotFound {
            resource_type: "configuration-set",
            resource_id: name.clone(),
        })
    }

    fn check_sandbox(&self, submission: &Submission, country: &str) -> Result<(), Refusal> {
        let account = &self.directory.account;
        let tier = match submission.channel {
            Channel::Voice => account.voice_tier,
            Channel::Text | Channel::Media => account.message_tier,
        };
        let to = submission.destination.as_str();
        let simulated = simulator::simulated(to).is_some();
        if tier == AccountTier::Production || simulated {
            return Ok(());
        }
        if submission.channel == Channel::Voice && !SANDBOX_CALLS.contains(&country) {
            return Err(Refusal::Validation {
                reason: "COUNTRY_NOT_ENABLED",
                message: format!("no calls are made to {country} from the sandbox"),
            });
        }
        if submission.verification || self.directory.verified.contains(to) {
            return Ok(());
        }
        Err(Refusal::Conflict {
            reason: "DESTINATION_PHONE_NUMBER_NOT_VERIFIED",
            resource_type: Some("verified-destination-number"),
            resource_id: None,
            message: "the account is in the sandbox and the destination is not verified".into(),
        })
    }

    /// The request's protect configuration, else the set's, else the account's (sms.md 9).
    fn protect_of(
        &self,
        submission: &Submission,
        set: Option<&ConfigurationSet>,
    ) -> Result<Option<&ProtectConfiguration>, Refusal> {
        if let Some(text) = &submission.protect_configuration {
            let found = self.directory.protect(text);
            return found.map(Some).ok_or_else(|| Refusal::NotFound {
                resource_type: "protect-configuration",
                resource_id: text.clone(),
            });
        }
        let of_set = set.and_then(|set| set.protect_configuration_id.as_ref());
        let of_set = of_set.and_then(|id| self.directory.protects.get(id));
        let default = || {
            self.directory
                .protects
                .values()
                .find(|it| it.account_default)
        };
        Ok(of_set.or_else(default))
    }

    fn check_protect(
        &self,
        now: Timestamp,
        submission: &Submission,
        set: Option<&ConfigurationSet>,
        country: &str,
    ) -> Result<(), Refusal> {
        let Some(protect) = self.protect_of(submission, set)? else {
            return Ok(());
        };
        let id = &protect.protect_configuration_id;
        let to = submission.destination.as_str();
        let blocked = |reason| Refusal::Conflict {
            reason,
            resource_type: Some("protect-configuration"),
            resource_id: Some(id.clone()),
            message: format!("the protect configuration blocks this destination in {country}"),
        };
        match self.directory.overridden(id, to, now) {
            Some(OverrideAction::Allow) => return Ok(()),
            Some(OverrideAction::Block) => {
                return Err(blocked(
                    "DESTINATION_PHONE_NUMBER_BLOCKED_BY_PROTECT_NUMBER_OVERRIDE",
                ));
            }
            None => {}
        }
        match protect.status(submission.channel.capability(), country) {
            ProtectStatus::Block => Err(blocked(
                "DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_CONFIGURATION",
            )),
            ProtectStatus::Allow | ProtectStatus::Filter | ProtectStatus::Monitor => Ok(()),
        }
    }

    fn check_opted_out(&self, identity: Option<Identity<'_>>, to: &str) -> Result<(), Refusal> {
        let list = originators::opt_out_list(&self.directory, identity);
        if !self.is_opted_out(list, to) {
            return Ok(());
        }
        Err(Refusal::Conflict {
            reason: "DESTINATION_PHONE_NUMBER_OPTED_OUT",
            resource_type: Some("opt-out-list"),
            resource_id: Some(list.to_owned()),
            message: "the destination has opted out".into(),
        })
    }

    /// What it costs, and what of that is the carriers' fee. The simulator is free.
    fn price(
        &self,
        submission: &Submission,
        country: &str,
        size: &Size,
    ) -> Result<(Usd, Usd), Refusal> {
        if submission.free || simulator::simulated(submission.destination.as_str()).is_some() {
            return Ok((Usd::ZERO, Usd::ZERO));
        }
        let rate = self.settings.rates.rate(submission.channel, country);
        let each = rate.price + rate.carrier_fee;
        if submission.max_price.is_some_and(|most| each > most) {
            return Err(Refusal::Validation {
                reason: "PRICE_OVER_THRESHOLD",
                message: format!("{each} USD is more than the most that was allowed"),
            });
        }
        let times = u32::from(size.parts);
        Ok((each * times, rate.carrier_fee * times))
    }

    /// What was spent is counted anew with each month.
    pub(crate) fn begin_month(&mut self, now: Timestamp) {
        let month = month_of(now);
        if self.month != month {
            (self.spend, self.month) = (crate::Spend::default(), month);
        }
    }

    /// Counts what is spent, or refuses at the limit. Accepted parts are paid for, whatever becomes
    /// of them.
    fn spend_on(&mut self, now: Timestamp, channel: Channel, price: Usd) -> Result<(), Refusal> {
        self.begin_month(now);
        let limit = self.directory.account.spend_limit(channel.spend()).limit();
        let limit = Usd::dollars(i64::try_from(limit).unwrap_or(i64::MAX));
        let spent = self.spend.of(channel) + price;
        if price > Usd::ZERO && spent > limit {
            let (reason, name) = match channel {
                Channel::Text => ("MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT", "text"),
                Channel::Media => ("MONTHLY_SPEND_LIMIT_REACHED_FOR_MEDIA", "media"),
                Channel::Voice => ("MONTHLY_SPEND_LIMIT_REACHED_FOR_VOICE", "voice"),
            };
            return Err(Refusal::Quota {
                reason,
                message: format!("the month's limit of {limit} USD on {name} messages is reached"),
            });
        }
        *self.spend.of_mut(channel) = spent;
        Ok(())
    }
}

const UTC: jiff::tz::TimeZone = jiff::tz::TimeZone::UTC;

/// The month that something is paid in.
pub(crate) fn month_of(at: Timestamp) -> (i16, i8) {
    let date = at.to_jiff().to_zoned(UTC).date();
    (date.year(), date.month())
}

fn build(
    now: Timestamp,
    id: Uuid,
    submission: Submission,
    country: &str,
    size: &Size,
    choice: Choice,
) -> Message {
    let more = More {
        context: submission.context,
        country_parameters: submission.country_parameters,
        media_urls: submission.media_urls,
        voice: submission.voice.map(|voice| (voice.voice_id, voice.ssml)),
        keyword: submission.keyword,
        dry_run: submission.dry_run,
    };
    Message {
        id,
        channel: submission.channel,
        destination: Pii::new((&submission.destination).into()),
        country: originators::country(country),
        body: Pii::new(submission.body.into_revealed().into()),
        message_type: choice.message_type,
        sender: choice.sender,
        pool: choice.pool,
        failed_senders: Few::default(),
        set: None,
        more: (more != More::default()).then(|| Box::new(more)),
        accepted: now,
        time_to_live: submission.time_to_live.unwrap_or(MAX_TTL),
        unicode: size.unicode,
        parts: size.parts,
        price: Usd::ZERO,
        fee: Usd::ZERO,
        phase: Phase::Queued,
        status: Status::Queued,
        carrier: None,
        attempts: 0,
        places: Few::default(),
        application: None,
        steps: Few::default(),
        told_as: None,
    }
}

fn measure(submission: &Submission) -> Result<Size, Refusal> {
    let ttl = submission.time_to_live;
    if ttl.is_some_and(|ttl| !(MIN_TTL..=MAX_TTL).contains(&ttl)) {
        return Err(invalid("TimeToLive is 5 to 259200 seconds".into()));
    }
    let body = submission.body.reveal();
    let one = Size {
        parts: 1,
        unicode: false,
    };
    match submission.channel {
        Channel::Text => measure_text(body),
        Channel::Media if body.chars().count() > MAX_MEDIA_BODY => Err(too_long(MAX_MEDIA_BODY)),
        Channel::Media if submission.media_urls.len() > MAX_FILES => {
            Err(invalid(format!("an MMS has at most {MAX_FILES} file")))
        }
        Channel::Media if body.is_empty() && submission.media_urls.is_empty() => {
            Err(invalid("an MMS has a body or a file".into()))
        }
        Channel::Voice if body.chars().count() > MAX_VOICE_BODY => Err(too_long(MAX_VOICE_BODY)),
        Channel::Voice if spoken(submission) > MAX_SPOKEN => Err(too_long(MAX_SPOKEN)),
        Channel::Media | Channel::Voice => Ok(one),
    }
}

pub(crate) fn measure_text(body: &str) -> Result<Size, Refusal> {
    if body.trim().is_empty() {
        return Err(invalid("MessageBody is empty".into()));
    }
    let measure = sms_codec::measure(body);
    if measure.is_too_long() {
        return Err(too_long(measure.encoding.max_units()));
    }
    Ok(Size {
        parts: u8::try_from(measure.parts).map_err(|_| too_long(measure.encoding.max_units()))?,
        unicode: measure.encoding == Encoding::Ucs2,
    })
}

/// Characters that are spoken: those of SSML's tags are not.
fn spoken(submission: &Submission) -> usize {
    let ssml = submission.voice.as_ref().is_some_and(|voice| voice.ssml);
    let mut in_tag = false;
    let chars = submission.body.reveal().chars();
    let spoken = chars.filter(|c| {
        let counts = !in_tag && *c != '<';
        in_tag = ssml && (*c == '<' || (in_tag && *c != '>'));
        counts || !ssml
    });
    spoken.count()
}

fn invalid(message: String) -> Refusal {
    Refusal::Validation {
        reason: "INVALID_PARAMETER",
        message,
    }
}

fn too_long(most: usize) -> Refusal {
    invalid(format!("MessageBody is longer than {most} characters"))
}

fn not_reached(number: &str) -> Refusal {
    let shown: String = number.chars().take(4).collect();
    Refusal::Validation {
        reason: "COUNTRY_NOT_ENABLED",
        message: format!("numbers that begin with {shown} are not reached"),
    }
}

fn no_identity(text: &str) -> Refusal {
    let kind = match text {
        _ if text.contains("pool") => "pool",
        _ if text.contains("sender-id/") => "sender-id",
        _ => "phone-number",
    };
    Refusal::NotFound {
        resource_type: kind,
        resource_id: text.to_owned(),
    }
}
