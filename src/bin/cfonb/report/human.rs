//! Messages for people: the record, a caret under the columns, the field, the rule, a hint.

use std::io;

use cfonb::check::{Finding, FindingKind};
use cfonb::wire::layout::WIDTH;
use cfonb::{Charset, Code, Diagnostic, Severity};

use super::{Failure, Message, STDIN, counted, grouped, quoted};
use crate::text::wrapped;

const BOLD: &str = "\x1b[1m";
const RED: &str = "\x1b[1;31m";
const YELLOW: &str = "\x1b[1;33m";
const GREEN: &str = "\x1b[1;32m";
const BLUE: &str = "\x1b[1;34m";
const RESET: &str = "\x1b[0m";

/// A terminal narrower than this is treated as if it were so wide: nothing can be shown in less.
const NARROWEST: usize = 24;

/// A message, over several lines; `width` is that of the terminal.
pub(super) fn message(message: &Message<'_>, charset: Charset, width: Option<usize>) -> String {
    let diagnostic = message.diagnostic;
    let gutter = diagnostic.position.map_or(1, |position| position.line.to_string().len());
    let mut out = title(message, width);
    place(&mut out, message, gutter);
    if let Some(raw) = diagnostic.raw() {
        let available = width.map(|width| width.max(NARROWEST).saturating_sub(gutter.saturating_add(3)));
        let picture = Picture::of(diagnostic, raw, charset, available);
        picture.draw(&mut out, message, gutter);
    }
    let mut remark = |kind, text: &str| remark_line(&mut out, gutter, kind, text, width);
    // A file of another format has no records to speak of.
    if message.refusal && diagnostic.count > 1 && diagnostic.code != Code::WrongFormat {
        let records = counted(diagnostic.count, "record is", "records are");
        remark("note", &format!("{records} refused, up to the next old balance (01)"));
    }
    if let Some(choices) = diagnostic.choices_in_words() {
        remark("note", &choices);
    }
    message.notes.iter().for_each(|note| remark("note", note));
    let hint = message.hint();
    if !hint.is_empty() {
        remark("help", &hint);
    }
    if let Some(command) = message.inspection() {
        remark("help", &format!("`{command}` shows the record field by field"));
    }
    out.push('\n');
    out
}

/// What there was more of the same, or what nothing was said about.
pub(super) fn more(
    file: &str,
    code: Code,
    severity: Severity,
    counts: (u64, bool),
    width: Option<usize>,
) -> String {
    let (count, shown) = counts;
    let what = match shown {
        true => format!("… and {} more", grouped(count)),
        false => format!("{}: {}", code.rule(), counted(count, "time", "times")),
    };
    headline(color(severity), &format!("{severity}[{code}]"), &format!("{what} in {file}"), width) + "\n"
}

/// A finding: what it is, where, and why perhaps.
pub(super) fn finding(finding: &Finding, width: Option<usize>) -> String {
    let (severity, statement) = (finding.severity, &finding.statement);
    let head = format!("{severity}[{}]", finding.kind.name());
    let mut out = headline(color(severity), &head, &format!("{finding:#}"), width);
    out.push_str(&format!(" {BLUE}-->{RESET} {}\n", visible(&statement.to_string())));
    remark_line(&mut out, 1, "account", &finding.account_name(), width);
    if let FindingKind::Unbalanced { explanations, .. } = &finding.kind {
        let perhaps = explanations.iter().map(ToString::to_string);
        perhaps.for_each(|text| remark_line(&mut out, 1, "note", &text, width));
        if let Some(file) = statement.source.as_deref().filter(|source| *source != STDIN) {
            let text = format!("`cfonb show {}` shows the balance after each movement", quoted(file));
            remark_line(&mut out, 1, "help", &text, width);
        }
    }
    out.push('\n');
    out
}

/// What there was more of such findings.
pub(super) fn more_findings(name: &str, count: u64) -> String {
    format!("{GREEN}info[{name}]{RESET}: … and {} more\n\n", grouped(count))
}

/// A line that is no message.
pub(super) fn line(text: &str, width: Option<usize>) -> String {
    lines(&visible(text), width, 2).join("\n  ") + "\n"
}

pub(super) fn failure(what: Failure, file: &str, error: &io::Error, width: Option<usize>) -> String {
    let verb = match what {
        Failure::Read => "read",
        Failure::Write => "write",
    };
    headline(RED, "error", &format!("cannot {verb} {file}: {error}"), width)
}

