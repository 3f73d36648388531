//! The addresses of the client-side routes, as `web/src/app/App.tsx` has them.

/// Pages at a fixed address, without slashes at either end.
const FIXED: [&str; 5] = ["", "sign-in", "agent", "test-call", "contacts"];

/// Whether a page has this address. `path` has no slash at either end.
pub(crate) fn is_page(path: &str) -> bool {
    FIXED.contains(&path)
        || path
            .strip_prefix("contacts/")
            .is_some_and(|id| !id.is_empty() && !id.contains('/'))
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
    fn a_contact_is_a_page_and_what_lies_below_it_is_not() {
        assert!(is_page("contacts/8f0c7a52"));
        assert!(!is_page("contacts/8f0c7a52/recording"));
        assert!(!is_page("agents"));
    }
}
