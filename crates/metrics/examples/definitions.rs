//! Prints the table of metrics: `cargo run -p metrics --example definitions >
//! docs/metric-definitions.md`.

fn main() {
    print!("{}", metrics::table());
}
