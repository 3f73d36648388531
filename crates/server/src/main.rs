//! The carillon binary: configuration, wiring, supervision and the command line.

fn main() {}
