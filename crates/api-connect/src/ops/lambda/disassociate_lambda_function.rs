//! DisassociateLambdaFunction.

use crate::prelude::*;

pub(crate) async fn disassociate_lambda_function(
    ctx: &Ctx,
    input: api::DisassociateLambdaFunctionRequest,
) -> Result<Nothing> {
    let instance = instance(ctx, &input.instance_id).await?;
    ctx.delete(instance, Kind::LambdaFunction, input.function_arn)
        .await?;
    Ok(Nothing)
}
