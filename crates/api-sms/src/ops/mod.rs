//! The operations: one folder per resource. Each folder's `mod.rs` lists its operations; a new
//! folder is a row here.

use crate::ctx::Ctx;

/// An operation's row.
pub(crate) type Row = aws_wire::Handler<Ctx>;

/// Lists the operations of a folder: `Operation => module::function,` each.
macro_rules! operations {
    ($($operation:ident => $module:ident$(::$handler:ident)?,)*) => {
        /// The operations of this folder.
        pub(crate) const OPERATIONS: &[crate::ops::Row] = &[
            $({
                fn call(ctx: &crate::ctx::Ctx, input: aws_wire::Value) -> aws_wire::Pending<'_> {
                    Box::pin(async move {
                        let answer = $module$(::$handler)?(ctx, &input).await;
                        answer.map_err(|error| crate::faults::fault(ctx.operation, error))
                    })
                }
                aws_wire::Handler { name: stringify!($operation), call }
            },)*
        ];
    };
}

macro_rules! folders {
    ($($folder:ident)*) => {
        $(pub(crate) mod $folder;)*

        const FOLDERS: &[&[Row]] = &[$($folder::OPERATIONS),*];
    };
}

folders! {
    account
    configuration_set
    event_destination
    keyword
    notify
    opt_out_list
    phone_number
    policy
    pool
    protect
    protect_override
    rcs_agent
    registration
    send
    sender_id
    tag
    verified_number
}

/// All rows.
pub(crate) fn rows() -> impl Iterator<Item = &'static Row> {
    FOLDERS.iter().flat_map(|rows| rows.iter())
}

/// The row of an operation, if it is implemented.
pub(crate) fn find(name: &str) -> Option<&'static Row> {
    rows().find(|row| row.name == name)
}
