//! The table of operations: from a marker type and an `async fn` to a row.
//!
//! Like [`aws_wire::operations!`], but the functions fail with [`services::ServiceError`], which
//! [`crate::faults`] maps to what the operation models.

macro_rules! operations {
    ($(#[$doc:meta])* $vis:vis static $table:ident {
        $($operation:ty => $handler:path),* $(,)?
    }) => {
        $(#[$doc])*
        $vis static $table: aws_wire::Handlers<services::Ctx> = aws_wire::Handlers(&[
            $({
                fn call(ctx: &services::Ctx, input: aws_wire::Value) -> aws_wire::Pending<'_> {
                    Box::pin(async move {
                        let input = aws_wire::decode::<$operation>(input)?;
                        match $handler(ctx, input).await {
                            Ok(output) => Ok(aws_wire::ToWire::to_wire(output)),
                            Err(error) => Err(crate::faults::fault(ctx.operation, error)),
                        }
                    })
                }
                aws_wire::Handler {
                    name: <$operation as aws_wire::Operation>::NAME,
                    call,
                }
            }),*
        ]);
    };
}
pub(crate) use operations;
