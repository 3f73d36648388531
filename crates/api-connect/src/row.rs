//! The tables of operations: from a marker type and an `async fn` to a row.
//!
//! Each folder of `ops` lists its own. The functions fail with [`services::ServiceError`], which
//! [`crate::faults`] maps to what the operation models.

/// An operation's row.
pub(crate) type Row = aws_wire::Handler<services::Ctx>;

/// The rows of a folder.
pub(crate) type Rows = &'static [Row];

/// Lists the operations of a folder: `Marker => module::function,` each, the marker being one of
/// [`connect_model::ops`]; then `; raw:` and those that take and answer the wire's own objects;
/// then, for each plain kind, `; plain DESCRIPTION { Marker => function, … }` with
/// the functions of [`crate::plain`].
macro_rules! operations {
    ($($operation:ident => $module:ident::$handler:ident,)*
        $(; raw: $($r_operation:ident => $r_module:ident::$r_handler:ident,)*)?
        $(; plain $plain:path {
        $($p_operation:ident => $p_handler:ident),* $(,)?
    })*) => {
        /// The operations of this folder.
        pub(crate) const OPERATIONS: crate::row::Rows = &[
            $({
                fn call(ctx: &services::Ctx, input: aws_wire::Value) -> aws_wire::Pending<'_> {
                    Box::pin(async move {
                        let input = aws_wire::decode::<connect_model::ops::$operation>(input)?;
                        match $module::$handler(ctx, input).await {
                            Ok(output) => Ok(aws_wire::ToWire::to_wire(output)),
                            Err(error) => Err(crate::faults::fault(ctx.operation, error)),
                        }
                    })
                }
                aws_wire::Handler {
                    name: <connect_model::ops::$operation as aws_wire::Operation>::NAME,
                    call,
                }
            },)*
            $($({
                fn call(ctx: &services::Ctx, input: aws_wire::Value) -> aws_wire::Pending<'_> {
                    Box::pin(async move {
                        let answer = $r_module::$r_handler(ctx, input).await;
                        answer.map_err(|error| crate::faults::fault(ctx.operation, error))
                    })
                }
                aws_wire::Handler {
                    name: <connect_model::ops::$r_operation as aws_wire::Operation>::NAME,
                    call,
                }
            },)*)?
            $($({
                fn call(ctx: &services::Ctx, input: aws_wire::Value) -> aws_wire::Pending<'_> {
                    Box::pin(async move {
                        let answer = crate::plain::$p_handler(ctx, &$plain, input).await;
                        answer.map_err(|error| crate::faults::fault(ctx.operation, error))
                    })
                }
                aws_wire::Handler {
                    name: <connect_model::ops::$p_operation as aws_wire::Operation>::NAME,
                    call,
                }
            },)*)*
        ];
    };
}
pub(crate) use operations;
