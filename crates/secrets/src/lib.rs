//! Encryption at rest: the key file made on first start and the sealing of secrets with it.
