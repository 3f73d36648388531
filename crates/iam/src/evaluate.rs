//! The decision.

use crate::Context;
use crate::policy::{Patterns, Policy, Statement};

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Principal {
    /// The root key: nothing binds it.
    Root,
    /// A user or access key, bound by the policies that are passed.
    User,
}

/// What is asked.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// `<service>:<Operation>`.
    pub action: &'a str,
    /// The ARN of the resource, or `*` for an operation that has none.
    pub resource: &'a str,
    /// Everything else.
    pub context: &'a Context,
}

/// The statement that decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementRef {
    /// The name that the policy was passed under.
    pub policy: String,
    /// The place of the statement in it, from 0.
    pub statement: usize,
    /// Its `Sid`.
    pub sid: Option<String>,
}

/// The outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// Allowed.
    Allowed {
        /// By this statement; `None` for the root principal.
        by: Option<StatementRef>,
    },
    /// Denied by this statement, whatever others allow.
    Denied {
        /// The statement.
        by: StatementRef,
        /// Among which policies it stands.
        layer: Layer,
    },
    /// Denied since no statement of these policies allows it.
    NotAllowed {
        /// Which policies are silent.
        layer: Layer,
    },
}

/// Which policies decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layer {
    /// Those of the user or role.
    Identity,
    /// Those that a session was narrowed to when it was made.
    Session,
}

impl Decision {
    /// Whether the request may go on.
    pub fn is_allowed(&self) -> bool {
        matches!(self, Self::Allowed { .. })
    }

    /// Whether a statement denies it, as opposed to none allowing it.
    pub fn is_explicit_deny(&self) -> bool {
        matches!(self, Self::Denied { .. })
    }
}

/// Judges a request. A deny wins over every allow; without an allow the answer is no. The first
/// statement that decides is named.
pub fn evaluate(
    principal: Principal,
    policies: &[(String, Policy)],
    request: &Request<'_>,
) -> Decision {
    if principal == Principal::Root {
        return Decision::Allowed { by: None };
    }
    judge(policies, Layer::Identity, request)
}

/// Judges a request of a session: what both the policies of its user or role and those of the
/// session allow. `None` is a session that was not narrowed; no policies at all is one that may do
/// nothing. A deny among either wins; the statement that is named allows on the identity's side.
///
/// Source: IAM User Guide, "Policies and permissions", session policies.
pub fn evaluate_session(
    principal: Principal,
    policies: &[(String, Policy)],
    session: Option<&[(String, Policy)]>,
    request: &Request<'_>,
) -> Decision {
    let own = evaluate(principal, policies, request);
    let Some(session) = session else {
        return own;
    };
    let narrowed = judge(session, Layer::Session, request);
    match (own, narrowed) {
        (denied @ Decision::Denied { .. }, _) | (_, denied @ Decision::Denied { .. }) => denied,
        (silent @ Decision::NotAllowed { .. }, _) | (_, silent @ Decision::NotAllowed { .. }) => {
            silent
        }
        // The root's own session has no statement to name but the session's.
        (Decision::Allowed { by: None }, allowed) => allowed,
        (allowed, _) => allowed,
    }
}

fn judge(policies: &[(String, Policy)], layer: Layer, request: &Request<'_>) -> Decision {
    let mut allowed = None;
    for (name, policy) in policies {
        for (at, statement) in policy.statements.iter().enumerate() {
            if statement.allow && allowed.is_some() || !applies(statement, request) {
                continue;
            }
            let by = StatementRef {
                policy: name.clone(),
                statement: at,
                sid: statement.sid.clone(),
            };
            if !statement.allow {
                return Decision::Denied { by, layer };
            }
            allowed = Some(by);
        }
    }
    match allowed {
        Some(by) => Decision::Allowed { by: Some(by) },
        None => Decision::NotAllowed { layer },
    }
}

fn applies(statement: &Statement, request: &Request<'_>) -> bool {
    covers(&statement.actions, request.action, request.context, true)
        && covers(
            &statement.resources,
            request.resource,
            request.context,
            false,
        )
        && statement
            .conditions
            .iter()
            .all(|condition| condition.holds(request.context))
}

