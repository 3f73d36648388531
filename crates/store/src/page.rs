//! Pages of a listing by keyset: a page goes on after the last row seen, so that rows written or
//! deleted meanwhile neither repeat nor hide others, and the thousandth page costs as much as the
//! first.

use serde::{Deserialize, Serialize};

/// Which way a listing runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum Order {
    /// Smallest, oldest first.
    #[default]
    Ascending,
    /// Largest, newest first.
    Descending,
}

/// Where a page ended: the row's value in the listing's order and its identifier. The gateway
/// seals it into a next-token; it is valid only with the query that it came from.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PageKey {
    /// The value sorted by; numbers in decimal.
    pub sort: String,
    /// The row's identifier.
    pub id: String,
}

/// Some rows of a listing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// The rows in the listing's order.
    pub rows: Vec<T>,
    /// Where to go on; `None` when these were the last.
    pub next: Option<PageKey>,
}

impl<T> Page<T> {
    /// Makes a page from up to `limit + 1` rows: the one too many tells that there are more.
    pub fn from_overfull(mut rows: Vec<T>, limit: usize, key: impl Fn(&T) -> PageKey) -> Self {
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = if more { rows.last().map(key) } else { None };
        Self { rows, next }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_names_its_successor_only_when_there_is_one() {
        let key = |n: &i32| PageKey {
            sort: n.to_string(),
            id: String::new(),
        };
        let page = Page::from_overfull(vec![1, 2, 3], 2, key);
        assert_eq!(page.rows, [1, 2]);
        assert_eq!(page.next.map(|k| k.sort), Some("2".into()));
        assert_eq!(Page::from_overfull(vec![1, 2], 2, key).next, None);
    }
}
