//! ListLambdaFunctions.

use crate::prelude::*;
use resources::LambdaFunction;

pub(crate) async fn list_lambda_functions(
    ctx: &Ctx,
    input: api::ListLambdaFunctionsRequest,
) -> Result<api::ListLambdaFunctionsResponse> {
    let instance = instance(ctx, &input.instance_id).await?;
    let asked = (input.next_token, input.max_results.or(Some(25)));
    let (list, next) =
        page::<LambdaFunction, _>(ctx, instance, asked, (), |it| it, |it| it.value.id).await?;
    Ok(api::ListLambdaFunctionsResponse {
        lambda_functions: Some(list),
        next_token: next,
    })
}
