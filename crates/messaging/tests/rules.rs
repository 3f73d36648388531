//! What is refused and who sends (sms.md 3.6, 3.8, 9, 10), and what comes in (4).

#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

mod common;

use common::*;
use messaging::{CallQuotas, Channel, Rate, Refusal, Submission, Usd};
use messaging_resources::{
    AccountTier, KeywordAction, NumberCapability, NumberStatus, NumberType, ProtectConfiguration,
    ProtectStatus, SpendChannel, SpendLimit,
};
use std::time::Duration;

fn to(number: &str) -> Submission {
    let mut submission = text("hi");
    submission.destination = number.parse().unwrap();
    submission
}

#[test]
fn texts_beyond_the_limits_are_refused() {
    let mut desk = Desk::usual();
    assert!(desk.send(text(&"a".repeat(1530))).is_ok());
    assert_eq!(
        reason(desk.send(text(&"a".repeat(1531)))),
        "INVALID_PARAMETER"
    );
    assert!(desk.send(text(&"中".repeat(630))).is_ok());
    assert_eq!(
        reason(desk.send(text(&"中".repeat(631)))),
        "INVALID_PARAMETER"
    );
    assert_eq!(reason(desk.send(text("  "))), "INVALID_PARAMETER");
}

#[test]
fn things_that_are_not_there_are_not_found() {
    let mut desk = Desk::usual();
    let mut submission = text("hi");
    submission.configuration_set = Some("none".into());
    assert_eq!(reason(desk.send(submission)), "configuration-set");
    let mut submission = text("hi");
    submission.origination_identity = Some("phone-none".into());
    assert_eq!(reason(desk.send(submission)), "phone-number");
    let mut submission = text("hi");
    submission.protect_configuration = Some("protect-none".into());
    assert_eq!(reason(desk.send(submission)), "protect-configuration");
}

#[test]
fn identities_are_named_by_number_identifier_or_arn() {
    let mut desk = Desk::usual();
    for name in [
        "phone-1",
        SHORT,
        "arn:aws:sms-voice:us-east-1:1:phone-number/phone-1",
    ] {
        let mut submission = text("hi");
        submission.origination_identity = Some(name.into());
        assert!(desk.send(submission).is_ok(), "{name}");
    }
}

#[test]
fn a_number_sends_to_its_own_country_with_its_capabilities_while_active() {
    let mut desk = Desk::usual();
    assert_eq!(
        reason(desk.send(to("+447700900100"))),
        "INVALID_IDENTITY_FOR_DESTINATION_COUNTRY"
    );
    assert_eq!(
        reason(desk.send(to("+12045550100"))),
        "INVALID_IDENTITY_FOR_DESTINATION_COUNTRY"
    );
    let mut media = text("hi");
    media.channel = Channel::Media;
    assert_eq!(reason(desk.send(media)), "NUMBER_CAPABILITIES_MISMATCH");
    let mut directory = directory();
    let mut pending = number("phone-1", SHORT, NumberType::TenDlc);
    pending.status = NumberStatus::Pending;
    directory.put_number(pending);
    desk.engine.set_directory(directory);
    assert_eq!(reason(desk.send(text("hi"))), "RESOURCE_NOT_ACTIVE");
}

#[test]
fn the_simulator_sends_to_simulated_numbers_of_its_country_alone() {
    let mut directory = directory();
    directory.put_number(number("phone-1", SHORT, NumberType::Simulator));
    let mut desk = Desk::new(settings(), directory);
    assert!(desk.send(to("+14254147755")).is_ok());
    let wrong = "INVALID_IDENTITY_FOR_DESTINATION_COUNTRY";
    assert_eq!(reason(desk.send(to("+447860019066"))), wrong);
    assert_eq!(reason(desk.send(to(TO))), wrong);
}

#[test]
fn sender_ids_show_as_their_country_says() {
    let mut desk = Desk::usual();
    let mut shown = |number: &str| {
        let mut submission = to(number);
        submission.origination_identity = Some("EXAMPLECO".into());
        desk.send(submission).unwrap();
        desk.handed
            .pop()
            .unwrap()
            .message
            .sender
            .address
            .to_string()
    };
    assert_eq!(shown("+4915112345678"), "EXAMPLECO");
    assert_eq!(shown("+61412345678"), "NOTICE");
    assert_eq!(shown("+6581234567"), "LIKELY-SCAM");
    assert_eq!(shown(TO), SHORT, "the US knows numbers only");
}

