//! Bots in tests: whoever runs a test says who answers for them.

use flow::{BotAnswer, BotTurn, Refusal};

/// Answers for the bots that a test does not mock.
pub trait TestBots {
    /// Takes one turn of the test's conversation with a bot.
    ///
    /// # Errors
    /// The branch that the flow takes, and why.
    fn ask(&self, turn: &BotTurn) -> Result<BotAnswer, Refusal>;
}

/// Where there are none: a test mocks them, or they are refused.
#[derive(Debug, Clone, Copy)]
pub struct NoBots;

impl TestBots for NoBots {
    fn ask(&self, _: &BotTurn) -> Result<BotAnswer, Refusal> {
        Err(Refusal::new("there are no bots here: mock the response"))
    }
}
