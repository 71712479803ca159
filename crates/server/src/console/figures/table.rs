//! Numbers as a table: below the picture they are drawn from, and for a spreadsheet.

use crate::presence::csv;

/// Numbers with what they are of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Table {
    /// What it is a table of.
    pub(crate) caption: String,
    /// What stands above the columns; the first of them names the rows.
    pub(crate) head: Vec<String>,
    /// The rows, each as long as the head.
    pub(crate) rows: Vec<Vec<String>>,
}

impl Table {
    /// The same as lines for spreadsheets.
    pub(crate) fn csv(&self) -> String {
        let mut out = String::new();
        for row in std::iter::once(&self.head).chain(&self.rows) {
            csv::line(row.iter().map(String::as_str), &mut out);
        }
        out
    }
}

/// Texts as the cells of a head.
pub(crate) fn head(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}
