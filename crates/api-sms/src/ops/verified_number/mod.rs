//! Verified destination numbers. Spec: sms.md §10.2.

mod create_verified_destination_number;
mod delete_verified_destination_number;
mod describe_verified_destination_numbers;
mod send_destination_number_verification_code;
mod verify_destination_number;

use crate::ctx::Ctx;
use crate::error::Result;
use crate::keep::Found;
use aws_wire::Value;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use messaging_resources::VerifiedDestinationNumber;

operations! {
    CreateVerifiedDestinationNumber => create_verified_destination_number::create_verified_destination_number,
    DeleteVerifiedDestinationNumber => delete_verified_destination_number::delete_verified_destination_number,
    DescribeVerifiedDestinationNumbers => describe_verified_destination_numbers::describe_verified_destination_numbers,
    SendDestinationNumberVerificationCode => send_destination_number_verification_code::send_destination_number_verification_code,
    VerifyDestinationNumber => verify_destination_number::verify_destination_number,
}

/// The number that a request is about.
async fn named(ctx: &Ctx, input: &Value) -> Result<Found<VerifiedDestinationNumber>> {
    ctx.named(input, "VerifiedDestinationNumberId").await
}

/// What a code of a number is checked by: without the key of the installation nobody finds the
/// code by it.
fn digest(ctx: &Ctx, id: &str, code: &str) -> String {
    let key = ctx.keyring.key("sms-verification");
    STANDARD.encode(key.mac(format!("{id}/{code}").as_bytes()))
}
