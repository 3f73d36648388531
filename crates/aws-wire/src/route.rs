//! From method and path to an operation.

use crate::{OperationModel, Request, ServiceModel};
use std::collections::HashMap;

/// An operation found by its route.
#[derive(Debug, Clone)]
pub struct RouteMatch<'r> {
    /// The operation.
    pub operation: &'static OperationModel,
    /// Label name and its value as sent, still percent-encoded. A greedy label keeps its slashes.
    pub labels: Vec<(&'static str, &'r str)>,
}

/// The routes of one service. A literal segment wins over a label, and a route that asks for more
/// constant query parameters wins over one that asks for fewer.
#[derive(Debug)]
pub struct Router {
    methods: HashMap<&'static str, Node>,
}

#[derive(Debug, Default)]
struct Node {
    literals: HashMap<&'static str, Node>,
    label: Option<Box<Node>>,
    greedy: Vec<Leaf>,
    leaves: Vec<Leaf>,
}

#[derive(Debug)]
struct Leaf {
    operation: &'static OperationModel,
    labels: Vec<&'static str>,
    query: Vec<(&'static str, Option<&'static str>)>,
}

impl Router {
    /// Builds the routes of a service. Services of the AWS JSON protocols have none to speak of.
    pub fn new(service: &'static ServiceModel) -> Self {
        let mut methods: HashMap<&'static str, Node> = HashMap::new();
        for operation in service.operations {
            methods
                .entry(operation.method)
                .or_default()
                .insert(operation);
        }
        for node in methods.values_mut() {
            node.sort();
        }
        Self { methods }
    }

    /// Finds the operation of a request.
    pub fn find<'r>(&self, request: &Request<'r>) -> Option<RouteMatch<'r>> {
        let node = self.methods.get(request.method.as_str())?;
        let path = request.path.strip_prefix('/').unwrap_or(request.path);
        let mut taken = Vec::new();
        node.find(path, request.query, &mut taken)
    }
}

impl Node {
    fn insert(&mut self, operation: &'static OperationModel) {
        let (path, query) = operation.uri.split_once('?').unwrap_or((operation.uri, ""));
        let query = query
            .split('&')
            .filter(|part| !part.is_empty())
            .map(|part| match part.split_once('=') {
                Some((name, value)) => (name, Some(value)),
                None => (part, None),
            })
            .collect();
        let mut leaf = Leaf {
            operation,
            labels: Vec::new(),
            query,
        };
        let mut node = self;
        let trimmed = path.trim_matches('/');
        for segment in trimmed.split('/').filter(|_| !trimmed.is_empty()) {
            let label = segment
                .strip_prefix('{')
                .and_then(|rest| rest.strip_suffix('}'));
            match label {
                Some(label) if label.ends_with('+') => {
                    leaf.labels.push(label.trim_end_matches('+'));
                    node.greedy.push(leaf);
                    return;
                }
                Some(label) => {
                    leaf.labels.push(label);
                    node = node.label.get_or_insert_default();
                }
                None => node = node.literals.entry(segment).or_default(),
            }
        }
        node.leaves.push(leaf);
    }

    fn sort(&mut self) {
        for leaves in [&mut self.leaves, &mut self.greedy] {
            leaves.sort_by_key(|leaf| std::cmp::Reverse(leaf.query.len()));
        }
        self.literals.values_mut().for_each(Self::sort);
        if let Some(label) = &mut self.label {
            label.sort();
        }
    }

    /// `path` is what remains after the slash that led here. Depth is bounded by the routes, not
    /// by the request.
    fn find<'r>(
        &self,
        path: &'r str,
        query: &'r str,
        taken: &mut Vec<&'r str>,
    ) -> Option<RouteMatch<'r>> {
        if path.is_empty() {
            return pick(&self.leaves, query, taken);
        }
        let (segment, rest) = path.split_once('/').unwrap_or((path, ""));
        if let Some(found) = self
            .literals
            .get(segment)
            .and_then(|next| next.find(rest, query, taken))
        {
            return Some(found);
        }
        if let Some(next) = self.label.as_deref().filter(|_| !segment.is_empty()) {
            taken.push(segment);
            if let Some(found) = next.find(rest, query, taken) {
                return Some(found);
            }
            taken.pop();
        }
        taken.push(path);
        let found = pick(&self.greedy, query, taken);
        taken.pop();
        found
    }
}

