//! The life of a leg as a pure transition function.
//!
//! ```text
//! incoming   Offered ─ring→ Early ─answer→ Answered ─ACK→ Talking ─hangup→ Closing → Over
//!               └──────── reject, CANCEL, BYE ──────────────┴─ BYE ────────────────→ Over
//! dialled    Calling ─1xx→ Proceeding ─2xx→ Talking
//!               │ ↺ 401, 407   │ back to Calling on 401, 407
//!               │               └─hangup→ Canceling ─final→ Over   (2xx: ACK, BYE, Closing)
//!               └─hangup→ Calling, to be canceled at the first 1xx
//! ```
//!
//! [`step`] says what is legal and what must be done; the engine does it. Source: RFC 3261
//! sections 9, 13 and 15, and its erratum-free reading in RFC 5407 for the races.

use crate::EndedBy;

/// Where a leg stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    /// Incoming: announced, nothing but 100 sent.
    Offered,
    /// Incoming: 18x sent.
    Early,
    /// Incoming: 200 sent, the ACK is awaited. `hangup`: BYE follows the ACK.
    Answered { hangup: bool },
    /// Dialled: INVITE sent, nothing heard. `hangup`: CANCEL follows the first 1xx, since
    /// RFC 3261 section 9.1 forbids it before.
    Calling { hangup: bool },
    /// Dialled: a 1xx came.
    Proceeding,
    /// Dialled: CANCEL sent, the final response is awaited.
    Canceling,
    /// Answered and acknowledged.
    Talking,
    /// BYE sent; told as over, kept so that a crossing BYE is answered.
    Closing,
    /// To be forgotten.
    Over,
}

/// What happens to a leg.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Input {
    /// Command: send 180 or 183.
    Ring,
    /// Command: send 200.
    Answer,
    /// Command: refuse.
    Reject,
    /// Command: end it.
    Hangup,
    /// The peer sent CANCEL.
    Cancel,
    /// The peer acknowledged our 200.
    Ack,
    /// Nobody acknowledged our 200 within 64 × T1.
    AckTimeout,
    /// The peer sent BYE.
    Bye,
    /// A 100 came.
    Trying,
    /// A 101 to 199 came.
    Ringing,
    /// A 2xx to our INVITE came.
    Success,
    /// A 401 or 407 to our INVITE came, and we have an answer to it.
    Challenged,
    /// A final refusal of our INVITE came, or none in time, or the peer cannot be reached.
    Failure,
    /// A dialled call rang for too long.
    RingTimeout,
    /// The final response to our BYE came, or none in time.
    ByeDone,
    /// The session was not refreshed in time (RFC 4028).
    SessionExpired,
    /// The peer does not know the dialog any more, or cannot be reached.
    Lost,
}

/// What must be done, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    /// Send 180 or 183.
    Provisional,
    /// Send 200 with our SDP.
    Answer,
    /// Send the refusal that the command asked for.
    Refuse,
    /// Send 487 to the INVITE.
    Terminate,
    /// Send BYE.
    Bye,
    /// Send CANCEL.
    Cancel,
    /// Send the INVITE again, with the answer to the challenge.
    Invite,
    /// Send the ACK of a 2xx.
    Ack,
    /// Tell the world.
    Tell(News),
}

/// What the world is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum News {
    Canceled,
    Confirmed,
    Ringing,
    Answered,
    Failed,
    Ended(EndedBy),
}

