//! Generates the service's tables.

use std::error::Error;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let out = std::env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?;
    let code = aws_model::shapes("../../models/cloudwatch.json")?;
    std::fs::write(Path::new(&out).join("model.rs"), code)?;
    Ok(())
}
