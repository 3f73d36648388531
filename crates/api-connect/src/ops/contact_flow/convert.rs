//! Flows between the API and what is kept: contents and versions.

use crate::prelude::*;
use ids::FlowId;
use resources::Flow;

/// Which content of a flow a request means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Version {
    /// The published content.
    Published,
    /// `:$SAVED`, the content last saved.
    Saved,
    /// `:<number>`, a version made by CreateContactFlowVersion.
    Numbered(u64),
}

/// The flow and the version that `ContactFlowId` names: an id or ARN, with `:$SAVED`, `:$LATEST`
/// or a number after it. Source: DescribeContactFlow; `$LATEST` is taken as the saved content.
pub(crate) fn version(instance: InstanceId, text: &str) -> Result<(FlowId, Version)> {
    let id_part = id_text(Kind::Flow, instance, text)?;
    let (name, version) = match id_part.split_once(':') {
        None => (id_part, Version::Published),
        Some((name, "$SAVED" | "$LATEST")) => (name, Version::Saved),
        Some((name, number)) => {
            let number = number
                .parse()
                .map_err(|_| services::not_found(Kind::Flow, text))?;
            (name, Version::Numbered(number))
        }
    };
    Ok((id(Kind::Flow, instance, name)?, version))
}

/// SHA-256 of a content, in hexadecimal: `FlowContentSha256`.
pub(crate) fn sha256(content: &str) -> String {
    aws_wire::sigv4::sha256_hex(content.as_bytes())
}

/// Default flows can be neither archived nor deleted. Source: connect-c-flows.md §8.3.
pub(crate) fn is_default(flow: &Flow) -> bool {
    crate::defaults::FLOW_NAMES.contains(&flow.name.as_str())
}
