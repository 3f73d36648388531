//! Prints the table of actions: `cargo run -p flow --example blocks > docs/blocks.md`.

fn main() {
    print!("{}", flow::table());
}