#[test]
fn without_an_originator_the_us_needs_a_number_of_ours() {
    let mut submission = text("hi");
    submission.origination_identity = None;
    let mut desk = Desk::usual();
    desk.send(submission.clone()).unwrap();
    assert_eq!(&*desk.handed[0].message.sender.address, SHORT);
    desk.engine.set_directory(messaging::Directory::default());
    submission.configuration_set = None;
    assert_eq!(
        reason(desk.send(submission)),
        "NO_ORIGINATION_IDENTITIES_FOUND"
    );
}

#[test]
fn the_requests_protect_configuration_wins_over_the_sets_and_the_accounts() {
    let mut directory = directory();
    let protect = |id: &str, status, account_default| ProtectConfiguration {
        protect_configuration_id: id.into(),
        account_default,
        deletion_protection_enabled: false,
        rules: [(NumberCapability::Sms, [("US".to_owned(), status)].into())].into(),
    };
    let all = [
        protect("protect-a", ProtectStatus::Block, true),
        protect("protect-b", ProtectStatus::Allow, false),
        protect("protect-c", ProtectStatus::Block, false),
    ];
    for it in all {
        directory
            .protects
            .insert(it.protect_configuration_id.clone(), it);
    }
    let blocked = "DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_CONFIGURATION";
    let mut desk = Desk::new(settings(), directory.clone());
    assert_eq!(reason(desk.send(text("hi"))), blocked);
    let set = directory.sets.get_mut("set").unwrap();
    set.protect_configuration_id = Some("protect-b".into());
    desk.engine.set_directory(directory);
    assert!(desk.send(text("hi")).is_ok());
    let mut submission = text("hi");
    submission.protect_configuration = Some("protect-c".into());
    assert_eq!(reason(desk.send(submission)), blocked);
}

#[test]
fn the_sandbox_writes_to_verified_numbers() {
    let mut directory = directory();
    directory.account.message_tier = AccountTier::Sandbox;
    let mut desk = Desk::new(settings(), directory.clone());
    assert_eq!(
        reason(desk.send(text("hi"))),
        "DESTINATION_PHONE_NUMBER_NOT_VERIFIED"
    );
    let mut code = text("123456");
    code.verification = true;
    assert!(desk.send(code).is_ok());
    directory.verified.insert(TO.into());
    desk.engine.set_directory(directory);
    assert!(desk.send(text("hi")).is_ok());
}

#[test]
fn prices_count_per_part_against_the_cap_and_the_months_limit() {
    let mut settings = settings();
    let rate = Rate {
        price: Usd(400_000),
        carrier_fee: Usd(100_000),
    };
    settings
        .rates
        .countries
        .insert((Channel::Text, "US".into()), rate);
    let mut directory = directory();
    let limit = SpendLimit {
        max_limit: 2,
        enforced_limit: None,
    };
    directory
        .account
        .spend_limits
        .insert(SpendChannel::Text, limit);
    let mut desk = Desk::new(settings, directory);
    let mut cheap = text("hi");
    cheap.max_price = Some(Usd(499_999));
    assert_eq!(reason(desk.send(cheap)), "PRICE_OVER_THRESHOLD");
    desk.send(text(&"x".repeat(400))).unwrap();
    assert_eq!(desk.engine.spend().0.text, Usd(1_500_000));
    assert_eq!(desk.events[0]["totalMessagePrice"], 1.5);
    assert_eq!(desk.events[0]["totalCarrierFee"], 0.3);
    desk.send(text("hi")).unwrap();
    assert_eq!(
        reason(desk.send(text("hi"))),
        "MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT"
    );
    desk.now = desk.now + std::time::Duration::from_secs(31 * 24 * 3600);
    assert!(desk.send(text("hi")).is_ok(), "a new month");
    assert_eq!(desk.engine.spend().0.text, Usd(500_000));
    // Also where nothing is sent in the new one.
    desk.now = desk.now + std::time::Duration::from_secs(31 * 24 * 3600);
    desk.engine.tick(desk.now);
    assert_eq!(desk.engine.spend().0.text, Usd::ZERO);
}