pub(super) fn remark(text: &str, width: Option<usize>) -> String {
    headline(YELLOW, "warning", text, width)
}

/// How a run ends that came to an error.
pub(super) fn stopped(text: &str, width: Option<usize>) -> String {
    headline(RED, "error", text, width)
}

fn title(message: &Message<'_>, width: Option<usize>) -> String {
    let diagnostic = message.diagnostic;
    let severity = diagnostic.severity;
    let mut text = diagnostic.code.rule().to_owned();
    if let Some(name) = diagnostic.recognised {
        text.push_str(&format!("; it looks like {name}"));
    }
    if !message.refusal && diagnostic.count > 1 {
        text.push_str(&format!(" ({} times)", grouped(diagnostic.count)));
    }
    headline(color(severity), &format!("{severity}[{}]", diagnostic.code), &text, width)
}

/// `error[name]: what is wrong`, on as many lines as it needs.
fn headline(color: &str, head: &str, text: &str, width: Option<usize>) -> String {
    let text = format!("{head}: {}", visible(text));
    let mut out = String::new();
    for (index, line) in lines(&text, width, 2).into_iter().enumerate() {
        out.push_str(&match line.strip_prefix(head).filter(|_| index == 0) {
            Some(rest) => format!("{color}{head}{RESET}{BOLD}{rest}{RESET}\n"),
            None => format!("  {BOLD}{line}{RESET}\n"),
        });
    }
    out
}

/// The lines of a text that stands so deep.
fn lines(text: &str, width: Option<usize>, indent: usize) -> Vec<String> {
    let places = |width: usize| width.max(NARROWEST).saturating_sub(indent).max(NARROWEST / 2);
    wrapped(text, width.map_or(usize::MAX, places))
}

/// `--> FILE:LINE (record 12, 04 movement, columns 91-104)`.
fn place(out: &mut String, message: &Message<'_>, gutter: usize) {
    let diagnostic = message.diagnostic;
    let file = visible(message.file);
    out.push_str(&format!("{:gutter$}{BLUE}-->{RESET} {file}", ""));
    // What stands before the first record has no number.
    if let Some(position) = diagnostic.position.filter(|position| position.record == 0) {
        out.push_str(&format!(":{}", position.line));
    } else if let Some(position) = diagnostic.position {
        out.push_str(&format!(":{} (record {}", position.line, position.record));
        if let Some(code) = diagnostic.record_code {
            out.push_str(&format!(", {code}"));
        }
        match diagnostic.columns {
            Some((from, to)) if from == to => out.push_str(&format!(", column {from}")),
            Some((from, to)) => out.push_str(&format!(", columns {from}-{to}")),
            None => {}
        }
        out.push(')');
    }
    if let Some(path) = &diagnostic.path {
        out.push_str(&format!(": {}", visible(path)));
        if let Some(spec) = message.field() {
            out.push_str(&format!(", {} ({})", spec.english, spec.french));
        }
    }
    out.push('\n');
}

fn remark_line(out: &mut String, gutter: usize, kind: &str, text: &str, width: Option<usize>) {
    let indent = gutter.saturating_add(kind.len()).saturating_add(5);
    for (index, line) in lines(&visible(text), width, indent).into_iter().enumerate() {
        out.push_str(&match index {
            0 => format!("{:gutter$} {BLUE}={RESET} {BOLD}{kind}{RESET}: {line}\n", ""),
            _ => format!("{:indent$}{line}\n", ""),
        });
    }
}

fn color(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => RED,
        Severity::Warning => YELLOW,
        _ => GREEN,
    }
}

/// The record, or what of it there is room for, and where the caret goes.
#[derive(Debug, PartialEq, Eq)]
struct Picture {
    text: String,
    /// First place of the caret, from 0, and its length; none where no columns are concerned.
    caret: Option<(usize, usize)>,
    available: Option<usize>,
}

impl Picture {
    fn of(diagnostic: &Diagnostic, raw: &[u8], charset: Charset, available: Option<usize>) -> Picture {
        let text = decoded(raw, charset);
        let text: Vec<char> = match text.trim_end() {
            // Blanks alone are what is wrong.
            "" => vec!['·'; text.len()],
            text => text.chars().map(visible_character).collect(),
        };
        let caret = diagnostic.columns.map(|(from, to)| {
            // Of a line that goes on, what is shown is what stands behind its record.
            let shown = if diagnostic.code == Code::LongLine { WIDTH } else { 0 };
            let (from, to) = (usize::from(from.max(1)), usize::from(to.max(from).max(1)));
            let (from, to) = (from.saturating_sub(shown).max(1), to.saturating_sub(shown).max(1));
            (from.saturating_sub(1), to.saturating_sub(from).saturating_add(1))
        });
        let end = caret.map_or(0, |(start, length)| start.saturating_add(length)).max(text.len());
        match available {
            Some(room) if end > room => Picture::window(&text, caret, room, end),
            _ => Picture { text: text.into_iter().collect(), caret, available },
        }
    }

