//! Encryption at rest: the key file made on first start and the sealing of secrets with it.
//!
//! One file of 32 random bytes, readable by its owner only, is the root of all secrets. From it a
//! [`Keyring`] derives one key per purpose (HKDF-SHA256, RFC 5869), so that what was sealed for one
//! purpose opens for no other. [`Key::seal`] is AES-256-GCM with associated data, and what it
//! returns begins with the identifier of the key file, so that a later rotation knows which key a
//! text was sealed with.
//!
//! Losing the file loses everything sealed with it; it belongs into the backup, apart from the
//! database.

mod key;
mod keyfile;
mod random;

pub use key::{Key, OpenError, SEALED_OVERHEAD, SealError};
pub use keyfile::{KeyFileError, Keyring};
pub use random::{RandomError, random_array, random_token};