fn pick<'r>(leaves: &[Leaf], query: &str, taken: &[&'r str]) -> Option<RouteMatch<'r>> {
    let has = |name: &str, value: Option<&str>| {
        query.split('&').any(|part| match part.split_once('=') {
            Some((n, v)) => n == name && value.is_none_or(|value| value == v),
            None => part == name && value.is_none_or(str::is_empty),
        })
    };
    let leaf = leaves
        .iter()
        .find(|leaf| leaf.query.iter().all(|(name, value)| has(name, *value)))?;
    Some(RouteMatch {
        operation: leaf.operation,
        labels: leaf
            .labels
            .iter()
            .copied()
            .zip(taken.iter().copied())
            .collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Protocol;
    use http::{HeaderMap, Method};

    const fn op(name: &'static str, method: &'static str, uri: &'static str) -> OperationModel {
        OperationModel {
            name,
            method,
            uri,
            code: 200,
            typed: true,
            reformat: false,
            unsigned_payload: false,
            input: None,
            output: None,
            errors: &[],
        }
    }

    static OPERATIONS: [OperationModel; 6] = [
        op("Batch", "POST", "/things?operation=batch"),
        op("Create", "POST", "/things"),
        op("Get", "GET", "/things/{Id}"),
        op("GetSummary", "GET", "/things/summary"),
        op("GetTree", "GET", "/trees/{Path+}"),
        op("GetPart", "GET", "/things/{Id}/parts/{PartId}"),
    ];
    static SERVICE: ServiceModel = ServiceModel {
        name: "x",
        signing_name: "x",
        endpoint_prefix: "x",
        api_version: "1",
        protocol: Protocol::RestJson,
        operations: &OPERATIONS,
        shapes: &[],
    };

    fn find(method: Method, path: &str, query: &str) -> Option<String> {
        let headers = HeaderMap::new();
        let request = Request {
            method: &method,
            path,
            query,
            headers: &headers,
            body: b"",
        };
        let found = Router::new(&SERVICE).find(&request)?;
        Some(format!("{} {:?}", found.operation.name, found.labels))
    }

    #[test]
    fn a_literal_wins_over_a_label() {
        assert_eq!(
            find(Method::GET, "/things/summary", "").unwrap(),
            "GetSummary []"
        );
        assert_eq!(
            find(Method::GET, "/things/7", "").unwrap(),
            r#"Get [("Id", "7")]"#
        );
    }

    #[test]
    fn an_encoded_slash_stays_inside_its_label() {
        assert_eq!(
            find(Method::GET, "/things/a%2Fb", "").unwrap(),
            r#"Get [("Id", "a%2Fb")]"#
        );
    }

    #[test]
    fn search_backs_out_of_a_literal_that_leads_nowhere() {
        assert_eq!(
            find(Method::GET, "/things/summary/parts/2", "").unwrap(),
            r#"GetPart [("Id", "summary"), ("PartId", "2")]"#
        );
    }

    #[test]
    fn a_greedy_label_takes_the_rest() {
        assert_eq!(
            find(Method::GET, "/trees/a/b/c", "").unwrap(),
            r#"GetTree [("Path", "a/b/c")]"#
        );
    }

    #[test]
    fn constant_query_parameters_tell_operations_apart() {
        assert_eq!(
            find(Method::POST, "/things", "operation=batch").unwrap(),
            "Batch []"
        );
        assert_eq!(
            find(Method::POST, "/things", "operation=other").unwrap(),
            "Create []"
        );
    }

    #[test]
    fn other_methods_empty_labels_and_longer_paths_find_nothing() {
        assert_eq!(find(Method::DELETE, "/things", ""), None);
        assert_eq!(find(Method::GET, "/things/", ""), None);
        assert_eq!(find(Method::GET, "/things//parts/1", ""), None);
        assert_eq!(
            find(Method::GET, &format!("/things{}", "/x".repeat(10_000)), ""),
            None
        );
    }
}
