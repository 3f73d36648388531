//! The operations of the Amazon Connect API, one file per operation.
