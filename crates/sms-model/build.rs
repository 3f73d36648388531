//! Generates both services' tables.

use std::error::Error;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let out = std::env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?;
    for (facts, module) in [
        ("pinpoint-sms-voice-v2", "v2.rs"),
        ("pinpoint-sms-voice", "v1.rs"),
    ] {
        let code = aws_model::shapes(format!("../../models/{facts}.json"))?;
        std::fs::write(Path::new(&out).join(module), whole(&code))?;
    }
    Ok(())
}

/// The tables with patterns that the whole of a text must match: those of the published model have
/// no anchors (`[A-Za-z0-9_-]+`), and the service takes no name with a space in it.
fn whole(code: &str) -> String {
    let anchored = |line: &str| match line.split_once("Pattern::new(\"") {
        Some((before, pattern)) if line.starts_with("static P") => {
            let pattern = pattern.strip_suffix("\");").unwrap_or(pattern);
            format!("{before}Pattern::new(\"^(?:{pattern})$\");\n")
        }
        _ => format!("{line}\n"),
    };
    code.lines().map(anchored).collect()
}
