//! A CSV file as rows of named cells.

use super::RowError;
use serde_json::{Map, json};
use std::collections::BTreeMap;

/// A read file.
#[derive(Debug)]
pub(crate) struct Table {
    headers: Vec<String>,
    pub(crate) rows: Vec<Row>,
}

/// One row.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) line: usize,
    cells: BTreeMap<String, String>,
}

impl Table {
    /// Reads a file: comma separated, quoted as in RFC 4180, with or without a byte order mark.
    ///
    /// # Errors
    /// In words: no header, a row of another length, no rows.
    pub(crate) fn read(text: &str) -> Result<Self, String> {
        // Lines end in one way, as the reader counts the other way's endings late.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let text = text.replace("\r\n", "\n");
        let mut reader = csv::ReaderBuilder::new()
            .trim(csv::Trim::All)
            .flexible(true)
            .from_reader(text.as_bytes());
        let headers = reader.headers().map_err(|error| error.to_string())?;
        let headers: Vec<String> = headers.iter().map(str::to_lowercase).collect();
        if headers.iter().all(String::is_empty) {
            return Err("the file has no header line".into());
        }
        let mut rows = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|error| error.to_string())?;
            let line = record.position().map_or(0, |it| it.line() as usize);
            if record.iter().all(str::is_empty) {
                continue;
            }
            if record.len() != headers.len() {
                return Err(format!(
                    "line {line} has {} cells, the header has {}",
                    record.len(),
                    headers.len()
                ));
            }
            let cells = headers
                .iter()
                .cloned()
                .zip(record.iter().map(str::to_owned));
            rows.push(Row {
                line,
                cells: cells.collect(),
            });
        }
        if rows.is_empty() {
            return Err("the file has no rows".into());
        }
        Ok(Self { headers, rows })
    }

    /// Makes sure that the columns are these, in any order, and that none that must be there is
    /// missing.
    pub(crate) fn expect(&self, columns: &[&str], required: &[&str]) -> Result<(), String> {
        let folded: Vec<String> = columns.iter().map(|it| it.to_lowercase()).collect();
        if let Some(unknown) = self.headers.iter().find(|it| !folded.contains(it)) {
            return Err(format!(
                "the column {unknown:?} is not known; the columns are {}",
                columns.join(", ")
            ));
        }
        let there = |column: &&&str| !self.headers.contains(&column.to_lowercase());
        match required.iter().find(there) {
            Some(missing) => Err(format!("the column {missing:?} is missing")),
            None => Ok(()),
        }
    }
}

impl Row {
    /// A cell, if there is something in it.
    pub(crate) fn get(&self, column: &str) -> Option<&str> {
        let cell = self.cells.get(&column.to_lowercase())?;
        (!cell.is_empty()).then_some(cell.as_str())
    }

    /// A cell that must be filled.
    pub(crate) fn need(&self, column: &str, errors: &mut Vec<RowError>) -> Option<&str> {
        let cell = self.get(column);
        if cell.is_none() {
            errors.push(RowError::new(column, "must not be empty"));
        }
        cell
    }

    /// The parts of a cell between `|`.
    pub(crate) fn parts(&self, column: &str) -> Vec<&str> {
        let cell = self.get(column).unwrap_or_default();
        let parts = cell.split('|').map(str::trim);
        parts.filter(|part| !part.is_empty()).collect()
    }

    /// Tags, `key:value` each.
    pub(crate) fn tags(
        &self,
        column: &str,
        errors: &mut Vec<RowError>,
    ) -> Map<String, serde_json::Value> {
        let mut tags = Map::new();
        for part in self.parts(column) {
            match part.split_once(':') {
                Some((key, value)) if !key.trim().is_empty() => {
                    tags.insert(key.trim().to_owned(), json!(value.trim()));
                }
                _ => errors.push(RowError::new(
                    column,
                    format!("{part:?} is no tag such as key:value"),
                )),
            }
        }
        tags
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_marks_and_blank_lines_are_read() {
        let table = Table::read("\u{feff}Name,tags\r\n\"Ada, Countess\", a:1 | b:2 \r\n,\r\n");
        let table = table.unwrap();
        assert_eq!(table.rows.len(), 1);
        let mut errors = Vec::new();
        assert_eq!(table.rows[0].get("name"), Some("Ada, Countess"));
        assert_eq!(table.rows[0].tags("tags", &mut errors).len(), 2);
        assert!(errors.is_empty() && table.rows[0].line == 2);
        assert!(table.expect(&["name", "tags"], &["name"]).is_ok());
        assert!(table.expect(&["name"], &[]).is_err());
        assert!(table.expect(&["name", "tags", "id"], &["id"]).is_err());
    }

    #[test]
    fn what_is_no_table_is_told_with_its_line() {
        assert!(Table::read("").is_err());
        assert!(Table::read("name\r\n").is_err());
        assert!(Table::read("a,b\r\n1\r\n").unwrap_err().contains("line 2"));
    }
}
