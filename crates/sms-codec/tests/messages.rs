//! The service's limits and vectors (sms.md 3.3, 21), and properties that hold for any text.

#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

use ids::{IdSource, Timestamp};
use sms_codec::{
    Encoding, Measure, Part, Reassembly, ReferenceSize, decode_gsm, decode_ucs2, measure, split,
    split_header,
};
use std::time::Duration;

fn parts(text: &str) -> usize {
    let Measure { parts, .. } = measure(text);
    assert_eq!(split(text, ReferenceSize::Narrow, 7).unwrap().len(), parts);
    parts
}

#[test]
fn the_limits_are_those_of_the_service() {
    let gsm = |n| "a".repeat(n);
    assert_eq!(
        [160, 161, 306, 307, 1530].map(|n| parts(&gsm(n))),
        [1, 2, 2, 3, 10]
    );
    assert!(!measure(&gsm(1530)).is_too_long() && measure(&gsm(1531)).is_too_long());
    let other = |n| "é\u{4e2d}".chars().cycle().take(n).collect::<String>();
    assert_eq!(
        [70, 71, 134, 135, 630].map(|n| parts(&other(n))),
        [1, 2, 2, 3, 10]
    );
    assert!(!measure(&other(630)).is_too_long() && measure(&other(631)).is_too_long());
}

/// What the pages' counter is proven by as well (web/src/messaging/parts).
#[test]
fn the_vectors_that_pages_share_hold() {
    let vectors: serde_json::Value = serde_json::from_str(include_str!("vectors.json")).unwrap();
    for vector in vectors.as_array().unwrap() {
        let times = usize::try_from(vector["times"].as_u64().unwrap()).unwrap();
        let text = vector["text"].as_str().unwrap().repeat(times);
        let it = measure(&text);
        assert_eq!(it.encoding.name(), vector["encoding"], "{vector}");
        assert_eq!(it.units as u64, vector["units"], "{vector}");
        assert_eq!(parts(&text) as u64, vector["parts"], "{vector}");
        assert_eq!(it.is_too_long(), vector["tooLong"], "{vector}");
    }
}

#[test]
fn eighty_euros_fit_and_one_more_does_not() {
    assert_eq!(parts(&"€".repeat(80)), 1);
    assert_eq!(parts(&"€".repeat(81)), 2);
    assert_eq!(measure(&"€".repeat(81)).encoding, Encoding::Gsm);
}

#[test]
fn one_character_outside_the_alphabet_makes_two_parts_of_one() {
    let john = "John: Your appointment with Dr. Salazar\u{2019}s office is scheduled for next \
                Thursday at 4:30pm. Reply YES to confirm, NO to reschedule.";
    assert_eq!((parts(john), parts(&john.replace('\u{2019}', "'"))), (2, 1));
    let widget = "ExampleCorp Alerts: Save 20% when you buy a new ExampleCorp Widget® at \
                  example.com and use the promo code WIDGET.";
    assert_eq!((parts(widget), parts(&widget.replace('®', "(R)"))), (2, 1));
    assert_eq!(measure(widget).encoding.name(), "Unicode");
}

#[test]
fn long_texts_of_the_guide_take_its_number_of_parts() {
    let bill = "Hello Carlos. Your Example Corp. bill of $100 is now available. Autopay is \
                scheduled for next Thursday, April 9. To view the details of your bill, go to \
                https://example.com/bill1.";
    assert_eq!((measure(bill).units, parts(bill)), (179, 2));
    assert_eq!(parts(&"x".repeat(481)), 4);
    assert_eq!(parts(&"短".repeat(71)), 2);
}

#[test]
fn an_escape_sequence_at_the_edge_goes_to_the_next_part_whole() {
    let text = format!("{}€{}", "a".repeat(152), "b".repeat(20));
    let parts = split(&text, ReferenceSize::Narrow, 1).unwrap();
    assert_eq!(parts[0].text.len(), 152);
    assert_eq!(&parts[1].text[..2], &[0x1B, 0x65]);
}

