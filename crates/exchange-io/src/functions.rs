//! Lambda functions over HTTP.
//!
//! A function is invoked by `POST` with the event as the body; `x-amz-invocation-type` is
//! `RequestResponse` or `Event`. A 200 or 202 is an answer; the header `x-amz-function-error` says that
//! the function itself failed. Source: the Lambda Invoke API; connect-c-flows.md §16.

use crate::config::FunctionsConfig;
use exchange::LambdaFailure;
use futures_util::future::BoxFuture;
use services::bots::FunctionInvoker;
use std::time::Duration;

/// The most that a function may answer: 32 KiB is the flow's limit, checked there; this keeps a
/// broken endpoint from filling the memory.
const MAX_ANSWER: usize = 1024 * 1024;

/// Invokes functions at their configured endpoints: those of flows, and code hooks of bots.
#[derive(Debug, Clone)]
pub struct Functions {
    config: FunctionsConfig,
    client: reqwest::Client,
}

impl Functions {
    /// Functions at these endpoints.
    ///
    /// # Errors
    /// When the client cannot be made.
    pub fn new(config: FunctionsConfig) -> Result<Self, reqwest::Error> {
        // A redirect could lead to where the operator never meant to send contacts' data.
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(Duration::from_secs(2))
            .build()?;
        Ok(Self { config, client })
    }

    /// The URL for a function, if one is configured.
    fn endpoint(&self, function: &str) -> Option<String> {
        let endpoints = &self.config.endpoints;
        let parts: Vec<&str> = function.split(':').collect();
        let is_arn = parts.first() == Some(&"arn") && parts.len() >= 7;
        let name = if is_arn { parts[6] } else { function };
        let unqualified = if is_arn {
            parts[..7].join(":")
        } else {
            function.to_owned()
        };
        endpoints
            .get(function)
            .or_else(|| endpoints.get(&unqualified))
            .or_else(|| endpoints.get(name))
            .cloned()
            .or_else(|| {
                let plain = name
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
                let fallback = self.config.fallback.as_ref().filter(|_| plain)?;
                Some(fallback.replace("{name}", name))
            })
    }

    /// Invokes a function and returns the body that it answered.
    pub(crate) async fn invoke(
        &self,
        function: &str,
        payload: &serde_json::Value,
        asynchronous: bool,
        limit: Duration,
    ) -> Result<Vec<u8>, LambdaFailure> {
        let Some(url) = self.endpoint(function) else {
            tracing::warn!(function, "no endpoint is configured for this function");
            return Err(LambdaFailure::Unreachable);
        };
        let invocation = if asynchronous {
            "Event"
        } else {
            "RequestResponse"
        };
        let call = async {
            let sent = self
                .client
                .post(&url)
                .header("x-amz-invocation-type", invocation)
                .json(payload)
                .send()
                .await;
            read(sent.map_err(|error| unreachable_endpoint(function, &error))?).await
        };
        tokio::time::timeout(limit, call)
            .await
            .unwrap_or(Err(LambdaFailure::TimedOut))
    }
}

impl FunctionInvoker for Functions {
    fn invoke<'a>(
        &'a self,
        function: &'a str,
        event: &'a serde_json::Value,
        limit: Duration,
    ) -> BoxFuture<'a, Result<Vec<u8>, LambdaFailure>> {
        Box::pin(Self::invoke(self, function, event, false, limit))
    }
}

fn unreachable_endpoint(function: &str, error: &reqwest::Error) -> LambdaFailure {
    tracing::warn!(function, %error, "a function's endpoint cannot be reached");
    LambdaFailure::Unreachable
}

