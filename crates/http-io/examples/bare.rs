//! The gateway with the Connect API on a store that is gone afterwards, and no calls behind it:
//! for trying clients, and for measuring requests.
//!
//! Prints its address. The root key is `AKIDEXAMPLEROOT00001` with the secret `example`.

#[path = "../tests/common/mod.rs"]
mod common;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let bench = common::Bench::start().await;
    println!("http://{}", bench.address());
    tokio::signal::ctrl_c().await?;
    bench.stop().await;
    Ok(())
}