    /// The part of the record around the caret.
    fn window(text: &[char], caret: Option<(usize, usize)>, room: usize, end: usize) -> Picture {
        let (caret_start, caret_length) = caret.unwrap_or((0, 0));
        // Of what is missing, its start says where the text ends.
        let half = if caret_start < text.len() { caret_length / 2 } else { 0 };
        let middle = caret_start.saturating_add(half);
        let start = middle.saturating_sub(room / 2).min(end.saturating_sub(room));
        let mut part: Vec<char> = text.iter().skip(start).take(room).copied().collect();
        if let (true, Some(first)) = (start > 0, part.first_mut()) {
            *first = '…';
        }
        if let (true, Some(last)) = (text.len() > start.saturating_add(room), part.last_mut()) {
            *last = '…';
        }
        let caret = caret.map(|_| {
            let from = caret_start.saturating_sub(start);
            (from, caret_length.min(room.saturating_sub(from)))
        });
        Picture { text: part.into_iter().collect(), caret, available: Some(room) }
    }

    fn draw(&self, out: &mut String, message: &Message<'_>, gutter: usize) {
        let diagnostic = message.diagnostic;
        let bar = format!("{:gutter$} {BLUE}|{RESET}", "");
        let line = diagnostic.position.map(|position| position.line.to_string()).unwrap_or_default();
        out.push_str(&format!("{bar}\n{BLUE}{line:>gutter$} |{RESET} {}\n", self.text.trim_end()));
        let Some((start, length)) = self.caret else { return };
        let field =
            message.field().map(|spec| format!("{} ({})", spec.english, spec.french)).unwrap_or_default();
        let marks = format!("{}{}{RESET}", color(diagnostic.severity), "^".repeat(length));
        let taken = field.chars().count().saturating_add(1);
        let right = start.saturating_add(length).saturating_add(taken);
        let line = match self.available {
            _ if field.is_empty() => format!("{:start$}{marks}", ""),
            Some(room) if right > room && taken <= start => {
                let blank = start.saturating_sub(taken);
                format!("{:blank$}{field} {marks}", "")
            }
            Some(room) if right > room => {
                let blank = start.min(room.saturating_sub(taken).saturating_add(1));
                format!("{:start$}{marks}\n{bar} {:blank$}{field}", "", "")
            }
            _ => format!("{:start$}{marks} {field}", ""),
        };
        out.push_str(&format!("{bar} {line}\n"));
    }
}

/// The text of a record, in the same character set as the library reads it.
fn decoded(raw: &[u8], charset: Charset) -> std::borrow::Cow<'_, str> {
    match std::str::from_utf8(raw) {
        Ok(text) => text.into(),
        Err(_) => charset.decode(raw),
    }
}

/// Text that cannot do anything to a terminal.
fn visible(text: &str) -> String {
    text.chars().map(visible_character).collect()
}

/// The character, or a dot for one that has no place of its own on the screen: controls, marks that join the
/// one before, marks of direction, and those that take two places.
fn visible_character(character: char) -> char {
    match character {
        ' '..='~' => character,
        '\u{1100}'..='\u{115F}' | '\u{2E80}'.. => '·',
        _ if character.escape_debug().len() > 1 => '·',
        _ => character,
    }
}

#[cfg(test)]
mod tests {
    use cfonb::Position;
    use cfonb::wire::layout::{Field, RecordCode};

    use super::*;

    const RECORD: &[u8] = b"0411111000622222EUR2 0012345678962240420  240420COTISATION CARTE                 0000000000000000000120X                ";

    fn plain(width: Option<usize>, diagnostic: &Diagnostic) -> String {
        let text = message(&Message::new("a.cfonb", diagnostic), Charset::Windows1252, width);
        let mut out = anstream::StripStream::new(Vec::new());
        std::io::Write::write_all(&mut out, text.as_bytes()).unwrap();
        String::from_utf8(out.into_inner()).unwrap()
    }

