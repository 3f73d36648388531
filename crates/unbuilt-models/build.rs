//! Generates the routing tables.

use std::error::Error;
use std::path::Path;

/// Services without a crate of their own yet. Whoever builds one takes it off this list.
const UNBUILT: [&str; 15] = [
    "appintegrations",
    "chime-sdk-identity",
    "chime-sdk-media-pipelines",
    "chime-sdk-meetings",
    "chime-sdk-messaging",
    "chime-sdk-voice",
    "connect-contact-lens",
    "connectcampaigns",
    "connectcampaignsv2",
    "connectcases",
    "connectparticipant",
    "customer-profiles",
    "qconnect",
    "voice-id",
    "wisdom",
];

fn main() -> Result<(), Box<dyn Error>> {
    let out = std::env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?;
    let mut modules = String::new();
    let mut all = String::new();
    for name in UNBUILT {
        let code = aws_model::routes(format!("../../models/{name}.json"))?;
        let file = Path::new(&out).join(format!("{name}.rs"));
        std::fs::write(&file, code)?;
        let module = name.replace('-', "_");
        modules +=
            &format!("mod {module} {{ include!(concat!(env!(\"OUT_DIR\"), \"/{name}.rs\")); }}\n");
        all += &format!("&{module}::SERVICE, ");
    }
    let code = format!(
        "{modules}\n/// The services, by the names of their fact files.\npub static SERVICES: &[&aws_wire::ServiceModel] = &[{all}];\n"
    );
    std::fs::write(Path::new(&out).join("models.rs"), code)?;
    Ok(())
}
