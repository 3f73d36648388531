//! Files of comma-separated values (RFC 4180), as spreadsheets open them.

/// A value that is missing in a report. Source: connect-d-data-metrics.md §5.
pub const MISSING: &str = "-";

/// A file that grows by rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Csv(String);

impl Csv {
    /// One with these heads.
    pub fn new<T: AsRef<str>>(heads: &[T]) -> Self {
        let mut csv = Self(String::new());
        csv.row(heads);
        csv
    }

    /// Adds a row.
    pub fn row<T: AsRef<str>>(&mut self, cells: &[T]) {
        for (at, cell) in cells.iter().enumerate() {
            if at > 0 {
                self.0.push(',');
            }
            self.0.push_str(&quoted(cell.as_ref()));
        }
        self.0.push_str("\r\n");
    }

    /// The file.
    pub fn into_text(self) -> String {
        self.0
    }
}

/// A cell. What a spreadsheet would take for a formula is marked as text: names are chosen by
/// people. A lone dash is no formula.
fn quoted(cell: &str) -> String {
    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && cell != MISSING;
    let mark = if formula { "'" } else { "" };
    match formula || cell.contains(['"', ',', '\r', '\n']) {
        true => format!("\"{mark}{}\"", cell.replace('"', "\"\"")),
        false => cell.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_and_never_formulas() {
        assert_eq!(quoted("Available"), "Available");
        assert_eq!(quoted("Sales, north"), "\"Sales, north\"");
        assert_eq!(quoted("the \"big\" one"), "\"the \"\"big\"\" one\"");
        assert_eq!(quoted("=1+1"), "\"'=1+1\"");
        assert_eq!(quoted("-1"), "\"'-1\"");
        assert_eq!(quoted(MISSING), "-");
    }

    #[test]
    fn rows_end_as_rfc_4180_says() {
        let mut csv = Csv::new(&["a", "b"]);
        csv.row(&["1", "2"]);
        assert_eq!(csv.into_text(), "a,b\r\n1,2\r\n");
    }
}