async fn read(mut answer: reqwest::Response) -> Result<Vec<u8>, LambdaFailure> {
    let status = answer.status();
    if status.as_u16() == 429 {
        return Err(LambdaFailure::Throttled);
    }
    if status.is_server_error() {
        return Err(LambdaFailure::Service);
    }
    if !status.is_success() {
        return Err(LambdaFailure::Unreachable);
    }
    if answer.headers().contains_key("x-amz-function-error") {
        return Err(LambdaFailure::Function);
    }
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(|_| LambdaFailure::Service)? {
        if body.len() + chunk.len() > MAX_ANSWER {
            return Err(LambdaFailure::Function);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    const ARN: &str = "arn:aws:lambda:us-east-1:123456789012:function:lookup";

    fn functions(endpoints: &[(&str, &str)], fallback: Option<&str>) -> Functions {
        let _ = rustls::crypto::ring::default_provider().install_default();
        Functions::new(FunctionsConfig {
            endpoints: endpoints
                .iter()
                .map(|(k, v)| ((*k).into(), (*v).into()))
                .collect(),
            fallback: fallback.map(Into::into),
        })
        .unwrap()
    }

    #[test]
    fn a_function_is_found_by_arn_then_without_its_version_then_by_name() {
        let qualified = format!("{ARN}:7");
        let by_arn = functions(&[(ARN, "a"), ("lookup", "n")], None);
        assert_eq!(by_arn.endpoint(&qualified).as_deref(), Some("a"));
        let by_name = functions(&[("lookup", "n")], None);
        assert_eq!(by_name.endpoint(&qualified).as_deref(), Some("n"));
        assert_eq!(by_name.endpoint("other"), None);
    }

    #[test]
    fn the_fallback_takes_plain_names_only() {
        let functions = functions(&[], Some("http://f/{name}"));
        assert_eq!(functions.endpoint(ARN).as_deref(), Some("http://f/lookup"));
        assert_eq!(functions.endpoint("../secret"), None);
    }

    async fn answering(answer: &'static str) -> (String, tokio::task::JoinHandle<String>) {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let server = tokio::spawn(async move {
            let (mut socket, _) = listener.accept().await.unwrap();
            let mut request = String::new();
            let mut buffer = [0; 4096];
            while !request.ends_with('}') {
                let read = socket.read(&mut buffer).await.unwrap();
                request.push_str(std::str::from_utf8(&buffer[..read]).unwrap());
            }
            socket.write_all(answer.as_bytes()).await.unwrap();
            request
        });
        (url, server)
    }

    async fn invoke(answer: &'static str) -> (Result<Vec<u8>, LambdaFailure>, String) {
        let (url, server) = answering(answer).await;
        let functions = functions(&[(ARN, &url)], None);
        let payload = serde_json::json!({"Name": "ContactFlowEvent"});
        let limit = Duration::from_secs(8);
        let result = functions.invoke(ARN, &payload, false, limit).await;
        (result, server.await.unwrap())
    }

    #[tokio::test]
    async fn the_event_is_posted_and_the_body_comes_back() {
        let (result, request) = invoke(
            "HTTP/1.1 200 OK\r\ncontent-length: 9\r\nconnection: close\r\n\r\n{\"a\":\"b\"}",
        )
        .await;
        assert_eq!(result, Ok(br#"{"a":"b"}"#.to_vec()));
        assert!(request.contains("x-amz-invocation-type: RequestResponse"));
        assert!(request.ends_with(r#"{"Name":"ContactFlowEvent"}"#));
    }

    #[tokio::test]
    async fn each_failure_is_told_as_what_it_is() {
        let failed =
            "HTTP/1.1 200 OK\r\nx-amz-function-error: Unhandled\r\ncontent-length: 0\r\n\r\n";
        assert_eq!(invoke(failed).await.0, Err(LambdaFailure::Function));
        let throttled = "HTTP/1.1 429 Slow\r\ncontent-length: 0\r\n\r\n";
        assert_eq!(invoke(throttled).await.0, Err(LambdaFailure::Throttled));
        let service = "HTTP/1.1 503 No\r\ncontent-length: 0\r\n\r\n";
        assert_eq!(invoke(service).await.0, Err(LambdaFailure::Service));
        let missing = functions(&[], None)
            .invoke(ARN, &serde_json::json!({}), false, Duration::from_secs(1))
            .await;
        assert_eq!(missing, Err(LambdaFailure::Unreachable));
    }
}
