//! AssociateLambdaFunction: allows flows of the instance to invoke a function. Where the function
//! is reached is said in the configuration file.

use crate::prelude::*;
use ids::Arn;
use resources::{LambdaFunction, Tags};

pub(crate) async fn associate_lambda_function(
    ctx: &Ctx,
    input: api::AssociateLambdaFunctionRequest,
) -> Result<Nothing> {
    let instance = instance(ctx, &input.instance_id).await?;
    let named = input
        .function_arn
        .parse::<Arn>()
        .is_ok_and(|arn| arn.service == "lambda" && arn.resource.starts_with("function:"));
    if !named {
        return Err(invalid("FunctionArn must be the ARN of a Lambda function"));
    }
    let function = LambdaFunction {
        id: input.function_arn,
        tags: Tags::new(),
    };
    ctx.create(instance, function).await?;
    Ok(Nothing)
}
