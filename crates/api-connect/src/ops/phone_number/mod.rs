//! Phone numbers.

mod associate_phone_number_contact_flow;
mod claim_phone_number;
pub(crate) mod convert;
mod describe_phone_number;
mod disassociate_phone_number_contact_flow;
mod import_phone_number;
mod list_phone_numbers;
mod list_phone_numbers_v2;
mod release_phone_number;
mod search_available_phone_numbers;
mod update_phone_number;
mod update_phone_number_metadata;

crate::row::operations! {
    AssociatePhoneNumberContactFlow => associate_phone_number_contact_flow::associate_phone_number_contact_flow,
    ClaimPhoneNumber => claim_phone_number::claim_phone_number,
    DescribePhoneNumber => describe_phone_number::describe_phone_number,
    DisassociatePhoneNumberContactFlow => disassociate_phone_number_contact_flow::disassociate_phone_number_contact_flow,
    ImportPhoneNumber => import_phone_number::import_phone_number,
    ListPhoneNumbers => list_phone_numbers::list_phone_numbers,
    ListPhoneNumbersV2 => list_phone_numbers_v2::list_phone_numbers_v2,
    ReleasePhoneNumber => release_phone_number::release_phone_number,
    SearchAvailablePhoneNumbers => search_available_phone_numbers::search_available_phone_numbers,
    UpdatePhoneNumber => update_phone_number::update_phone_number,
    UpdatePhoneNumberMetadata => update_phone_number_metadata::update_phone_number_metadata,
}