#[test]
fn stop_opts_out_is_answered_and_blocks_until_it_is_taken_back() {
    let mut desk = Desk::usual();
    desk.receive("Stop please");
    assert_eq!(desk.opted, [("Default".to_owned(), TO.to_owned(), true)]);
    let answer = desk.handed.pop().unwrap().message;
    assert_eq!(
        (&**answer.destination.reveal(), &*answer.sender.address),
        (TO, SHORT)
    );
    assert_eq!(
        reason(desk.send(text("hi"))),
        "DESTINATION_PHONE_NUMBER_OPTED_OUT"
    );
    desk.engine.set_opted_out("Default", TO, false);
    assert!(desk.send(text("hi")).is_ok());
}

#[test]
fn every_mandatory_word_opts_out_and_words_that_begin_like_them_do_not() {
    for word in [
        "ARRET",
        "cancel",
        "End!",
        "OPT-OUT",
        "optout",
        "quit",
        "remove",
        "td",
        "UNSUBSCRIBE",
    ] {
        let mut desk = Desk::usual();
        desk.receive(word);
        assert_eq!(desk.opted.len(), 1, "{word}");
    }
    let mut desk = Desk::usual();
    for text in ["stopping by", "ending", "please stop", "OPT-OUTS"] {
        desk.receive(text);
    }
    assert!(desk.opted.is_empty());
}

#[test]
fn help_is_answered_with_its_keywords_message() {
    let mut desk = Desk::usual();
    desk.receive("help me");
    let answer = desk.handed.pop().unwrap().message;
    assert!(answer.body.reveal().starts_with("Reply STOP"));
}

fn two_way(self_managed: bool) -> Desk {
    let mut directory = directory();
    let mut number = number("phone-1", SHORT, NumberType::ShortCode);
    number.settings.two_way_enabled = true;
    number.settings.two_way_channel_arn = Some(TWO_WAY.into());
    number.settings.self_managed_opt_outs_enabled = self_managed;
    directory.put_number(number);
    directory.put_keyword(keyword(
        "phone-1",
        "JOIN",
        "Welcome",
        KeywordAction::AutomaticResponse,
    ));
    directory.put_keyword(keyword("phone-1", "START", "Back", KeywordAction::OptIn));
    Desk::new(settings(), directory)
}

#[test]
fn a_two_way_message_is_passed_on_with_exactly_six_keys() {
    let mut desk = two_way(false);
    let id = desk.send(text("Reply JOIN")).unwrap();
    desk.receive("join EXAMPLE");
    let notice = desk.inbound.pop().unwrap();
    assert_eq!(notice.stream, TWO_WAY);
    let payload: serde_json::Value = serde_json::from_str(notice.body.reveal()).unwrap();
    let keys: Vec<_> = payload
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    let exact = [
        "originationNumber",
        "destinationNumber",
        "messageKeyword",
        "messageBody",
        "inboundMessageId",
        "previousPublishedMessageId",
    ];
    assert_eq!(keys, exact);
    assert_eq!(payload["messageKeyword"], "JOIN");
    assert_eq!(payload["messageBody"], "join EXAMPLE");
    assert_eq!(payload["previousPublishedMessageId"], id.to_string());
    assert_eq!(
        &**desk.handed.pop().unwrap().message.body.reveal(),
        "Welcome"
    );
}

#[test]
fn an_opt_in_keyword_takes_the_number_off_the_list() {
    let mut desk = two_way(false);
    desk.receive("STOP");
    desk.receive("start");
    assert_eq!(
        desk.opted.last().unwrap(),
        &("Default".to_owned(), TO.to_owned(), false)
    );
}

#[test]
fn self_managed_opt_outs_are_passed_on_and_left_to_their_owner() {
    let mut desk = two_way(true);
    desk.receive("STOP");
    assert!(desk.opted.is_empty() && desk.handed.is_empty());
    assert_eq!(desk.inbound.len(), 1);
    let mut ours = two_way(false);
    ours.receive("STOP");
    assert!(ours.inbound.is_empty());
}

#[test]
fn toll_free_numbers_know_stop_alone_and_do_not_answer_it() {
    let mut directory = directory();
    directory.put_number(number("phone-1", SHORT, NumberType::TollFree));
    let mut desk = Desk::new(settings(), directory);
    desk.receive("QUIT");
    assert!(desk.opted.is_empty());
    desk.receive("STOP");
    assert_eq!(desk.opted.len(), 1);
    assert!(desk.handed.is_empty());
}

