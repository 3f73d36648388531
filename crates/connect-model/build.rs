//! Generates the types of the operations in `operations.txt`.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    aws_model::build("../../models/connect.json", "operations.txt")?;
    Ok(())
}
