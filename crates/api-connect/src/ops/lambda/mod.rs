//! Functions that flows may invoke.

mod associate_lambda_function;
mod disassociate_lambda_function;
mod list_lambda_functions;

crate::row::operations! {
    AssociateLambdaFunction => associate_lambda_function::associate_lambda_function,
    DisassociateLambdaFunction => disassociate_lambda_function::disassociate_lambda_function,
    ListLambdaFunctions => list_lambda_functions::list_lambda_functions,
}