#[test]
fn simulator_pairs_lie_in_their_countries() {
    for (country, yes, no) in messaging::simulator::PAIRS {
        for number in [yes, no] {
            assert_eq!(
                messaging_resources::countries::of_number(number),
                Some(country),
                "{number}"
            );
        }
    }
}

fn call(desk: &mut Desk, to: &str) -> Result<uuid::Uuid, Refusal> {
    let mut submission = Submission::new(Channel::Voice, to.parse().unwrap(), "hello");
    submission.origination_identity = Some("phone-1".into());
    desk.send(submission)
}

fn calling(quotas: CallQuotas, tier: AccountTier) -> Desk {
    let mut directory = directory();
    let mut able = number("phone-1", SHORT, NumberType::TenDlc);
    able.number_capabilities = vec![NumberCapability::Voice];
    directory.put_number(able);
    directory.account.voice_tier = tier;
    for n in 0..30 {
        directory.verified.insert(format!("+14255550{n:03}"));
    }
    let mut settings = settings();
    settings.calls = quotas;
    Desk::new(settings, directory)
}

#[test]
fn the_sandbox_speaks_five_messages_a_minute_and_twenty_a_day() {
    let mut desk = calling(CallQuotas::default(), AccountTier::Sandbox);
    for n in 0..20 {
        let to = format!("+14255550{n:03}");
        if n > 0 && n % 5 == 0 {
            assert_eq!(reason(call(&mut desk, &to)), "throttled");
            desk.pass(Duration::from_secs(60));
        }
        call(&mut desk, &to).unwrap();
    }
    desk.pass(Duration::from_secs(60));
    let more = call(&mut desk, "+14255550029");
    assert_eq!(reason(more), "DAILY_DESTINATION_CALL_LIMIT");
    desk.pass(Duration::from_secs(24 * 3600));
    call(&mut desk, "+14255550029").unwrap();
}

#[test]
fn the_sandbox_calls_verified_numbers_in_its_countries_alone() {
    let mut desk = calling(CallQuotas::default(), AccountTier::Sandbox);
    let unknown = call(&mut desk, "+14255550199");
    assert_eq!(reason(unknown), "DESTINATION_PHONE_NUMBER_NOT_VERIFIED");
    assert_eq!(
        reason(call(&mut desk, "+33155512345")),
        "COUNTRY_NOT_ENABLED"
    );
    // Where it does not call it speaks no code either.
    let to = "+33155512345".parse().unwrap();
    let mut code = Submission::new(Channel::Voice, to, "1, 2, 3");
    code.verification = true;
    code.origination_identity = Some("phone-1".into());
    assert_eq!(reason(desk.send(code)), "COUNTRY_NOT_ENABLED");
    call(&mut desk, "+14255550001").unwrap();
}

#[test]
fn what_is_free_is_not_counted_against_the_months_limit() {
    let mut settings = settings();
    let rate = Rate {
        price: Usd(400_000),
        ..Rate::default()
    };
    settings.rates.default.insert(Channel::Text, rate);
    let mut desk = Desk::new(settings, directory());
    let mut first = text("123456");
    first.free = true;
    desk.send(first).unwrap();
    assert_eq!(desk.engine.spend().0.text, Usd::ZERO);
    desk.send(text("654321")).unwrap();
    assert_eq!(desk.engine.spend().0.text, Usd(400_000));
}

#[test]
fn one_recipient_is_called_five_times_a_day_also_over_a_restart() {
    let quotas = CallQuotas {
        recipient_daily: 5,
        minute: 20,
        ..CallQuotas::default()
    };
    let mut desk = calling(quotas, AccountTier::Production);
    for _ in 0..5 {
        call(&mut desk, "+14255550001").unwrap();
    }
    let called = desk.called.clone();
    let mut after = calling(quotas, AccountTier::Production);
    for (at, to) in called {
        after.engine.restore_call(at, &to);
    }
    for desk in [&mut desk, &mut after] {
        let sixth = call(desk, "+14255550001");
        assert_eq!(reason(sixth), "DAILY_DESTINATION_CALL_LIMIT");
        call(desk, "+14255550002").unwrap();
    }
}
