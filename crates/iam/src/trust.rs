//! Trust policies: who may take on a role.
//!
//! A trust policy is a resource-based policy on a role: it names principals and actions, and the
//! role itself is its only resource. Source: IAM User Guide, "AWS JSON policy elements: Principal",
//! "Resource-based policies".

use crate::condition::Condition;
use crate::evaluate::covers;
use crate::policy::{Parser, Patterns, json};
use crate::{Context, PolicyError, StatementRef};
use serde_json::{Map, Value};

/// A parsed trust policy.
#[derive(Debug, Clone, PartialEq)]
pub struct TrustPolicy {
    statements: Vec<Statement>,
}

#[derive(Debug, Clone, PartialEq)]
struct Statement {
    sid: Option<String>,
    allow: bool,
    who: Vec<Named>,
    /// The statement is about everybody but those.
    others: bool,
    actions: Patterns,
    conditions: Vec<Condition>,
}

#[derive(Debug, Clone, PartialEq)]
enum Named {
    Anyone,
    /// An account as a whole, by its 12 digits.
    Account(String),
    /// The ARN of a user, role, session or federated user.
    Arn(String),
    /// A service, SAML provider or OpenID provider: nobody who signs with a key.
    Other,
}

/// Who wants to take on a role.
#[derive(Debug, Clone, Copy)]
pub struct TrustCaller<'a> {
    /// The 12 digits of the caller's account.
    pub account: &'a str,
    /// The caller's ARN.
    pub arn: &'a str,
    /// For a role's session: the role's own ARN, which stands for all its sessions.
    pub role: Option<&'a str>,
}

/// What a trust policy says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trust {
    /// This statement names the caller: no other permission is needed.
    Named(StatementRef),
    /// This statement trusts the caller's account, which must allow it by a policy of its own.
    Account(StatementRef),
    /// This statement denies it.
    Denied(StatementRef),
    /// No statement is about the caller and the action.
    Silent,
}

impl TrustPolicy {
    /// Parses the JSON of a trust policy.
    ///
    /// # Errors
    /// Every problem with its path.
    pub fn parse(text: &str) -> Result<Self, PolicyError> {
        let value = json(text)?;
        let mut parser = Parser::new();
        let statements = parser.policy(&value, statement);
        parser.finish(|| Self { statements })
    }

    /// Judges an action, such as `sts:AssumeRole`, of a caller.
    pub fn judge(&self, caller: TrustCaller<'_>, action: &str, context: &Context) -> Trust {
        let mut best = Trust::Silent;
        for (at, statement) in self.statements.iter().enumerate() {
            let Some(directly) = statement.names(caller) else {
                continue;
            };
            if !covers(&statement.actions, action, context, true)
                || !statement.conditions.iter().all(|it| it.holds(context))
            {
                continue;
            }
            let by = StatementRef {
                policy: "trust policy".to_owned(),
                statement: at,
                sid: statement.sid.clone(),
            };
            if !statement.allow {
                return Trust::Denied(by);
            }
            best = match (best, directly) {
                (named @ Trust::Named(_), _) => named,
                (_, true) => Trust::Named(by),
                (Trust::Silent, false) => Trust::Account(by),
                (account, false) => account,
            };
        }
        best
    }
}

impl Statement {
    /// Whether the statement is about the caller, and whether it names it itself rather than its
    /// account.
    fn names(&self, caller: TrustCaller<'_>) -> Option<bool> {
        let found = self.who.iter().filter_map(|named| named.is(caller));
        if self.others {
            return found.count().eq(&0).then_some(true);
        }
        found.reduce(|a, b| a || b)
    }
}

impl Named {
    fn is(&self, caller: TrustCaller<'_>) -> Option<bool> {
        match self {
            Self::Anyone => Some(true),
            Self::Account(account) => (account == caller.account).then_some(false),
            Self::Arn(arn) => {
                (arn == caller.arn || Some(arn.as_str()) == caller.role).then_some(true)
            }
            Self::Other => None,
        }
    }
}

fn statement(parser: &mut Parser, path: &str, value: &Value) -> Option<Statement> {
    let Value::Object(object) = value else {
        parser.problem(path, "a statement must be an object");
        return None;
    };
    const KEYS: [&str; 7] = [
        "Sid",
        "Effect",
        "Principal",
        "NotPrincipal",
        "Action",
        "NotAction",
        "Condition",
    ];
    if object.contains_key("Resource") || object.contains_key("NotResource") {
        parser.problem(path, "a trust policy has no resource");
    } else {
        parser.known(object, path, &KEYS);
    }
    let (sid, allow) = parser.head(object, path);
    let who = principals(parser, object, path);
    let actions = parser.patterns(object, path, "Action", "NotAction");
    let conditions = parser.conditions(&format!("{path}.Condition"), object.get("Condition"));
    let (who, others) = who?;
    if others && allow {
        parser.problem(path, "NotPrincipal is for Deny only");
    }
    Some(Statement {
        sid,
        allow,
        who,
        others,
        actions: actions?,
        conditions,
    })
}