/// The next state and what must be done; `None` where `state` does not allow `input`.
pub(crate) fn step(state: State, input: Input) -> Option<(State, &'static [Action])> {
    use Action::*;
    use EndedBy::{Peer, Timeout, TransportError, Us};
    use Input as I;
    use News::{Answered as Picked, Canceled, Confirmed, Ended, Failed, Ringing};
    use State::*;

    Some(match (state, input) {
        (Offered | Early, I::Ring) => (Early, &[Provisional]),
        (Offered | Early, I::Answer) => (Answered { hangup: false }, &[Answer]),
        (Offered | Early, I::Reject | I::Hangup) => (Over, &[Refuse, Tell(Ended(Us))]),
        (Offered | Early, I::Cancel | I::Bye) => (Over, &[Terminate, Tell(Canceled)]),
        (Offered | Early, I::Lost) => (Over, &[Terminate, Tell(Ended(TransportError))]),

        (Answered { hangup: false }, I::Ack) => (Talking, &[Tell(Confirmed)]),
        (Answered { hangup: true }, I::Ack | I::AckTimeout) => (Closing, &[Bye]),
        (Answered { hangup: false }, I::AckTimeout) => (Closing, &[Bye, Tell(Ended(Timeout))]),
        (Answered { hangup: false }, I::Hangup) => (Answered { hangup: true }, &[Tell(Ended(Us))]),
        (Answered { hangup: false }, I::Bye) => (Over, &[Tell(Ended(Peer))]),
        (Answered { hangup: true }, I::Bye) => (Over, &[]),
        // The 200 won the race: the CANCEL is answered and changes nothing.
        (Answered { .. } | Talking | Closing, I::Cancel) => (state, &[]),

        (Calling { hangup: false } | Proceeding, I::Trying) => (Proceeding, &[]),
        (Calling { hangup: false } | Proceeding, I::Ringing) => (Proceeding, &[Tell(Ringing)]),
        (Calling { hangup: false } | Proceeding, I::Challenged) => {
            (Calling { hangup: false }, &[Invite])
        }
        (Calling { hangup: true }, I::Trying | I::Ringing) => (Canceling, &[Cancel]),
        (Calling { .. }, I::Hangup | I::RingTimeout) => (Calling { hangup: true }, &[]),
        (Proceeding, I::Hangup | I::RingTimeout) => (Canceling, &[Cancel]),
        (Canceling, I::Trying | I::Ringing | I::Hangup) => (Canceling, &[]),
        (Calling { .. } | Proceeding | Canceling, I::Failure | I::Lost) => (Over, &[Tell(Failed)]),
        // Nothing came after the CANCEL (RFC 3261 section 9.1, last paragraph).
        (Canceling, I::RingTimeout) => (Over, &[Tell(Failed)]),
        (Calling { hangup: false } | Proceeding, I::Success) => (Talking, &[Ack, Tell(Picked)]),
        (Calling { hangup: true } | Canceling, I::Success) => (Closing, &[Ack, Bye, Tell(Failed)]),

        (Talking | Closing, I::Success) => (state, &[Ack]),
        (Talking, I::Ack) => (Talking, &[]),
        (Talking, I::Hangup) => (Closing, &[Bye, Tell(Ended(Us))]),
        (Talking, I::Bye) => (Over, &[Tell(Ended(Peer))]),
        (Talking, I::SessionExpired | I::AckTimeout) => (Closing, &[Bye, Tell(Ended(Timeout))]),
        (Talking, I::Lost) => (Closing, &[Bye, Tell(Ended(TransportError))]),

        (Closing, I::Bye | I::Ack) => (Closing, &[]),
        (Closing, I::ByeDone | I::Lost) => (Over, &[]),
        _ => return None,
    })
}

impl State {
    /// Whether the world was told that the leg is over.
    pub(crate) fn told_over(self) -> bool {
        matches!(
            self,
            Self::Closing | Self::Over | Self::Answered { hangup: true }
        )
    }

    /// Whether a dialled call waits for its answer, and is still wanted.
    pub(crate) fn dialling(self) -> bool {
        matches!(self, Self::Calling { hangup: false } | Self::Proceeding)
    }

