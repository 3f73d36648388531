//! The implemented operations: one folder per resource, one file per operation. Each folder's
//! `mod.rs` lists its operations; a new folder is a row here.

use std::collections::HashMap;
use std::sync::LazyLock;

macro_rules! folders {
    ($($folder:ident)*) => {
        $(pub(crate) mod $folder;)*

        /// Every operation that is implemented, by folder.
        const FOLDERS: &[crate::row::Rows] = &[$($folder::OPERATIONS),*];
    };
}

folders! {
    agent_status
    analytics
    association
    attached_file
    authentication
    contact
    contact_flow
    data_table
    email_address
    flow_association
    hierarchy
    hours
    instance
    integration
    lambda
    metric
    module
    notification
    phone_number
    predefined_attribute
    prompt
    queue
    quick_connect
    routing_profile
    rule
    security_profile
    storage
    tag
    task_template
    test_case
    traffic_distribution
    user
    view
    vocabulary
    workspace
}

/// The row of an operation, if it is implemented.
pub(crate) fn find(name: &str) -> Option<&'static crate::row::Row> {
    BY_NAME.get(name).copied()
}

/// All rows by name.
pub(crate) static BY_NAME: LazyLock<HashMap<&str, &crate::row::Row>> = LazyLock::new(|| {
    let rows = FOLDERS.iter().flat_map(|rows| rows.iter());
    rows.map(|row| (row.name, row)).collect()
});

/// How many rows there are, a name that stands twice counting twice.
#[cfg(test)]
pub(crate) fn count() -> usize {
    FOLDERS.iter().map(|rows| rows.len()).sum()
}
