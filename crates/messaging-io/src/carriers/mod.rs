//! The carriers: a message goes to the one that the engine chose.

pub(crate) mod http;
pub(crate) mod media;
pub(crate) mod mm7;
pub(crate) mod sip;
pub(crate) mod smpp;

use crate::simulator::Simulator;
use messaging::{Channel, HandOver, Outcome};
use services::CarrierBinds;
use std::collections::HashMap;
use std::sync::Arc;

/// One carrier.
#[derive(Debug)]
pub(crate) enum Carrier {
    Smpp(smpp::SmppCarrier),
    Http(http::HttpCarrier),
    Mm7(mm7::Mm7Carrier),
    Sip(sip::SipCarrier),
}

/// All of them, by name.
#[derive(Debug, Default)]
pub(crate) struct Carriers {
    pub(crate) carriers: HashMap<String, Carrier>,
    /// What the simulator does with messages that SMPP does not carry.
    pub(crate) simulator: Option<Arc<Simulator>>,
}

/// What a hand-over came to, by part.
pub(crate) type Outcomes = Vec<(usize, Outcome)>;

/// All parts came to the same.
pub(crate) fn all(hand_over: &HandOver, outcome: Outcome) -> Outcomes {
    let parts = hand_over.parts.iter();
    parts.map(|part| (*part, outcome.clone())).collect()
}

impl Carriers {
    /// How a carrier is reached.
    pub(crate) fn kind(&self, name: &str) -> &'static str {
        match self.carriers.get(name) {
            _ if name == crate::config::SIMULATOR => "simulator",
            Some(Carrier::Http(_)) => "http",
            Some(Carrier::Mm7(_)) => "mm7",
            Some(Carrier::Sip(_)) => "sip",
            Some(Carrier::Smpp(_)) | None => "smpp",
        }
    }

    /// The bindings of a carrier that is reached by SMPP.
    pub(crate) fn binds(&self, name: &str) -> Option<CarrierBinds> {
        match self.carriers.get(name)? {
            Carrier::Smpp(carrier) => Some(carrier.binds()),
            Carrier::Http(_) | Carrier::Mm7(_) | Carrier::Sip(_) => None,
        }
    }

    /// Hands a message over and tells what that came to.
    pub(crate) async fn hand_over(&self, hand_over: &HandOver) -> Outcomes {
        if hand_over.carrier == crate::config::SIMULATOR
            && hand_over.message.channel != Channel::Text
            && let Some(simulator) = &self.simulator
        {
            return simulator.take(hand_over).await;
        }
        match self.carriers.get(&hand_over.carrier) {
            Some(Carrier::Smpp(carrier)) => carrier.hand_over(hand_over).await,
            Some(Carrier::Http(carrier)) => carrier.hand_over(hand_over).await,
            Some(Carrier::Mm7(carrier)) => carrier.hand_over(hand_over).await,
            Some(Carrier::Sip(carrier)) => carrier.hand_over(hand_over).await,
            None => all(hand_over, Outcome::NotNow),
        }
    }
}
