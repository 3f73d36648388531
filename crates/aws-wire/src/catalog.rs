//! Which service and which operation a request is for.
//!
//! Several services share a signing name (five are `chime`), so the host name decides first and
//! the path second. With a plain host such as `localhost`, and where two such services have the
//! same path (`/tags?operation=tag-resource`), the service that was given first wins.

use crate::model::Protocol;
use crate::{OperationModel, Request, Router, ServiceModel};

/// The services that are served.
#[derive(Debug)]
pub struct Catalog {
    services: Vec<(&'static ServiceModel, Router)>,
}

/// What a request was found to be for.
#[derive(Debug, Clone)]
pub struct Target<'r> {
    /// The service.
    pub service: &'static ServiceModel,
    /// The operation.
    pub operation: &'static OperationModel,
    /// Path labels, still percent-encoded.
    pub labels: Vec<(&'static str, &'r str)>,
}

/// The outcome of [`Catalog::resolve`].
#[derive(Debug)]
pub enum Resolution<'r> {
    /// A known operation, implemented or not.
    Found(Target<'r>),
    /// No operation has that method and path, or that target. Names the service that the signing
    /// name or host points to, since it decides the shape of the error.
    UnknownOperation(Option<&'static ServiceModel>),
    /// No service has that signing name.
    UnknownService,
}

impl Catalog {
    /// Builds the routes of these services.
    pub fn new(services: impl IntoIterator<Item = &'static ServiceModel>) -> Self {
        let services = services
            .into_iter()
            .map(|service| (service, Router::new(service)));
        Self {
            services: services.collect(),
        }
    }

    /// The services, in the order they were given.
    pub fn services(&self) -> impl Iterator<Item = &'static ServiceModel> {
        self.services.iter().map(|(service, _)| *service)
    }

    /// Finds what a request is for. `signing_name` is the service of the credential scope, or
    /// `None` for a request that carries no signature.
    pub fn resolve<'r>(&self, signing_name: Option<&str>, request: &Request<'r>) -> Resolution<'r> {
        let mut candidates: Vec<_> = self
            .services
            .iter()
            .filter(|(service, _)| signing_name.is_none_or(|name| name == service.signing_name))
            .collect();
        if candidates.is_empty() {
            return Resolution::UnknownService;
        }
        let host = request.header("host").unwrap_or("");
        if let Some(at) = candidates
            .iter()
            .position(|(service, _)| is_host_of(host, service))
        {
            candidates.swap(0, at);
        }
        if let Some(target) = request.header("x-amz-target") {
            return by_target(&candidates, target);
        }
        for (service, router) in &candidates {
            if service.protocol == Protocol::RestJson
                && let Some(found) = router.find(request)
            {
                return Resolution::Found(Target {
                    service,
                    operation: found.operation,
                    labels: found.labels,
                });
            }
        }
        Resolution::UnknownOperation(first(&candidates))
    }
}

fn is_host_of(host: &str, service: &ServiceModel) -> bool {
    host.strip_prefix(service.endpoint_prefix)
        .is_some_and(|rest| rest.starts_with('.'))
}

fn first(candidates: &[&(&'static ServiceModel, Router)]) -> Option<&'static ServiceModel> {
    candidates.first().map(|(service, _)| *service)
}

fn by_target<'r>(candidates: &[&(&'static ServiceModel, Router)], target: &str) -> Resolution<'r> {
    let Some((prefix, name)) = target.rsplit_once('.') else {
        return Resolution::UnknownOperation(first(candidates));
    };
    let service = candidates.iter().map(|(service, _)| *service).find(|service| {
        matches!(service.protocol, Protocol::AwsJson { target_prefix, .. } if target_prefix == prefix)
    });
    match service {
        None => Resolution::UnknownOperation(first(candidates)),
        Some(service) => match service.operation(name) {
            None => Resolution::UnknownOperation(Some(service)),
            Some(operation) => Resolution::Found(Target {
                service,
                operation,
                labels: Vec::new(),
            }),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{JSON_SERVICE, SERVICE};
    use http::{HeaderMap, HeaderValue, Method};

    fn resolve(signing: Option<&str>, path: &str, target: Option<&'static str>) -> String {
        let mut headers = HeaderMap::new();
        if let Some(target) = target {
            headers.insert("x-amz-target", HeaderValue::from_static(target));
        }
        let request = Request {
            method: &Method::POST,
            path,
            query: "",
            headers: &headers,
            body: b"",
        };
        match Catalog::new([&SERVICE, &JSON_SERVICE]).resolve(signing, &request) {
            Resolution::Found(found) => format!("{}.{}", found.service.name, found.operation.name),
            Resolution::UnknownOperation(service) => {
                format!(
                    "unknown operation of {}",
                    service.map_or("nothing", |s| s.name)
                )
            }
            Resolution::UnknownService => "unknown service".to_owned(),
        }
    }

    #[test]
    fn path_or_target_names_the_operation() {
        assert_eq!(resolve(Some("sample"), "/things/1", None), "sample.Do");
        assert_eq!(
            resolve(Some("sample-json"), "/", Some("SampleV2.Do")),
            "sample-json.Do"
        );
        assert_eq!(resolve(None, "/things/1", None), "sample.Do");
    }

    #[test]
    fn unknown_services_and_operations_are_told_apart() {
        assert_eq!(resolve(Some("other"), "/things/1", None), "unknown service");
        assert_eq!(
            resolve(Some("sample"), "/nothing", None),
            "unknown operation of sample"
        );
        for target in ["SampleV2.Dont", "SampleV1.Do", "nonsense"] {
            assert_eq!(
                resolve(Some("sample-json"), "/", Some(target)),
                "unknown operation of sample-json"
            );
        }
    }
}