    fn diagnostic() -> Diagnostic {
        Diagnostic::new(Code::InvalidAmount, Severity::Error)
            .with_position(Position::new(12, 12, 1331))
            .with_field(RecordCode::Movement, Field::Amount)
            .with_raw(RECORD)
    }

    #[test]
    fn a_whole_record() {
        insta::assert_snapshot!(plain(None, &diagnostic()), @r"
        error[invalid-amount]: an amount is 13 digits and one of { A-I (credit) or } J-R (debit)
          --> a.cfonb:12 (record 12, 04 movement, columns 91-104)
           |
        12 | 0411111000622222EUR2 0012345678962240420  240420COTISATION CARTE                 0000000000000000000120X
           |                                                                                           ^^^^^^^^^^^^^^ amount of the movement (montant du mouvement)
           = help: get the file as the bank wrote it
        ");
    }

    #[test]
    fn narrow_terminals_show_a_window() {
        insta::assert_snapshot!(plain(Some(140), &diagnostic()), @r"
        error[invalid-amount]: an amount is 13 digits and one of { A-I (credit) or } J-R (debit)
          --> a.cfonb:12 (record 12, 04 movement, columns 91-104)
           |
        12 | 0411111000622222EUR2 0012345678962240420  240420COTISATION CARTE                 0000000000000000000120X
           |                                             amount of the movement (montant du mouvement) ^^^^^^^^^^^^^^
           = help: get the file as the bank wrote it
        ");
        insta::assert_snapshot!(plain(Some(80), &diagnostic()), @r"
        error[invalid-amount]: an amount is 13 digits and one of { A-I (credit) or }
          J-R (debit)
          --> a.cfonb:12 (record 12, 04 movement, columns 91-104)
           |
        12 | …8962240420  240420COTISATION CARTE                 0000000000000000000120X
           |                amount of the movement (montant du mouvement) ^^^^^^^^^^^^^^
           = help: get the file as the bank wrote it
        ");
        insta::assert_snapshot!(plain(Some(40), &diagnostic()), @r"
        error[invalid-amount]: an amount is 13
          digits and one of { A-I (credit) or }
          J-R (debit)
          --> a.cfonb:12 (record 12, 04 movement, columns 91-104)
           |
        12 | …           0000000000000000000120X
           |                      ^^^^^^^^^^^^^^
           |  amount of the movement (montant du mouvement)
           = help: get the file as the bank
                   wrote it
        ");
    }

    #[test]
    fn what_stands_behind_a_record_is_shown_with_its_caret() {
        let behind = Diagnostic::new(Code::LongLine, Severity::Error)
            .with_position(Position::new(14, 15, 1691))
            .with_columns(121, 130)
            .with_raw(b"EUR2 00123");
        insta::assert_snapshot!(plain(None, &behind), @r"
        error[long-line]: after column 120 a line ends, is blank or goes on with another record
          --> a.cfonb:14 (record 15, columns 121-130)
           |
        14 | EUR2 00123
           | ^^^^^^^^^^
           = help: a line end was lost, or text was put in: get the file as the bank wrote it
        ");
    }

    #[test]
    fn what_is_missing_is_shown_behind_what_is_there() {
        let cut = diagnostic().with_columns(53, 104).with_raw(&RECORD[..51]);
        insta::assert_snapshot!(plain(Some(60), &cut).lines().nth(4).unwrap_or_default(), @"12 | …45678962240420  240420COT");
    }

    #[test]
    fn carets_fit_whatever_the_width() {
        for columns in [(1, 2), (49, 79), (105, 120), (120, 120), (1, 120), (200, 255), (9, 3), (0, 0)] {
            let diagnostic = diagnostic().with_columns(columns.0, columns.1);
            for width in (0..300).map(Some).chain([None]) {
                for line in plain(width, &diagnostic).lines().filter(|line| !line.contains("-->")) {
                    let most = width.map_or(usize::MAX, |width| width.max(NARROWEST));
                    // The name of a field is wider than a very narrow terminal.
                    assert!(
                        line.contains(" (") || line.chars().count() <= most,
                        "{columns:?} {width:?} {line}"
                    );
                }
            }
        }
    }

    #[test]
    fn nothing_acts_on_the_terminal() {
        let dirty = diagnostic().with_raw(b"04\x1b[2J\x07\xe9\x85\t\x9b");
        let text = plain(None, &dirty);
        assert!(text.contains("04·[2J·é…·›"), "{text}");
        assert_eq!(visible("a\u{202e}b\u{301}c\u{4e2d}d€é"), "a·b·c·d€é");
    }
}
