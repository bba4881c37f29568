//! Records by hand: a line of 120 columns, changed column by column, and lines joined to a file.
//!
//! Everything is invented: bank 11111, branch 22222, account 00123456789.

use std::borrow::Cow;

use cfonb::Charset;

/// One record of 120 columns, or what is left of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line(Vec<char>);

impl Line {
    /// A record that starts with this code, in the test account, and is blank from column 33.
    pub(crate) fn new(code: &str) -> Line {
        Line(vec![' '; 120])
            .put(1, code)
            .put(3, "1111")
            .put(7, "1")
            .put(12, "22222")
            .put(17, "EUR2")
            .put(22, "00123456789")
    }

    /// The same with this text from this column (1-based) on.
    #[must_use]
    pub(crate) fn put(mut self, column: usize, text: &str) -> Line {
        for (at, character) in text.chars().enumerate() {
            self.0[column - 1 + at] = character;
        }
        self
    }

    /// The same with blanks in these columns.
    #[must_use]
    pub(crate) fn blank(self, from: usize, to: usize) -> Line {
        self.put(from, &" ".repeat(to + 1 - from))
    }

    /// The first columns only.
    #[must_use]
    pub(crate) fn cut(mut self, columns: usize) -> Line {
        self.0.truncate(columns);
        self
    }

    /// The same without the blanks at its end.
    #[must_use]
    pub(crate) fn stripped(mut self) -> Line {
        while self.0.last() == Some(&' ') {
            self.0.pop();
        }
        self
    }

    pub(crate) fn text(&self) -> String {
        self.0.iter().collect()
    }

    /// Its bytes in Windows-1252.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        self.bytes_in(Charset::Windows1252)
    }

    pub(crate) fn bytes_in(&self, charset: Charset) -> Vec<u8> {
        charset.encode(&self.text()).map(Cow::into_owned).expect("text of the charset")
    }
}

/// The fourteen columns of an amount in minor units.
pub(crate) fn amount(minor: i64) -> String {
    let signs = if minor < 0 { "}JKLMNOPQR" } else { "{ABCDEFGHI" };
    let (tens, units) = (minor.abs() / 10, (minor.abs() % 10) as usize);
    format!("{tens:013}{}", &signs[units..=units])
}

/// Record 01 of 23/04/2020.
pub(crate) fn old(minor: i64) -> Line {
    Line::new("01").put(35, "230420").put(91, &amount(minor))
}

/// Record 04 of 24/04/2020, operation code 05 (transfer received) or 06 (transfer made), internal code 0001.
pub(crate) fn movement(minor: i64, label: &str) -> Line {
    Line::new("04")
        .put(8, "0001")
        .put(33, if minor < 0 { "06" } else { "05" })
        .put(35, "240420")
        .put(43, "240420")
        .put(49, label)
        .put(82, "000000000")
        .put(91, &amount(minor))
}

/// Record 05 that follows [`movement`] with a credit.
pub(crate) fn complement(qualifier: &str, text: &str) -> Line {
    Line::new("05").put(8, "0001").put(33, "05").put(35, "240420").put(46, qualifier).put(49, text)
}

/// Record 07 of 24/04/2020.
pub(crate) fn new(minor: i64) -> Line {
    Line::new("07").put(35, "240420").put(91, &amount(minor))
}

/// Two texts of 35 columns each.
pub(crate) fn halves(first: &str, second: &str) -> String {
    format!("{first:<35}{second}")
}

/// Lines joined with this line end, also behind the last one, in Windows-1252.
pub(crate) fn joined(lines: &[Line], eol: &str) -> Vec<u8> {
    lines.iter().flat_map(|line| [line.bytes(), eol.into()].concat()).collect()
}

/// Lines that end with LF.
pub(crate) fn file(lines: &[Line]) -> Vec<u8> {
    joined(lines, "\n")
}
