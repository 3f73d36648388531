//! Generates the types of all operations.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // Published without the dot, which every IPv4 address has.
    let patterns = [("IpCidr", "^[A-Za-z0-9:./]*$")];
    aws_model::build_corrected("../../models/connect.json", &patterns)?;
    Ok(())
}
