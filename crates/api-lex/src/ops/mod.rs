//! The implemented operations: one folder per resource. Each folder's `mod.rs` lists its
//! operations; a new folder is a row here.

use services::Ctx;

/// An operation's row.
pub(crate) type Row = aws_wire::Handler<Ctx>;

/// Lists the operations of a folder: `Marker => module::function,` each, and then those of a kind
/// of parts, `part DESCRIPTION { Marker => method, … }`.
macro_rules! operations {
    ($($operation:ident => $module:ident::$handler:ident,)*
        $(; part $part:path { $($p_operation:ident => $p_handler:ident),* $(,)? })?) => {
        /// The operations of this folder.
        pub(crate) const OPERATIONS: &[crate::ops::Row] = &[
            $({
                fn call(ctx: &services::Ctx, input: aws_wire::Value) -> aws_wire::Pending<'_> {
                    Box::pin(async move {
                        let answer = $module::$handler(ctx, input).await;
                        answer.map_err(|error| crate::faults::fault(ctx.operation, error))
                    })
                }
                aws_wire::Handler {
                    name: <lex_model::models::ops::$operation as aws_wire::Operation>::NAME,
                    call,
                }
            },)*
            $($({
                fn call(ctx: &services::Ctx, input: aws_wire::Value) -> aws_wire::Pending<'_> {
                    Box::pin(async move {
                        let answer = $part.$p_handler(ctx, input).await;
                        answer.map_err(|error| crate::faults::fault(ctx.operation, error))
                    })
                }
                aws_wire::Handler {
                    name: <lex_model::models::ops::$p_operation as aws_wire::Operation>::NAME,
                    call,
                }
            },)*)?
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
    bot
    bot_alias
    bot_locale
    bot_version
    built_in
    intent
    policy
    slot
    slot_type
    tag
}

/// All rows.
pub(crate) fn rows() -> impl Iterator<Item = &'static Row> {
    FOLDERS.iter().flat_map(|rows| rows.iter())
}

/// The row of an operation, if it is implemented.
pub(crate) fn find(name: &str) -> Option<&'static Row> {
    rows().find(|row| row.name == name)
}
