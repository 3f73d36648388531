//! The addresses of the client-side routes, as `web/src/app/App.tsx` has them.

/// Pages at a fixed address, without slashes at either end.
const FIXED: [&str; 13] = [
    "",
    "sign-in",
    "sign-in/ticket",
    "new-password",
    "account",
    "agent",
    "test-call",
    "performance",
    "contacts",
    "users",
    "users/import",
    "audit",
    "flows",
];

/// What pages of single things lie in.
const FOLDERS: [&str; 3] = ["contacts/", "flows/", "flows/modules/"];

/// Pages of messaging, as `web/src/messaging/routes.tsx` has them. A part with a colon stands for
/// anything.
const MESSAGING: &[&str] = &[
    "messaging",
    "messaging/send",
    "messaging/parts",
    "messaging/pools",
    "messaging/pools/create",
    "messaging/pools/:id",
    "messaging/numbers",
    "messaging/numbers/request",
    "messaging/numbers/:id",
    "messaging/sender-ids",
    "messaging/sender-ids/:country/:id",
    "messaging/opt-out-lists",
    "messaging/opt-out-lists/:id",
    "messaging/configuration-sets",
    "messaging/configuration-sets/:id",
    "messaging/protect-configurations",
    "messaging/protect-configurations/:id",
    "messaging/registrations",
    "messaging/registrations/:id",
    "messaging/registration-reviews",
    "messaging/registration-reviews/:id",
    "messaging/history",
    "messaging/history/:id",
    "messaging/carriers",
];

fn fits(pattern: &str, path: &str) -> bool {
    let (wanted, given) = (pattern.split('/'), path.split('/'));
    wanted.clone().count() == given.clone().count()
        && wanted
            .zip(given)
            .all(|(part, it)| part == it || part.starts_with(':') && !it.is_empty())
}

/// Whether a page has this address. `path` has no slash at either end.
pub(crate) fn is_page(path: &str) -> bool {
    FIXED.contains(&path)
        || MESSAGING.iter().any(|pattern| fits(pattern, path))
        || FOLDERS.iter().any(|folder| {
            path.strip_prefix(folder)
                .is_some_and(|id| !id.is_empty() && !id.contains('/'))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_router_of_the_pages_knows_the_same_addresses() {
        let router = include_str!("../../../web/src/app/App.tsx");
        for path in FIXED {
            assert!(router.contains(&format!("case \"/{path}\":")), "/{path}");
        }
        assert_eq!(router.matches("    case \"/").count(), FIXED.len());
    }

    #[test]
    fn the_routes_of_messaging_are_the_same() {
        let routes = include_str!("../../../web/src/messaging/routes.tsx");
        for pattern in MESSAGING {
            assert!(
                routes.contains(&format!("path: \"/{pattern}\"")),
                "/{pattern}"
            );
        }
        assert_eq!(routes.matches("path: \"/").count(), MESSAGING.len());
        assert!(is_page("messaging/pools/pool-0123"));
        assert!(is_page("messaging/sender-ids/GB/SHOP"));
        assert!(!is_page("messaging/sender-ids/GB"));
        assert!(!is_page("messaging/pools/pool-0123/keywords"));
    }

    #[test]
    fn a_contact_is_a_page_and_what_lies_below_it_is_not() {
        assert!(is_page("contacts/8f0c7a52"));
        assert!(!is_page("contacts/8f0c7a52/recording"));
        assert!(is_page("flows/8f0c7a52"));
        assert!(is_page("flows/modules/8f0c7a52"));
        assert!(!is_page("flows/modules/8f0c7a52/content"));
        assert!(!is_page("agents"));
    }
}
