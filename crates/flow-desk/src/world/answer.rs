//! A scenario's answers as the flow engine takes them.

use super::{FunctionResult, Later, lex};
use crate::scenario::{Answer, BotReply, Fault, ViewAnswer};
use flow::{BotAnswer, ErrorType, LambdaFailure, Refusal, Request};
use serde_json::{Value, json};

pub(super) fn of_function(answer: &Answer) -> Later<FunctionResult> {
    let later = match (&answer.returns, answer.fails) {
        (_, Some(Fault::Late)) => Later::never("no answer"),
        (_, Some(fault)) => {
            let failure = match fault {
                Fault::Throttled => LambdaFailure::Throttled,
                Fault::Service => LambdaFailure::Service,
                Fault::Unreachable => LambdaFailure::Unreachable,
                _ => LambdaFailure::Function,
            };
            Later::now(failure.to_string(), Err(failure))
        }
        (returns, None) => {
            let text = returns.as_ref().map_or("{}".to_owned(), Value::to_string);
            Later::now(text.clone(), Ok(text.into_bytes()))
        }
    };
    later.after(answer.after)
}

/// The error branch of a fault: `NoneFound` of a case is called otherwise of a profile.
fn refusal(fault: Fault, request: &Request) -> Refusal {
    let profile = matches!(request, Request::Profile(_));
    let (error, why) = match fault {
        Fault::NoneFound if profile => (ErrorType::NoneFoundError, "none was found"),
        Fault::NoneFound => (ErrorType::NoneFound, "none was found"),
        Fault::MultipleFound if profile => (ErrorType::MultipleFoundError, "several were found"),
        Fault::MultipleFound => (ErrorType::MultipleFound, "several were found"),
        _ => (ErrorType::NoMatchingError, "it was refused"),
    };
    Refusal::with(error, why)
}

pub(super) fn of_request(
    answer: &Answer,
    request: &Request,
) -> Later<Result<flow::Answer, Refusal>> {
    let later = match (&answer.returns, answer.fails) {
        (_, Some(Fault::Late)) => Later::never("no answer"),
        (_, Some(fault)) => {
            let why = refusal(fault, request);
            Later::now(why.to_string(), Err(why))
        }
        (returns, None) => {
            let data = returns.clone().unwrap_or_else(|| plain(request));
            let partly = answer.not_linked.then_some(ErrorType::ContactNotLinked);
            Later::now(data.to_string(), Ok(flow::Answer { data, partly }))
        }
    };
    later.after(answer.after)
}

/// What is answered where a scenario only says that it succeeds.
fn plain(request: &Request) -> Value {
    let id = "00000000-0000-4000-8000-000000000000";
    match request {
        Request::CreateTask(_) | Request::StartChat(_) => json!({"ContactId": id}),
        Request::Case(_) => json!({"case_id": id}),
        Request::AssistantSession { .. } => json!({"SessionArn": id}),
        Request::Authenticate { .. } => json!({"Result": "Authenticated"}),
        Request::CallProgress => json!({"Result": "CallAnswered"}),
        Request::Profile(_) | Request::DataTable(_) | Request::LoadContent { .. } => json!({}),
        _ => Value::Null,
    }
}

pub(super) fn of_view(answer: &ViewAnswer) -> Later<Result<flow::Answer, Refusal>> {
    let later = match answer.fails {
        Some(Fault::Late) => Later::never("nobody does anything"),
        Some(_) => Later::now("it was refused", Err(Refusal::new("it was refused"))),
        None => {
            let data = json!({"Action": answer.action, "ViewResultData": answer.data});
            Later::now(data.to_string(), Ok(flow::Answer::of(data)))
        }
    };
    later.after(answer.after)
}

pub(super) fn of_bot(reply: &BotReply) -> Later<Result<BotAnswer, Refusal>> {
    let later = match reply.fails {
        Some(Fault::Late) => Later::never("no answer"),
        Some(_) => Later::now("it was refused", Err(Refusal::new("it was refused"))),
        None => {
            let closed = reply.closed.unwrap_or(true);
            let sentiment = reply.sentiment.as_deref();
            let data = lex(
                &reply.intent,
                &reply.slots,
                &reply.attributes,
                sentiment,
                closed,
            );
            let messages = reply.message.iter().chain(&reply.messages).cloned();
            let words = match reply.intent.as_str() {
                "" => "no intent".to_owned(),
                intent => format!("the intent {intent}"),
            };
            let answer = BotAnswer {
                messages: messages.collect(),
                closed,
                intent: reply.intent.clone(),
                data,
            };
            Later::now(words, Ok(answer))
        }
    };
    later.after(reply.after)
}
