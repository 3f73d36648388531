//! What is kept: the traits of the store, its records and the suite that every backend must pass.
