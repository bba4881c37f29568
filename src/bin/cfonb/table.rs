//! Columns and rows.
//!
//! A table of our own, since no crate writes a row as it comes and lets what belongs to it run on below it over
//! several columns; a statement of a hundred thousand movements would stand in memory twice.

use crate::text::{padded, width, wrapped};

/// Between two columns.
const GAP: &str = "  ";

/// A column.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    pub(crate) title: &'static str,
    /// As wide as its widest cell, or what is left for it.
    pub(crate) places: usize,
    /// Numbers are aligned on the right.
    right: bool,
}

impl Column {
    pub(crate) fn new(title: &'static str, right: bool) -> Column {
        Column { title, places: width(title), right }
    }

    /// Makes room for a cell.
    pub(crate) fn fit(&mut self, cell: &str) {
        self.places = self.places.max(width(cell));
    }
}

/// The columns of a table.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    pub(crate) columns: Vec<Column>,
}

impl Table {
    /// How many places come before a column.
    pub(crate) fn indent(&self, column: usize) -> usize {
        let before = self.columns.iter().take(column);
        before.map(|column| column.places.saturating_add(GAP.len())).fold(0, usize::saturating_add)
    }

    /// How many places a row takes.
    pub(crate) fn places(&self) -> usize {
        self.indent(self.columns.len()).saturating_sub(GAP.len())
    }

    /// The titles.
    pub(crate) fn head(&self) -> String {
        let titles: Vec<String> = self.columns.iter().map(|column| column.title.to_owned()).collect();
        self.row(&titles)
    }

    /// A line under each column.
    pub(crate) fn rule(&self) -> String {
        let lines: Vec<String> = self.columns.iter().map(|column| "─".repeat(column.places)).collect();
        self.row(&lines)
    }

    /// A row, on as many lines as its cells need; without the blanks at the ends.
    pub(crate) fn row(&self, cells: &[String]) -> String {
        let cells: Vec<Vec<String>> =
            self.columns.iter().zip(cells).map(|(column, cell)| wrapped(cell, column.places)).collect();
        let height = cells.iter().map(Vec::len).max().unwrap_or(0);
        let mut out = String::new();
        for line in 0..height {
            let mut text = String::new();
            for (column, cell) in self.columns.iter().zip(&cells) {
                let part = cell.get(line).map_or("", String::as_str);
                text.push_str(&padded(part, column.places, column.right));
                text.push_str(GAP);
            }
            out.push_str(text.trim_end_matches(' '));
            out.push('\n');
        }
        out
    }

    /// Text under a row, from a column on up to the table's end; what does not fit on its first line stands deeper.
    pub(crate) fn note(&self, column: usize, text: &str) -> String {
        let indent = self.indent(column);
        let places = self.places().saturating_sub(indent);
        let mut out = String::new();
        let lines = wrapped(text, places.saturating_sub(GAP.len()));
        for (index, line) in lines.iter().enumerate() {
            let deeper = if index > 0 { GAP } else { "" };
            out.push_str(&format!("{:indent$}{deeper}{line}\n", ""));
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        let mut columns =
            vec![Column::new("Jour", false), Column::new("Libellé", false), Column::new("Solde", true)];
        columns[2].fit("1\u{A0}212,00");
        Table { columns }
    }

    #[test]
    fn cells_are_aligned_and_broken() {
        let table = table();
        let text = [
            table.head(),
            table.rule(),
            table.row(&["1".to_owned(), "COTISATION ÉTÉ".to_owned(), "12,00".to_owned()]),
            table.note(1, "un deux trois quatre"),
        ];
        insta::assert_snapshot!(text.concat(), @r"
        Jour  Libellé     Solde
        ────  ───────  ────────
        1     COTISAT     12,00
              ION ÉTÉ
              un deux trois
                quatre
        ");
        assert_eq!(table.places(), 4 + 2 + 7 + 2 + 8);
    }
}
