//! The sentiment of an utterance, from a list of words.
//!
//! This is a lexicon, not a model: English words with a good or bad sound are counted, a negation
//! right before one turns it round, and strong words count twice. It neither knows irony nor any
//! other language, whose utterances are neutral. Labels and scores have the shape of
//! `sentimentResponse`; the scores, to four decimals, add up to 1.

use crate::heard::tokens;
use serde::{Deserialize, Serialize};

/// The label: the class with the highest score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Sentiment {
    /// Both good and bad.
    Mixed,
    /// Bad.
    Negative,
    /// Neither.
    Neutral,
    /// Good.
    Positive,
}

/// How likely each class is, 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct SentimentScore {
    /// Good.
    pub positive: f64,
    /// Bad.
    pub negative: f64,
    /// Neither.
    pub neutral: f64,
    /// Both.
    pub mixed: f64,
}

/// The sentiment of an utterance.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SentimentResponse {
    /// The label.
    pub sentiment: Sentiment,
    /// The scores.
    pub sentiment_score: SentimentScore,
}

const GOOD: &str = "amazing appreciate awesome beautiful best better brilliant cheerful cool delighted \
    easy enjoy enjoyed excellent excited fantastic fast friendly fun glad good grateful great happy \
    helped helpful impressed kind like liked lovely nice perfect perfectly pleasant pleased polite \
    quick recommend resolved satisfied smooth solved super superb thank thankful thanks thrilled \
    useful welcome well wonderful works yay";
const VERY_GOOD: &str =
    "adore amazing awesome excellent fantastic love loved perfect superb wonderful";
const BAD: &str = "angry annoyed annoying bad bored boring broken cancel complain complaint confused \
    confusing crap damn delay delayed difficult dirty disappointed disappointing error fail failed \
    fault frustrated frustrating hard hopeless ignored late lost mad mess missing mistake nasty \
    never overcharged pain poor problem problems refund rubbish rude sad scam shame sick slow sorry \
    stolen stuck stupid tired trouble unacceptable unfair unhappy unhelpful upset useless waste \
    wasted worried worse wrong";
const VERY_BAD: &str = "appalling awful disgusting furious hate hated horrible outraged pathetic \
    ridiculous terrible unacceptable worst";
const TURNS: &str = "not no never dont doesnt didnt isnt wasnt arent cant couldnt wont wouldnt hardly \
    without aint";

fn is_in(list: &str, word: &str) -> bool {
    list.split_ascii_whitespace().any(|it| it == word)
}

/// Good above 0, bad below.
fn weight(word: &str) -> f64 {
    if is_in(VERY_GOOD, word) {
        2.0
    } else if is_in(VERY_BAD, word) {
        -2.0
    } else if is_in(GOOD, word) {
        1.0
    } else if is_in(BAD, word) {
        -1.0
    } else {
        0.0
    }
}

/// The sentiment of an utterance in a locale such as `en_US`.
pub fn sentiment(text: &str, locale: &str) -> SentimentResponse {
    let words = tokens(text);
    let (mut good, mut bad) = (0.0_f64, 0.0_f64);
    if locale.starts_with("en") {
        for (at, word) in words.iter().enumerate() {
            let own = weight(&word.norm);
            let from = at.saturating_sub(2);
            let before = words.get(from..at).unwrap_or_default();
            let turned = before.iter().any(|it| is_in(TURNS, &it.norm));
            match if turned { -own } else { own } {
                it if it > 0.0 => good += it,
                it => bad -= it,
            }
        }
    }
    let raw = [good * 2.0, bad * 2.0, good.min(bad) * 4.0, 1.0];
    let sum: f64 = raw.iter().sum();
    let [positive, negative, mixed, neutral] = raw.map(|it| (it / sum * 1e4).round() / 1e4);
    let ranked = [
        (Sentiment::Mixed, mixed),
        (Sentiment::Negative, negative),
        (Sentiment::Positive, positive),
        (Sentiment::Neutral, neutral),
    ];
    let mut label = (Sentiment::Neutral, f64::MIN);
    for (class, score) in ranked {
        if score > label.1 {
            label = (class, score);
        }
    }
    SentimentResponse {
        sentiment: label.0,
        sentiment_score: SentimentScore {
            positive,
            negative,
            neutral,
            mixed,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn label(text: &str) -> Sentiment {
        sentiment(text, "en_US").sentiment
    }

    #[test]
    fn words_decide_the_label() {
        assert_eq!(label("Thank you, that was great"), Sentiment::Positive);
        assert_eq!(label("this is terrible, I am angry"), Sentiment::Negative);
        assert_eq!(label("check my account balance"), Sentiment::Neutral);
        assert_eq!(
            label("the agent was nice but the wait was bad"),
            Sentiment::Mixed
        );
    }

    #[test]
    fn a_negation_turns_a_word_round() {
        assert_eq!(label("that was not good"), Sentiment::Negative);
        assert_eq!(label("not bad"), Sentiment::Positive);
    }

    #[test]
    fn scores_add_up_and_other_languages_are_neutral() {
        let score = sentiment("great terrible great", "en_GB").sentiment_score;
        let sum = score.positive + score.negative + score.neutral + score.mixed;
        assert!((sum - 1.0).abs() < 1e-3, "{sum}");
        assert_eq!(sentiment("terrible", "fr_FR").sentiment, Sentiment::Neutral);
    }
}