#[test]
fn parts_that_come_twice_or_in_disorder_make_one_message() {
    let text = "long ".repeat(100);
    let mut parts = split(&text, ReferenceSize::Wide, 999).unwrap();
    parts.reverse();
    parts.insert(1, parts[0].clone());
    let mut waiting = Reassembly::new(Duration::from_secs(60), 10);
    let mut whole = parts.iter().filter_map(|part| take(&mut waiting, part));
    assert_eq!(whole.next(), Some(text));
    assert_eq!(whole.next(), None);
    assert!(waiting.is_empty());
}

#[test]
fn an_unfinished_message_is_given_up_with_what_there_is_of_it() {
    let parts = split(&"x".repeat(400), ReferenceSize::Narrow, 3).unwrap();
    let mut waiting = Reassembly::new(Duration::from_secs(60), 10);
    take(&mut waiting, &parts[0]);
    take(&mut waiting, &parts[2]);
    assert!(waiting.expire(Timestamp(59_999)).is_empty());
    let given_up = waiting.expire(Timestamp(60_000));
    assert_eq!((given_up[0].missing, given_up[0].text.len()), (1, 153 + 94));
}

#[test]
fn of_too_many_unfinished_messages_the_oldest_is_given_up() {
    let mut waiting = Reassembly::new(Duration::from_secs(60), 2);
    for reference in 0..3_u16 {
        let parts = split(&"x".repeat(400), ReferenceSize::Narrow, reference).unwrap();
        let (place, _) = split_header(&parts[0].user_data());
        waiting.take(Timestamp(reference.into()), "k", place.unwrap(), "x".into());
    }
    assert_eq!(waiting.expire(Timestamp(3)).len(), 1);
    assert_eq!(waiting.len(), 2);
}

fn take(waiting: &mut Reassembly<&'static str>, part: &Part) -> Option<String> {
    let data = part.user_data();
    let (place, text) = split_header(&data);
    let whole = waiting.take(Timestamp(0), "from-to", place?, decode(part.encoding, text));
    whole.map(|whole| whole.text)
}

fn decode(encoding: Encoding, octets: &[u8]) -> String {
    match encoding {
        Encoding::Gsm => decode_gsm(octets),
        Encoding::Ucs2 => decode_ucs2(octets),
    }
}

/// Texts of characters that cost one septet, two, a unit of UTF-16 or two, in all mixtures.
fn texts() -> impl Iterator<Item = (String, ReferenceSize)> {
    const ALPHABETS: [&str; 4] = ["ab c\n", "a[€]^|~", "a€中é", "中😀x"];
    let mut ids = IdSource::new(38);
    (0..2_000).map(move |case| {
        let alphabet: Vec<char> = ALPHABETS[case % 4].chars().collect();
        let length = ids.below(900);
        let draw = |_| alphabet[ids.below(alphabet.len() as u32) as usize];
        let text = (0..length).map(draw).collect();
        let size = if case % 3 == 0 {
            ReferenceSize::Wide
        } else {
            ReferenceSize::Narrow
        };
        (text, size)
    })
}

#[test]
fn any_text_comes_back_from_its_parts() {
    for (text, size) in texts() {
        let parts = split(&text, size, 0xBEEF).unwrap();
        let back: String = parts.iter().map(|p| decode(p.encoding, &p.text)).collect();
        assert_eq!(back, text);
    }
}

#[test]
fn no_part_is_longer_than_the_air_interface_carries() {
    for (text, size) in texts() {
        for part in split(&text, size, 1).unwrap() {
            let header = part.place.map_or(0, |place| place.header().len());
            let octets = match part.encoding {
                Encoding::Gsm => header + (part.text.len() * 7).div_ceil(8),
                Encoding::Ucs2 => header + part.text.len(),
            };
            assert!(octets <= 140, "{octets} octets");
        }
    }
}