/// A pattern whose variable has no value matches nothing; under `Not...` that widens the
/// statement, as it does in IAM.
pub(crate) fn covers(
    patterns: &Patterns,
    text: &str,
    context: &Context,
    ignore_case: bool,
) -> bool {
    let any = patterns
        .any
        .iter()
        .any(|pattern| pattern.matches(text, context, ignore_case).unwrap_or(false));
    any != patterns.negated
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUEUE: &str = "arn:aws:connect:us-east-1:123456789012:instance/1/queue/2";

    fn decide(statements: &str, action: &str, resource: &str, context: &Context) -> Decision {
        let text = format!(r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#);
        let policies = [("p".to_owned(), Policy::parse(&text).unwrap())];
        evaluate(
            Principal::User,
            &policies,
            &Request {
                action,
                resource,
                context,
            },
        )
    }

    fn allows(statements: &str, action: &str, context: &Context) -> bool {
        decide(statements, action, QUEUE, context).is_allowed()
    }

    const ALL: &str = r#"{"Sid":"All","Effect":"Allow","Action":"*","Resource":"*"}"#;

    #[test]
    fn a_deny_wins_wherever_it_stands() {
        let deny = r#"{"Sid":"No","Effect":"Deny","Action":"connect:Delete*","Resource":"*"}"#;
        for statements in [format!("{ALL},{deny}"), format!("{deny},{ALL}")] {
            let context = Context::default();
            let decision = decide(&statements, "connect:DeleteUser", QUEUE, &context);
            assert!(
                matches!(&decision, Decision::Denied { by, .. } if by.sid.as_deref() == Some("No"))
            );
            assert!(decide(&statements, "connect:ListUsers", QUEUE, &context).is_allowed());
        }
    }

    #[test]
    fn nothing_is_allowed_by_silence() {
        let context = Context::default();
        let request = Request {
            action: "a:b",
            resource: "*",
            context: &context,
        };
        assert_eq!(
            evaluate(Principal::User, &[], &request),
            Decision::NotAllowed {
                layer: Layer::Identity
            }
        );
        assert!(evaluate(Principal::Root, &[], &request).is_allowed());
    }

    #[test]
    fn root_is_not_bound_by_a_deny() {
        let deny = r#"{"Statement":{"Effect":"Deny","Action":"*","Resource":"*"}}"#;
        let policies = [("p".to_owned(), Policy::parse(deny).unwrap())];
        let context = Context::default();
        let request = Request {
            action: "a:b",
            resource: "*",
            context: &context,
        };
        assert_eq!(
            evaluate(Principal::Root, &policies, &request),
            Decision::Allowed { by: None }
        );
    }

    #[test]
    fn actions_ignore_case_and_resources_do_not() {
        let one = format!(r#"{{"Effect":"Allow","Action":"Connect:list*","Resource":"{QUEUE}"}}"#);
        let context = Context::default();
        assert!(decide(&one, "connect:ListQueues", QUEUE, &context).is_allowed());
        let upper = QUEUE.replace("queue", "QUEUE");
        assert!(!decide(&one, "connect:ListQueues", &upper, &context).is_allowed());
    }

    #[test]
    fn not_action_and_not_resource_are_complements() {
        let one =
            r#"{"Effect":"Allow","NotAction":"connect:Delete*","NotResource":"arn:*:secret/*"}"#;
        let context = Context::default();
        assert!(decide(one, "connect:ListUsers", QUEUE, &context).is_allowed());
        assert!(!decide(one, "connect:DeleteUser", QUEUE, &context).is_allowed());
        assert!(!decide(one, "connect:ListUsers", "arn:x:secret/1", &context).is_allowed());
    }

    #[test]
    fn all_conditions_must_hold_and_one_value_of_each() {
        let one = r#"{"Effect":"Allow","Action":"*","Resource":"*","Condition":{
            "StringEquals":{"aws:username":["ann","bob"]},"Bool":{"aws:SecureTransport":true}}}"#;
        let mut context = Context::default();
        context.set("aws:UserName", "bob");
        assert!(!allows(one, "a:b", &context));
        context.set("aws:SecureTransport", "true");
        assert!(allows(one, "a:b", &context));
        context.set("aws:username", "eve");
        assert!(!allows(one, "a:b", &context));
    }

    fn with_condition(condition: &str) -> String {
        format!(r#"{{"Effect":"Allow","Action":"*","Resource":"*","Condition":{{{condition}}}}}"#)
    }

    #[test]
    fn an_absent_key_fails_unless_negated_or_if_exists() {
        let context = Context::default();
        assert!(!allows(
            &with_condition(r#""StringEquals":{"k":"v"}"#),
            "a:b",
            &context
        ));
        assert!(allows(
            &with_condition(r#""StringNotEquals":{"k":"v"}"#),
            "a:b",
            &context
        ));
        assert!(allows(
            &with_condition(r#""StringEqualsIfExists":{"k":"v"}"#),
            "a:b",
            &context
        ));
        assert!(allows(
            &with_condition(r#""Null":{"k":"true"}"#),
            "a:b",
            &context
        ));
        assert!(!allows(
            &with_condition(r#""Null":{"k":false}"#),
            "a:b",
            &context
        ));
    }

    #[test]
    fn quantifiers_judge_several_values() {
        let any = with_condition(r#""ForAnyValue:StringEquals":{"aws:TagKeys":["a","b"]}"#);
        let all = with_condition(r#""ForAllValues:StringEquals":{"aws:TagKeys":["a","b"]}"#);
        let mut context = Context::default();
        assert!(!allows(&any, "a:b", &context));
        assert!(allows(&all, "a:b", &context));
        context.set_all("aws:TagKeys", ["a".to_owned(), "c".to_owned()]);
        assert!(allows(&any, "a:b", &context));
        assert!(!allows(&all, "a:b", &context));
        let none = with_condition(r#""StringNotEquals":{"aws:TagKeys":"c"}"#);
        assert!(!allows(&none, "a:b", &context));
    }

    #[test]
    fn a_variable_stands_for_the_caller() {
        let one =
            r#"{"Effect":"Allow","Action":"*","Resource":"arn:aws:s3:::b/${aws:username}/*"}"#;
        let mut context = Context::default();
        assert!(!decide(one, "a:b", "arn:aws:s3:::b/ann/x", &context).is_allowed());
        context.set("aws:username", "ann");
        assert!(decide(one, "a:b", "arn:aws:s3:::b/ann/x", &context).is_allowed());
        assert!(!decide(one, "a:b", "arn:aws:s3:::b/bob/x", &context).is_allowed());
    }

    #[test]
    fn a_session_may_do_what_both_sides_allow() {
        let parse = |text: &str| Policy::parse(text).unwrap();
        let own = [(
            "own".to_owned(),
            parse(r#"{"Statement":{"Effect":"Allow","Action":["a:b","a:c"],"Resource":"*"}}"#),
        )];
        let narrow = [(
            "narrow".to_owned(),
            parse(r#"{"Statement":{"Effect":"Allow","Action":["a:b","a:d"],"Resource":"*"}}"#),
        )];
        let context = Context::default();
        let judge = |action, session| {
            let request = Request {
                action,
                resource: "*",
                context: &context,
            };
            evaluate_session(Principal::User, &own, session, &request)
        };
        assert!(judge("a:c", None).is_allowed());
        assert!(judge("a:b", Some(&narrow[..])).is_allowed());
        assert_eq!(
            judge("a:c", Some(&narrow[..])),
            Decision::NotAllowed {
                layer: Layer::Session
            }
        );
        assert_eq!(
            judge("a:d", Some(&narrow[..])),
            Decision::NotAllowed {
                layer: Layer::Identity
            }
        );
        assert!(!judge("a:b", Some(&[])).is_allowed());
    }

    #[test]
    fn a_policy_says_which_keys_it_looks_at() {
        let with = |statement: &str| {
            let text = format!(r#"{{"Version":"2012-10-17","Statement":{statement}}}"#);
            Policy::parse(&text).unwrap().asks_for("aws:ResourceTag/")
        };
        assert!(!with(ALL));
        let tagged = r#""StringEquals":{"AWS:resourcetag/Team":"x"}"#;
        assert!(with(&with_condition(tagged)));
        let variable = r#""StringEquals":{"aws:username":"${aws:ResourceTag/Owner}"}"#;
        assert!(with(&with_condition(variable)));
        assert!(!with(&with_condition(
            r#""StringEquals":{"aws:RequestTag/Team":"x"}"#
        )));
    }
}
