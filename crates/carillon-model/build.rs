//! Generates the types of all operations.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    aws_model::build("carillon.json")?;
    Ok(())
}