    /// Whether requests may be sent and taken within the dialog.
    pub(crate) fn in_session(self) -> bool {
        matches!(self, Self::Talking | Self::Answered { hangup: false })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STATES: [State; 11] = [
        State::Offered,
        State::Early,
        State::Answered { hangup: false },
        State::Answered { hangup: true },
        State::Calling { hangup: false },
        State::Calling { hangup: true },
        State::Proceeding,
        State::Canceling,
        State::Talking,
        State::Closing,
        State::Over,
    ];
    const INPUTS: [Input; 17] = [
        Input::Ring,
        Input::Answer,
        Input::Reject,
        Input::Hangup,
        Input::Cancel,
        Input::Ack,
        Input::AckTimeout,
        Input::Bye,
        Input::Trying,
        Input::Ringing,
        Input::Success,
        Input::Challenged,
        Input::Failure,
        Input::RingTimeout,
        Input::ByeDone,
        Input::SessionExpired,
        Input::Lost,
    ];

    fn is_last(news: News) -> bool {
        matches!(news, News::Canceled | News::Failed | News::Ended(_))
    }

    /// Runs inputs from `state` and collects what was done.
    fn run(mut state: State, inputs: &[Input]) -> (State, Vec<Action>) {
        let mut done = Vec::new();
        for input in inputs {
            let (next, actions) = step(state, *input).expect("legal");
            done.extend_from_slice(actions);
            state = next;
        }
        (state, done)
    }

    #[test]
    fn every_path_tells_its_end_exactly_once() {
        let starts = [(State::Offered, 0), (State::Calling { hangup: false }, 0)];
        let mut seen = std::collections::HashSet::new();
        let mut todo = starts.to_vec();
        while let Some((state, told)) = todo.pop() {
            if !seen.insert((format!("{state:?}"), told)) {
                continue;
            }
            assert_eq!(told, usize::from(state.told_over()), "{state:?}");
            for input in INPUTS {
                if let Some((next, actions)) = step(state, input) {
                    let ends = actions
                        .iter()
                        .filter(|a| matches!(a, Action::Tell(n) if is_last(*n)))
                        .count();
                    todo.push((next, told + ends));
                }
            }
        }
        assert!(seen.len() >= STATES.len());
    }

    #[test]
    fn nothing_is_legal_once_over() {
        assert!(INPUTS.iter().all(|i| step(State::Over, *i).is_none()));
    }

    #[test]
    fn a_cancel_after_the_answer_changes_nothing() {
        let answered = State::Answered { hangup: false };
        assert_eq!(step(answered, Input::Cancel), Some((answered, &[][..])));
    }

    #[test]
    fn a_hangup_before_the_ack_sends_bye_after_it() {
        let (state, done) = run(State::Early, &[Input::Answer, Input::Hangup, Input::Ack]);
        assert_eq!(state, State::Closing);
        assert_eq!(
            done,
            [
                Action::Answer,
                Action::Tell(News::Ended(EndedBy::Us)),
                Action::Bye
            ]
        );
    }

    #[test]
    fn a_bye_before_the_ack_ends_the_leg() {
        let (state, done) = run(State::Offered, &[Input::Answer, Input::Bye]);
        assert_eq!(state, State::Over);
        assert_eq!(done.last(), Some(&Action::Tell(News::Ended(EndedBy::Peer))));
    }

    #[test]
    fn a_dialled_leg_is_not_canceled_before_the_first_provisional() {
        let calling = State::Calling { hangup: false };
        let (state, done) = run(calling, &[Input::Hangup]);
        assert_eq!((state, done.len()), (State::Calling { hangup: true }, 0));
        let (state, done) = run(state, &[Input::Ringing]);
        assert_eq!((state, done), (State::Canceling, vec![Action::Cancel]));
    }

    #[test]
    fn an_answer_that_crosses_our_cancel_is_acknowledged_and_ended() {
        let (state, done) = run(State::Canceling, &[Input::Success]);
        assert_eq!(state, State::Closing);
        assert_eq!(done, [Action::Ack, Action::Bye, Action::Tell(News::Failed)]);
    }

    #[test]
    fn a_missing_ack_ends_the_leg_by_timeout() {
        let (state, done) = run(State::Offered, &[Input::Answer, Input::AckTimeout]);
        assert_eq!(state, State::Closing);
        assert_eq!(
            done[1..],
            [Action::Bye, Action::Tell(News::Ended(EndedBy::Timeout))]
        );
    }

    #[test]
    fn a_challenge_is_answered_unless_the_call_is_wanted_no_more() {
        let calling = State::Calling { hangup: false };
        let again = Some((calling, &[Action::Invite][..]));
        assert_eq!(step(calling, Input::Challenged), again);
        assert_eq!(step(State::Proceeding, Input::Challenged), again);
        let unwanted = State::Calling { hangup: true };
        assert_eq!(step(unwanted, Input::Challenged), None);
        assert_eq!(step(State::Canceling, Input::Challenged), None);
    }

    #[test]
    fn an_incoming_leg_cannot_be_answered_twice() {
        assert_eq!(step(State::Answered { hangup: false }, Input::Answer), None);
        assert_eq!(step(State::Talking, Input::Ring), None);
    }
}
