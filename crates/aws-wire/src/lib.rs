//! The AWS wire: SigV4, rest-json and AWS JSON, model-driven validation, error shapes and sealed pagination tokens, on plain bytes without IO.
