//! Email addresses of an instance, with an alias each at most.

mod alias;

use crate::common::{Result, invalid};
use crate::plain::Plain;
use crate::search::Field;
use resources::Kind;
use serde_json::json;

pub(crate) const EMAIL_ADDRESS: Plain = Plain {
    name: "EmailAddress",
    fields: &[("emailAddress", Field::Name), ("displayName", Field::Facet("display-name"))],
    facets: &[("/AliasConfigurations/*/EmailAddressId", "alias")],
    check,
    shown: |_, _, it, full| {
        full.insert("CreateTimestamp".into(), json!(it.created.to_string()));
        full.insert("ModifiedTimestamp".into(), json!(it.modified.to_string()));
    },
    ..Plain::of(Kind::EmailAddress, "EmailAddressId", "EmailAddressArn")
};

/// `local@domain` as far as mail servers agree on it. Source: RFC 5321 §4.1.2, without quoting.
fn check(it: &mut resources::Plain) -> Result<()> {
    let bad = || invalid(format!("{:?} is no email address", it.name));
    let (local, domain) = it.name.rsplit_once('@').ok_or_else(bad)?;
    let plain = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c);
    let label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    };
    let fits = (1..=64).contains(&local.len())
        && local.chars().all(plain)
        && !local.starts_with('.')
        && !local.ends_with('.')
        && domain.contains('.')
        && domain.split('.').all(label);
    if !fits {
        return Err(bad());
    }
    it.name = it.name.to_ascii_lowercase();
    Ok(())
}

crate::row::operations! {
    ; raw:
    AssociateEmailAddressAlias => alias::associate_email_address_alias,
    DeleteEmailAddress => alias::delete_email_address,
    DisassociateEmailAddressAlias => alias::disassociate_email_address_alias,
    ; plain super::email_address::EMAIL_ADDRESS {
        CreateEmailAddress => create,
        DescribeEmailAddress => describe,
        SearchEmailAddresses => search,
        UpdateEmailAddressMetadata => update,
    }
}