fn principals(
    parser: &mut Parser,
    object: &Map<String, Value>,
    path: &str,
) -> Option<(Vec<Named>, bool)> {
    let (name, value) = match (object.get("Principal"), object.get("NotPrincipal")) {
        (Some(value), None) => ("Principal", value),
        (None, Some(value)) => ("NotPrincipal", value),
        _ => {
            parser.problem(
                path,
                "exactly one of Principal and NotPrincipal must be given",
            );
            return None;
        }
    };
    let path = format!("{path}.{name}");
    let mut who = Vec::new();
    match value {
        Value::String(all) if all == "*" => who.push(Named::Anyone),
        Value::Object(kinds) if !kinds.is_empty() => {
            for (kind, value) in kinds {
                let texts = parser.texts(&path, value);
                if texts.is_empty() {
                    parser.problem(&path, "must name somebody");
                }
                match kind.as_str() {
                    "AWS" => {
                        for text in texts {
                            match aws(text) {
                                Some(named) => who.push(named),
                                None => parser.problem(
                                    &path,
                                    "must be *, an account or the ARN of a user, role or session",
                                ),
                            }
                        }
                    }
                    "Service" | "Federated" | "CanonicalUser" => who.push(Named::Other),
                    _ => parser.problem(&path, "must be AWS, Service or Federated"),
                }
            }
        }
        _ => parser.problem(&path, "must be * or an object that is not empty"),
    }
    Some((who, name == "NotPrincipal"))
}

fn aws(text: &str) -> Option<Named> {
    let is_account = |text: &str| text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit());
    if text == "*" {
        return Some(Named::Anyone);
    }
    if is_account(text) {
        return Some(Named::Account(text.to_owned()));
    }
    let parts: Vec<&str> = text.splitn(6, ':').collect();
    let ["arn", _, "iam" | "sts", "", account, resource] = parts.as_slice() else {
        return None;
    };
    if !is_account(account) || resource.contains('*') {
        return None;
    }
    Some(match *resource {
        "root" => Named::Account((*account).to_owned()),
        _ => Named::Arn(text.to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANN: TrustCaller<'_> = TrustCaller {
        account: "123456789012",
        arn: "arn:aws:iam::123456789012:user/ann",
        role: None,
    };

    fn judge(statements: &str, caller: TrustCaller<'_>, context: &Context) -> Trust {
        let text = format!(r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#);
        let policy = TrustPolicy::parse(&text).unwrap();
        policy.judge(caller, "sts:AssumeRole", context)
    }

    #[test]
    fn a_named_user_needs_no_more_and_an_account_delegates() {
        let of = |who: &str| {
            format!(
                r#"{{"Effect":"Allow","Principal":{{"AWS":"{who}"}},"Action":"sts:AssumeRole"}}"#
            )
        };
        let context = Context::default();
        assert!(matches!(
            judge(&of(ANN.arn), ANN, &context),
            Trust::Named(_)
        ));
        for account in ["123456789012", "arn:aws:iam::123456789012:root"] {
            assert!(matches!(
                judge(&of(account), ANN, &context),
                Trust::Account(_)
            ));
        }
        assert!(matches!(judge(&of("*"), ANN, &context), Trust::Named(_)));
        for other in ["210987654321", "arn:aws:iam::123456789012:user/bob"] {
            assert_eq!(judge(&of(other), ANN, &context), Trust::Silent);
        }
    }

    #[test]
    fn a_session_is_trusted_by_its_role() {
        let role = "arn:aws:iam::123456789012:role/ci";
        let one = format!(
            r#"{{"Effect":"Allow","Principal":{{"AWS":["{role}"]}},"Action":"sts:AssumeRole"}}"#
        );
        let session = TrustCaller {
            arn: "arn:aws:sts::123456789012:assumed-role/ci/job-1",
            role: Some(role),
            ..ANN
        };
        let context = Context::default();
        assert!(matches!(judge(&one, session, &context), Trust::Named(_)));
        assert_eq!(judge(&one, ANN, &context), Trust::Silent);
    }

    #[test]
    fn an_external_id_is_a_condition_like_any_other() {
        let one = r#"{"Effect":"Allow","Principal":{"AWS":"123456789012"},"Action":"sts:AssumeRole",
            "Condition":{"StringEquals":{"sts:ExternalId":"42"}}}"#;
        let mut context = Context::default();
        assert_eq!(judge(one, ANN, &context), Trust::Silent);
        context.set("sts:ExternalId", "42");
        assert!(matches!(judge(one, ANN, &context), Trust::Account(_)));
    }

    #[test]
    fn a_deny_for_all_but_one_wins() {
        let both = format!(
            r#"{{"Effect":"Allow","Principal":"*","Action":"sts:*"}},
               {{"Sid":"OnlyBob","Effect":"Deny","NotPrincipal":{{"AWS":"{}"}},"Action":"*"}}"#,
            "arn:aws:iam::123456789012:user/bob"
        );
        let context = Context::default();
        assert!(matches!(
            judge(&both, ANN, &context),
            Trust::Denied(by) if by.sid.as_deref() == Some("OnlyBob")
        ));
        let bob = TrustCaller {
            arn: "arn:aws:iam::123456789012:user/bob",
            ..ANN
        };
        assert!(matches!(judge(&both, bob, &context), Trust::Named(_)));
    }

    #[test]
    fn what_is_no_trust_policy_is_refused_with_its_problems() {
        for text in [
            r#"{"Statement":{"Effect":"Allow","Action":"sts:AssumeRole"}}"#,
            r#"{"Statement":{"Effect":"Allow","Principal":"ann","Action":"sts:AssumeRole"}}"#,
            r#"{"Statement":{"Effect":"Allow","Principal":{"AWS":"ann"},"Action":"sts:AssumeRole"}}"#,
            r#"{"Statement":{"Effect":"Allow","Principal":"*","Action":"a:b","Resource":"*"}}"#,
            r#"{"Statement":{"Effect":"Allow","NotPrincipal":{"AWS":"*"},"Action":"a:b"}}"#,
            r#"{"Statement":{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:user/*"},"Action":"a:b"}}"#,
        ] {
            assert!(
                matches!(TrustPolicy::parse(text), Err(PolicyError::Problems(_))),
                "{text}"
            );
        }
    }
}
