//! Short messages as octets: the GSM 03.38 default alphabet and UCS-2, the choice between them,
//! parts with the user data header that links them, and the way back.
//!
//! A text is [`measure`]d for its encoding and number of parts, [`split`] into [`Part`]s when it is
//! sent, and brought together again by [`Reassembly`] when it comes in. Septets travel one per
//! octet here, as SMPP carries them; what the air interface packs is the carrier's matter.
//!
//! Sources: 3GPP TS 23.038 (alphabet), TS 23.040 section 9.2.3.24 (headers), and the limits of the
//! messaging service (160 or 153, 70 or 67 characters; 1530 and 630 at most).

mod alphabet;
mod header;
mod parts;
mod reassembly;

pub use alphabet::{decode_gsm, decode_latin1, decode_ucs2, encode_gsm, encode_ucs2, septets};
pub use header::{Concatenation, split_header};
pub use parts::{
    Encoding, MAX_SEPTETS, MAX_UCS2, Measure, Part, ReferenceSize, TooLong, measure, split,
};
pub use reassembly::{Incomplete, Reassembly, Whole};
