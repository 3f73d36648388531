//! The interface facts of the public APIs: reads and writes the compact fact files in models/ and generates Rust from them.
