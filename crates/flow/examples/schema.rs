//! Prints the JSON Schema of the flow language:
//! `cargo run -p flow --example schema > docs/flow-schema.json`.

fn main() {
    print!("{}", flow::schema::json_schema_text());
}
