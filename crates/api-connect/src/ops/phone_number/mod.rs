//! Phone numbers.

pub(crate) mod associate_phone_number_contact_flow;
pub(crate) mod claim_phone_number;
pub(crate) mod convert;
pub(crate) mod describe_phone_number;
pub(crate) mod disassociate_phone_number_contact_flow;
pub(crate) mod list_phone_numbers_v2;
pub(crate) mod release_phone_number;
pub(crate) mod search_available_phone_numbers;
pub(crate) mod update_phone_number;
