//! Reports in the form that CI systems read: JUnit's XML.

use crate::Report;
use std::fmt::Write;

/// The reports of one flow as a test suite.
pub fn junit(flow: &str, reports: &[Report]) -> String {
    let failed = reports.iter().filter(|it| !it.failures.is_empty()).count();
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ = writeln!(
        out,
        "<testsuite name=\"{}\" tests=\"{}\" failures=\"{failed}\">",
        escaped(flow),
        reports.len()
    );
    for it in reports {
        let seconds = it.transcript.last().map_or(0, |line| line.at) as f64 / 1_000.0;
        let _ = writeln!(
            out,
            "  <testcase classname=\"{}\" name=\"{}\" time=\"{seconds:.3}\">",
            escaped(flow),
            escaped(&it.name)
        );
        for failure in &it.failures {
            let _ = writeln!(out, "    <failure message=\"{}\"/>", escaped(failure));
        }
        let lines: Vec<String> = it.transcript.iter().map(ToString::to_string).collect();
        let _ = writeln!(
            out,
            "    <system-out>{}</system-out>",
            escaped(&lines.join("\n"))
        );
        out.push_str("  </testcase>\n");
    }
    out.push_str("</testsuite>\n");
    out
}

/// Text for an attribute or element. Characters that XML cannot hold are left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(c),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}
