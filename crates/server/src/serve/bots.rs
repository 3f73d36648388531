//! Bots: the built-in engine over the store, and endpoints in front of it.

use crate::config::Config;
use anyhow::{Context, Result};
use exchange_io::Functions;
use ids::Account;
use services::Clock;
use services::bots::{BotRuntime, BuiltInBots};
use std::sync::Arc;
use store::Store;

/// The built-in bots, and all bots.
pub fn start(
    config: &Config,
    store: &Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    account: Account,
) -> Result<(Arc<BuiltInBots>, Arc<dyn BotRuntime>)> {
    let functions = Functions::new(config.functions.clone())?;
    let built_in = BuiltInBots::new(Arc::clone(store), clock, Arc::new(functions), account);
    let built_in = Arc::new(built_in);
    let all = bots_io::Bots::new(config.bots.clone(), built_in.clone()).context("[bots]")?;
    Ok((built_in, Arc::new(all)))
}
