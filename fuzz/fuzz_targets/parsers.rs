//! One libFuzzer target for all parsers; `CARILLON_FUZZ_TARGET` names the one to run.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::sync::OnceLock;

static TARGET: OnceLock<&'static fuzz_targets::Target> = OnceLock::new();

fuzz_target!(|bytes: &[u8]| {
    let target = TARGET.get_or_init(|| {
        let name = std::env::var("CARILLON_FUZZ_TARGET").expect("CARILLON_FUZZ_TARGET is not set");
        fuzz_targets::target(&name).expect("no such target")
    });
    (target.run)(bytes);
});
