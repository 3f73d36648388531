//! Functions that flows may invoke.

pub(crate) mod associate_lambda_function;
pub(crate) mod disassociate_lambda_function;
pub(crate) mod list_lambda_functions;
