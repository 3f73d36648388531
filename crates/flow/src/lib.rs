//! The flow engine: parses published flow JSON and runs it as a machine that takes inputs and a time and returns effects.
