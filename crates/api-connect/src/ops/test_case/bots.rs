//! Bots in tests: the instance's own, each test with a conversation of its own.

use flow::{BotAnswer, BotTurn, LambdaFailure, Refusal};
use flow_desk::test_run::TestBots;
use futures_util::future::BoxFuture;
use serde_json::Value;
use services::Services;
use services::bots::{BuiltInBots, FunctionInvoker, in_flows};
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::Handle;

/// How long a bot may take; nothing but the store is asked.
const LIMIT: Duration = Duration::from_secs(8);

/// The built-in bots, asked from a thread that may wait.
pub(super) struct Bots {
    built_in: BuiltInBots,
    runtime: Handle,
    session: String,
}

/// Those of a test, whose identifier names the conversation.
pub(super) fn of(services: &Services, session: String) -> Bots {
    Bots {
        built_in: BuiltInBots::new(
            Arc::clone(&services.store),
            Arc::clone(&services.clock),
            Arc::new(NoFunctions),
            services.account.clone(),
        ),
        runtime: Handle::current(),
        session,
    }
}

impl TestBots for Bots {
    fn ask(&self, turn: &BotTurn) -> Result<BotAnswer, Refusal> {
        let answer = in_flows::ask(&self.built_in, self.session.clone(), turn.clone(), LIMIT);
        self.runtime.block_on(answer)
    }
}

/// Tests reach no functions: a bot's code hook fails, as one whose function is gone would.
struct NoFunctions;

impl FunctionInvoker for NoFunctions {
    fn invoke<'a>(
        &'a self,
        _: &'a str,
        _: &'a Value,
        _: Duration,
    ) -> BoxFuture<'a, Result<Vec<u8>, LambdaFailure>> {
        Box::pin(async { Err(LambdaFailure::Unreachable) })
    }
}
