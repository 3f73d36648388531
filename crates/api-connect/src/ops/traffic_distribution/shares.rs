//! How a whole is shared between two regions.

use crate::common::Result;
use serde_json::{Value, json};
use services::ServiceError;

/// The two regions of a pair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pair {
    /// The region where the instance was made.
    pub(super) source: String,
    /// The region of its replica.
    pub(super) replica: String,
}

fn refused(why: impl Into<String>) -> ServiceError {
    ServiceError::InvalidRequest(why.into())
}

impl Pair {
    /// All to the source, as calls and agents are shared at first.
    pub(super) fn all_to_source(&self) -> Value {
        json!({"Distributions": [
            {"Region": self.source, "Percentage": 100},
            {"Region": self.replica, "Percentage": 0},
        ]})
    }

    /// Sign-in at the source only.
    pub(super) fn sign_in_at_source(&self) -> Value {
        json!({"Distributions": [
            {"Region": self.source, "Enabled": true},
            {"Region": self.replica, "Enabled": false},
        ]})
    }

    /// The distributions of a configuration, which name each region of the pair once.
    fn both<'a>(&self, member: &str, config: &'a Value) -> Result<&'a [Value]> {
        let list = config.get("Distributions").and_then(Value::as_array);
        let list = list.map(Vec::as_slice).unwrap_or_default();
        let names = |region: &str| {
            let has = |it: &&Value| it.get("Region").and_then(Value::as_str) == Some(region);
            list.iter().filter(has).count() == 1
        };
        match list.len() == 2 && names(&self.source) && names(&self.replica) {
            true => Ok(list),
            false => Err(refused(format!(
                "{member} must name {} and {}, each once",
                self.source, self.replica
            ))),
        }
    }

    /// Shares of calls or agents: in steps of ten, together one hundred percent.
    ///
    /// # Errors
    /// What is wrong with them.
    pub(super) fn check_shares(&self, member: &str, config: &Value) -> Result<()> {
        let list = self.both(member, config)?;
        let share = |it: &Value| it.get("Percentage").and_then(Value::as_i64).unwrap_or(-1);
        let shares: Vec<i64> = list.iter().map(share).collect();
        if shares.iter().any(|share| share % 10 != 0) {
            return Err(refused(format!(
                "{member} is shared in steps of 10 percent"
            )));
        }
        match shares.iter().sum::<i64>() {
            100 => Ok(()),
            sum => Err(refused(format!(
                "the shares of {member} are {sum} percent together"
            ))),
        }
    }

    /// Where agents sign in: in one region at least.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(super) fn check_sign_in(&self, config: &Value) -> Result<()> {
        let list = self.both("SignInConfig", config)?;
        let enabled = |it: &Value| it.get("Enabled").and_then(Value::as_bool) == Some(true);
        match list.iter().any(enabled) {
            true => Ok(()),
            false => Err(refused("SignInConfig must enable at least one region")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair() -> Pair {
        Pair {
            source: "us-east-1".into(),
            replica: "us-west-2".into(),
        }
    }

    fn shares(east: i64, west: i64) -> Value {
        json!({"Distributions": [
            {"Region": "us-east-1", "Percentage": east},
            {"Region": "us-west-2", "Percentage": west},
        ]})
    }

    #[test]
    fn shares_are_in_steps_of_ten_and_make_a_hundred() {
        let fits = |config: &Value| pair().check_shares("AgentConfig", config).is_ok();
        for (east, west, wanted) in [
            (100, 0, true),
            (0, 100, true),
            (40, 60, true),
            (95, 5, false),
            (50, 40, false),
        ] {
            assert_eq!(fits(&shares(east, west)), wanted, "{east} {west}");
        }
        assert!(fits(&pair().all_to_source()));
        let one = json!({"Distributions": [{"Region": "us-east-1", "Percentage": 100}]});
        let twice = json!({"Distributions": [
            {"Region": "us-east-1", "Percentage": 50},
            {"Region": "us-east-1", "Percentage": 50},
        ]});
        let other = json!({"Distributions": [
            {"Region": "us-east-1", "Percentage": 50},
            {"Region": "eu-west-2", "Percentage": 50},
        ]});
        for wrong in [one, twice, other, json!({})] {
            assert!(!fits(&wrong), "{wrong}");
        }
    }

    #[test]
    fn somewhere_agents_sign_in() {
        let with = |east: bool, west: bool| {
            let config = json!({"Distributions": [
                {"Region": "us-east-1", "Enabled": east},
                {"Region": "us-west-2", "Enabled": west},
            ]});
            pair().check_sign_in(&config).is_ok()
        };
        assert!(with(true, true) && with(true, false) && with(false, true));
        assert!(!with(false, false));
        assert!(pair().check_sign_in(&pair().sign_in_at_source()).is_ok());
    }
}
