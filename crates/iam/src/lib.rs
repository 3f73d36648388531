//! Evaluation of IAM-style JSON policies: who may do what to which resource, and which statement said so.
