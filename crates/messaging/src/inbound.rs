//! Messages that come in: keywords, automatic responses, opting out and in, passing on.
//!
//! Source: sms.md section 4.

use crate::engine::{Came, Notice, Output};
use crate::parts::{Gathered, Line};
use crate::{Channel, Engine, Submission};
use ids::{Pii, Timestamp};
use messaging_resources::{Keyword, KeywordAction, MANDATORY_OPT_OUT, NumberType, PhoneNumber};
use serde::Serialize;
use sms_codec::Concatenation;
use uuid::Uuid;

/// A message, or a part of one, as a carrier delivered it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inbound {
    /// Who sent it.
    pub source: Pii<String>,
    /// To which number of ours.
    pub destination: String,
    /// Its text.
    pub text: Pii<String>,
    /// Its place among the parts of its message.
    pub place: Option<Concatenation>,
    /// The files of an MMS, by their `s3://` addresses.
    pub media: Vec<String>,
}

/// The payload of sms.md 4.1.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Payload<'a> {
    origination_number: &'a str,
    destination_number: &'a str,
    message_keyword: &'a str,
    message_body: &'a str,
    inbound_message_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    previous_published_message_id: Option<String>,
    /// Ours: the hosted service takes no MMS in.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    media_urls: &'a [String],
}

/// What a keyword does here.
struct Matched {
    word: String,
    answer: Option<String>,
    action: KeywordAction,
    /// One of those that everybody must honour: `HELP`, `STOP` and its like.
    mandatory: bool,
}

const HELP: &str = "HELP";

impl Engine {
    /// Takes a message that came in. `id` becomes its identifier, and `reply` that of an automatic
    /// response. Returns whether the number is ours.
    pub fn receive(&mut self, now: Timestamp, [id, reply]: [Uuid; 2], inbound: Inbound) -> bool {
        let Some(number) = self.directory.number(&inbound.destination).cloned() else {
            return false;
        };
        let source = inbound.source.reveal().clone();
        let text = inbound.text.into_revealed();
        let whole = match inbound.place {
            None => Gathered::Whole {
                id,
                told_as: None,
                text,
            },
            Some(place) => {
                let line = Line {
                    application: None,
                    source: inbound.source,
                    destination: Pii::new(inbound.destination),
                };
                self.gather(now, (id, None), line, place, text)
            }
        };
        if let Gathered::Whole { id, text, .. } = whole {
            self.came(now, [id, reply], &number, &source, &text, &inbound.media);
        }
        true
    }

    pub(crate) fn came(
        &mut self,
        now: Timestamp,
        [id, reply]: [Uuid; 2],
        number: &PhoneNumber,
        source: &str,
        text: &str,
        media: &[String],
    ) {
        let settings = self.directory.settings(number).clone();
        let matched = matched(self.directory.keywords(number), number, text);
        let own = settings.self_managed_opt_outs_enabled && settings.two_way_enabled;
        let handled = matched.as_ref().is_some_and(|it| it.mandatory) && !own;
        let acts = matched.as_ref().filter(|it| !(own && it.mandatory));
        if let Some(matched) = acts {
            let list = &settings.opt_out_list_name;
            match matched.action {
                KeywordAction::OptOut => self.opt(list, source, true),
                KeywordAction::OptIn => self.opt(list, source, false),
                KeywordAction::AutomaticResponse => {}
            }
        }
        // The answer goes last: what is passed on names the message that this one answers.
        let answer = acts.and_then(|it| it.answer.clone());
        let came = Came {
            source: Pii::new(source.to_owned()),
            destination: number.phone_number.clone(),
            text: Pii::new(text.to_owned()),
        };
        self.output.push_back(Output::Came(Box::new(came)));
        let channel = settings
            .two_way_channel_arn
            .filter(|_| settings.two_way_enabled);
        if let Some(stream) = channel.filter(|_| !handled) {
            let word = matched.map(|it| it.word).unwrap_or_default();
            self.pass_on(now, id, number, source, (text, media), &word, stream);
        }
        if let Some(answer) = answer {
            self.respond(now, reply, number, source, &answer);
        }
    }

    fn opt(&mut self, list: &str, number: &str, out: bool) {
        if self.is_opted_out(list, number) == out {
            return;
        }
        self.set_opted_out(list, number, out);
        self.output.push_back(Output::OptOut {
            list: list.to_owned(),
            number: Pii::new(number.to_owned()),
            opted_out: out,
        });
    }

    fn respond(&mut self, now: Timestamp, id: Uuid, number: &PhoneNumber, to: &str, answer: &str) {
        let Ok(to) = to.parse() else {
            return;
        };
        let mut submission = Submission::new(Channel::Text, to, answer);
        submission.origination_identity = Some(number.phone_number_id.clone());
        // What stands against an answer, a spend limit or a number without SMS, has nobody to be
        // told to: the message that came in is dealt with all the same.
        if let Ok(message) = self.admit(now, id, submission, None, true) {
            self.take(now, message);
        }
    }

    #[expect(clippy::too_many_arguments, reason = "the facts of one payload")]
    fn pass_on(
        &mut self,
        now: Timestamp,
        id: Uuid,
        number: &PhoneNumber,
        source: &str,
        (text, media): (&str, &[String]),
        word: &str,
        stream: String,
    ) {
        let payload = Payload {
            origination_number: source,
            destination_number: &number.phone_number,
            message_keyword: word,
            message_body: text,
            inbound_message_id: id.to_string(),
            previous_published_message_id: self
                .last_sent
                .get(&number.phone_number, source)
                .map(|id| id.to_string()),
            media_urls: media,
        };
        self.output.push_back(Output::Inbound(Notice {
            stream,
            key: source.to_owned(),
            at: now,
            body: Pii::new(serde_json::to_string(&payload).unwrap_or_default()),
        }));
    }
}

/// The keyword that a text begins with: the longest one that is followed by nothing that would
/// make it another word.
fn matched(keywords: &[Keyword], number: &PhoneNumber, text: &str) -> Option<Matched> {
    let text = text.trim().to_uppercase();
    let begins = |word: &str| {
        let rest = text.strip_prefix(&word.to_uppercase());
        let next = rest.map(|rest| rest.chars().next());
        next.is_some_and(|next| next.is_none_or(|c| !c.is_alphanumeric() && c != '-'))
    };
    let configured = keywords.iter().filter(|it| begins(&it.keyword));
    let configured = configured.max_by_key(|it| it.keyword.len());
    let toll_free = number.number_type == NumberType::TollFree;
    // Toll-free carriers know only STOP, and answer it themselves (sms.md 4.3).
    let opts_out = |word: &str| MANDATORY_OPT_OUT.contains(&word) && (!toll_free || word == "STOP");
    if let Some(it) = configured {
        let word = it.keyword.to_uppercase();
        let mandatory = opts_out(&word) || word == HELP;
        let silent = toll_free && word == "STOP";
        return Some(Matched {
            answer: (!silent && !it.keyword_message.is_empty()).then(|| it.keyword_message.clone()),
            action: it.keyword_action,
            mandatory,
            word,
        });
    }
    let word = MANDATORY_OPT_OUT
        .into_iter()
        .find(|word| begins(word) && opts_out(word))?;
    // Without a row of its own it answers as STOP does.
    let stop = keywords
        .iter()
        .find(|it| it.keyword.eq_ignore_ascii_case("STOP"));
    let answer = stop.map(|it| it.keyword_message.clone());
    Some(Matched {
        word: word.to_owned(),
        answer: answer.filter(|_| !toll_free),
        action: KeywordAction::OptOut,
        mandatory: true,
    })
}
