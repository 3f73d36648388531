//! `carillon demo`: a small contact centre, made through the public API as any client would.
//!
//! It can be run again: what is there already is found by its name and left alone.

mod flows;
mod passwords;
mod sounds;
mod steps;

use crate::cli::Demo;
use crate::serve::ready::Addresses;
use anyhow::Result;
use passwords::Passwords;
use steps::Made;

/// Runs it.
pub async fn run(options: Demo) -> Result<()> {
    let addresses = options.product.addresses()?;
    let client = options.product.client()?;
    let endpoint = client.endpoint().to_owned();
    let mut passwords = Passwords::open(options.secrets.clone())?;
    let made = steps::make(&client, &options.function, &mut passwords).await?;
    passwords.save()?;
    if options.json {
        println!("{}", serde_json::to_string_pretty(&made)?);
    } else {
        tell(&endpoint, addresses.as_ref(), &made);
    }
    Ok(())
}

/// Says where to click and what to dial.
fn tell(endpoint: &str, addresses: Option<&Addresses>, made: &Made) {
    let https = addresses.and_then(|it| it.https.clone()).map(reachable);
    let sip = addresses.and_then(|it| it.sip_udp.clone()).map(reachable);
    let page = https.clone().unwrap_or_else(|| endpoint.to_owned());
    println!();
    println!("  Carillon is running with demo data.");
    println!();
    println!("  Start here      {endpoint}/");
    println!("  Agent page      {endpoint}/agent");
    println!("  Test call       {endpoint}/test-call    (a caller in the browser)");
    println!("  Contacts        {endpoint}/contacts");
    if https.is_some() {
        println!(
            "  From elsewhere  {page}/    (browsers give the microphone to secure pages only;"
        );
        println!("                  the certificate is self-made, so the browser asks once)");
    }
    println!();
    println!("  Dial            {}", made.number);
    if let Some(sip) = sip {
        println!("  by SIP          sip:{}@{sip}", made.number);
    }
    println!();
    println!("  User        Password              Role");
    for user in &made.users {
        println!(
            "  {:<10}  {:<20}  {}",
            user.username, user.password, user.role
        );
    }
    println!();
    println!("  Sign in as an agent, choose Available, and call. Press 1 at the menu.");
    println!("  Ctrl-C ends it; live calls finish first.");
    println!();
}

/// An address to which one can connect: a wildcard stands for this machine.
fn reachable(address: String) -> String {
    address
        .replace("0.0.0.0", "127.0.0.1")
        .replace("[::]", "127.0.0.1")
}
