//! What an entry's complements say, in one line of text.
//!
//! A bank's label is 31 characters; who pays, for which invoice and under which reference stands in the
//! complements. [`Memo`] says which of them go into the memo of an output, and joins them.

use std::cell::OnceCell;

use crate::model::{Entry, OperationCode, Qualifier, fees, original_amount};
use crate::wire::words::is_one_line;

/// Number of characters of a whole complement.
const WHOLE: usize = 70;

/// Which complements go into a memo.
///
/// By default what an accountant looks for: the counterparty's name, the label's continuation (LIB and
/// complements without a qualifier), the payer's message (LCC, LC2), the creditor reference (LCS), the
/// end-to-end reference and purpose (RCN), the mandate (RUM).
///
/// The texts keep the order of the source and are joined by one blank; control characters are blanks and
/// blanks are collapsed; a text that is already there, or is the label itself, is not repeated;
/// `NOTPROVIDED`, which banks write where the payer gave no reference, is left out.
///
/// ```
/// use cfonb::convert::memo::Memo;
/// use cfonb::{Detail, Entry, Qualifier};
/// # let day = chrono::NaiveDate::from_ymd_opt(2024, 1, 31).unwrap();
/// let entry = Entry::new(day, rust_decimal::Decimal::new(17000, 2), "VIR SEPA").with_details(vec![
///     Detail::new(Qualifier::new("NPY"), "DUPONT ET FILS"),
///     Detail::new(Qualifier::new("LCC"), "FACTURE  2024-01"),
/// ]);
/// let mut text = String::new();
/// Memo::default().append(&entry, &mut text);
/// assert_eq!(text, "DUPONT ET FILS FACTURE 2024-01");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Memo(Choice);

#[derive(Debug, Clone, PartialEq, Eq, Default)]
enum Choice {
    #[default]
    Usual,
    All,
    Only(Vec<Qualifier>),
}

impl Memo {
    /// Every complement, known or not.
    pub fn all() -> Memo {
        Memo(Choice::All)
    }

    /// No complement.
    pub fn none() -> Memo {
        Memo(Choice::Only(Vec::new()))
    }

    /// The complements with these qualifiers. `LIB` stands for those without a qualifier too, and either of
    /// `LCC` and `LC2` for both, which are one text in two records.
    ///
    /// ```
    /// use cfonb::{Qualifier, convert::memo::Memo};
    /// assert_eq!(Memo::only(Qualifier::new("RCN")), Memo::parse("RCN").unwrap());
    /// ```
    pub fn only(qualifiers: impl IntoIterator<Item = Qualifier>) -> Memo {
        Memo(Choice::Only(qualifiers.into_iter().collect()))
    }

    /// Reads `none`, `all`, `default` or a list of qualifiers as [`only`](Self::only) takes it, in any case;
    /// `None` if it is none of these.
    ///
    /// ```
    /// use cfonb::convert::memo::Memo;
    /// assert!(Memo::parse("LCC,RCN").is_some());
    /// assert_eq!(Memo::parse("all"), Some(Memo::all()));
    /// assert_eq!(Memo::parse("LCC,,RCN"), None);
    /// ```
    pub fn parse(list: &str) -> Option<Memo> {
        match list.trim().to_ascii_lowercase().as_str() {
            "none" => Some(Memo::none()),
            "all" => Some(Memo::all()),
            "default" => Some(Memo::default()),
            list => {
                let qualifier = |name: &str| Qualifier::new(&name.trim().to_ascii_uppercase());
                list.split(',').map(qualifier).collect::<Option<Vec<_>>>().map(Memo::only)
            }
        }
    }

    /// Appends the memo of an entry to `out`; nothing if the entry has none.
    pub fn append(&self, entry: &Entry<'_>, out: &mut String) {
        let mut memo = Vec::new();
        self.append_beside(entry, &entry.label, &mut memo);
        // It always is text: texts were joined, and nothing cut but blanks.
        out.push_str(&String::from_utf8(memo).unwrap_or_default());
    }

    /// The same in UTF-8, for an output whose main text is `title`, which is not repeated. What is appended is one line;
    /// if it is ASCII, it is printable.
    pub(crate) fn append_beside(&self, entry: &Entry<'_>, title: &str, out: &mut Vec<u8>) {
        let counterparty = OnceCell::new();
        let counterparty = || *counterparty.get_or_init(|| counterparty_qualifier(entry));
        let mut pieces = Pieces::new(title, out);
        let mut continued = false;
        for (index, detail) in entry.details.iter().enumerate() {
            let part_of_last = std::mem::take(&mut continued) && detail.qualifier == Some(Qualifier::LC2);
            if part_of_last || !self.takes(detail.qualifier, counterparty) {
                continue;
            }
            let text = detail.text.as_ref();
            match detail.qualifier {
                Some(Qualifier::LCC) => {
                    let next = entry.details.get(index.saturating_add(1));
                    let second = next.filter(|next| next.qualifier == Some(Qualifier::LC2));
                    continued = second.is_some();
                    pieces.push_continued(text, second.map_or("", |second| second.text.as_ref()));
                }
                Some(qualifier @ (Qualifier::MMO | Qualifier::FEE)) => match amount(text, qualifier) {
                    Some(amount) => pieces.push(&amount),
                    None => pieces.push(text),
                },
                qualifier => match qualifier.map_or(&[][..], Qualifier::sub_zones) {
                    // Text that is not from a file may be longer than its columns.
                    [] | [_] => pieces.push(text),
                    zones => zones.iter().for_each(|zone| pieces.push_reference(zone.of(text))),
                },
            }
        }
    }

    /// Whether the complements with this qualifier go into the memo.
    fn takes(&self, qualifier: Option<Qualifier>, counterparty: impl Fn() -> Option<Qualifier>) -> bool {
        // As `only` has it: without a qualifier is LIB, and LC2 is a part of LCC.
        let folded = |qualifier| if qualifier == Qualifier::LC2 { Qualifier::LCC } else { qualifier };
        let wanted = folded(qualifier.unwrap_or(Qualifier::LIB));
        match &self.0 {
            Choice::All => true,
            Choice::Only(list) => list.iter().any(|chosen| folded(*chosen) == wanted),
            Choice::Usual => match wanted {
                Qualifier::LIB | Qualifier::LCC | Qualifier::LCS | Qualifier::RCN | Qualifier::RUM => true,
                Qualifier::NPY | Qualifier::NBE => counterparty() == Some(wanted),
                _ => false,
            },
        }
    }
}

/// The amount that the text of an MMO or FEE holds, as people write it.
fn amount(text: &str, qualifier: Qualifier) -> Option<String> {
    if qualifier == Qualifier::FEE {
        return fees(text).map(|fees| format!("{} {}", fees.currency, fees.amount));
    }
    let original = original_amount(text)?;
    let rate = original.exchange_rate.map_or(String::new(), |rate| format!(" ({rate})"));
    Some(format!("{} {}{rate}", original.currency, original.amount))
}

/// The name of the other side of the payment, if a complement has it.
#[cfg(feature = "ofx")]
pub(crate) fn counterparty<'e>(entry: &'e Entry<'_>) -> Option<&'e str> {
    let wanted = counterparty_qualifier(entry);
    let detail = entry.details.iter().find(|detail| wanted.is_some() && detail.qualifier == wanted)?;
    Some(detail.text.as_ref())
}

/// The qualifier that names the other side: NPY where money comes in, NBE where it goes out, the reverse
/// where a payment comes back; the one that is there if there is only one. As
/// [`Info::counterparty`](crate::Info::counterparty), without looking at the rest.
fn counterparty_qualifier(entry: &Entry<'_>) -> Option<Qualifier> {
    let (mut payer, mut payee) = (None, None);
    for detail in &entry.details {
        match detail.qualifier {
            payers @ Some(Qualifier::NPY) => payer = payers,
            payees @ Some(Qualifier::NBE) => payee = payees,
            _ => {}
        }
    }
    let is_both = payer.is_some() && payee.is_some();
    let comes_back = || entry.operation_code.is_some_and(OperationCode::keeps_roles);
    if is_both && entry.is_credit() == comes_back() { payee } else { payer.or(payee) }
}

/// Whether a character separates words in a one-line text: blanks of every kind, line ends, control
/// characters.
pub(crate) fn is_blank(character: char) -> bool {
    character == ' ' || character.is_whitespace() || character.is_control()
}

/// How many pieces of one memo are compared with each other: an entry has a handful, and the work must stay
/// linear for one that has a million.
const COMPARED: usize = 24;

/// Texts being joined at the end of others.
struct Pieces<'o> {
    title: &'o str,
    out: &'o mut Vec<u8>,
    start: usize,
    /// Where those begin that others are compared with, from `start` on, and where the last of them ends. They stand one
    /// behind the other, with a blank between them.
    starts: [u32; COMPARED],
    count: usize,
    end: usize,
}

impl<'o> Pieces<'o> {
    fn new(title: &'o str, out: &'o mut Vec<u8>) -> Pieces<'o> {
        let start = out.len();
        Pieces { title, out, start, starts: [0; COMPARED], count: 0, end: start }
    }

    fn push(&mut self, text: &str) {
        self.push_continued(text, "");
    }

    fn push_reference(&mut self, text: &str) {
        if !text.eq_ignore_ascii_case("NOTPROVIDED") {
            self.push(text);
        }
    }

    /// One text cut after 70 characters: the end of a word may stand in the second record.
    fn push_continued(&mut self, first: &str, second: &str) {
        let mark = self.out.len();
        if mark > self.start {
            self.out.push(b' ');
        }
        let from = self.out.len();
        self.append(from, first);
        if !second.is_empty() {
            // The blanks at the end of the first record are stripped in the model.
            if first.chars().count() < WHOLE {
                self.blank(from);
            }
            self.append(from, second);
        }
        // All blanks are such by now, and one at a time.
        if self.out.len() > from && self.out.ends_with(b" ") {
            self.out.pop();
        }
        let to = self.out.len();
        if to == from || self.is_known(from, to) {
            self.out.truncate(mark);
        } else if let Some(place) = self.starts.get_mut(self.count)
            && let Ok(from) = u32::try_from(from.saturating_sub(self.start))
        {
            *place = from;
            self.count = self.count.saturating_add(1);
            self.end = to;
        }
    }

    fn append(&mut self, from: usize, text: &str) {
        if is_one_line(text) {
            return self.out.extend_from_slice(text.as_bytes());
        }
        let mut words = text.split(is_blank);
        self.out.extend_from_slice(words.next().unwrap_or_default().as_bytes());
        for word in words {
            self.blank(from);
            self.out.extend_from_slice(word.as_bytes());
        }
    }

    fn blank(&mut self, from: usize) {
        if self.out.len() > from && !self.out.ends_with(b" ") {
            self.out.push(b' ');
        }
    }

    fn is_known(&self, from: usize, to: usize) -> bool {
        let piece = self.out.get(from..to).unwrap_or_default();
        let mut end = self.end;
        let starts = self.starts.iter().take(self.count).rev();
        let mut before = starts.map(|start| {
            let start = self.start.saturating_add(usize::try_from(*start).unwrap_or_default());
            let span = start..end;
            end = start.saturating_sub(1);
            span
        });
        self.is_title(piece) || before.any(|span| self.out.get(span) == Some(piece))
    }

    fn is_title(&self, piece: &[u8]) -> bool {
        let title = self.title.as_bytes();
        // In one line a text gets no longer; with a tab for its blanks it has the same length.
        if piece.len() > title.len() {
            return false;
        }
        // Nearly always the first letter tells the two apart, or else the first word.
        let begins_with_word = title.first().is_some_and(u8::is_ascii_graphic);
        if begins_with_word && title.first() != piece.first() {
            return false;
        }
        let first = piece.split(|byte| *byte == b' ').next().unwrap_or_default();
        let goes_on = title.get(first.len()).is_some_and(u8::is_ascii_graphic);
        if begins_with_word && (goes_on || !title.starts_with(first)) {
            return false;
        }
        let words = self.title.split(is_blank).filter(|word| !word.is_empty());
        title == piece || words.map(str::as_bytes).eq(piece.split(|byte| *byte == b' '))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Detail;
    use rust_decimal::Decimal;

    fn entry(amount: i64, details: &[(&str, &str)]) -> Entry<'static> {
        let day = chrono::NaiveDate::from_ymd_opt(2024, 1, 31).unwrap();
        let detail = |&(code, text): &(&str, &str)| Detail::new(Qualifier::new(code), text.to_owned());
        Entry::new(day, Decimal::new(amount, 2), "LABEL").with_details(details.iter().map(detail).collect())
    }

    fn memo(memo: &str, amount: i64, details: &[(&str, &str)]) -> String {
        let mut out = String::new();
        Memo::parse(memo).unwrap().append(&entry(amount, details), &mut out);
        out
    }

    #[test]
    fn the_usual_memo_names_the_other_side() {
        let details = [("NPY", "PAYER"), ("NBE", "PAYEE"), ("REF", "BATCH")];
        assert_eq!(memo("default", 1, &details), "PAYER");
        assert_eq!(memo("default", -1, &details), "PAYEE");
        assert_eq!(memo("default", -1, &details[..1]), "PAYER");
        let returned = entry(1, &details).with_operation_code(OperationCode::new("12").unwrap());
        let mut out = String::new();
        Memo::default().append(&returned, &mut out);
        assert_eq!(out, "PAYEE");
    }

    #[test]
    fn a_message_in_two_records_is_one_text() {
        let first = format!("{}FACT", "A".repeat(66));
        assert_eq!(memo("LCC", 1, &[("LCC", &first), ("LC2", "URE 12")]), format!("{first}URE 12"));
        assert_eq!(memo("LC2", 1, &[("LCC", &first[1..]), ("LC2", "URE")]), format!("{} URE", &first[1..]));
        assert_eq!(memo("LCC", 1, &[("LC2", "ALONE"), ("LCC", "AFTER")]), "ALONE AFTER");
        assert_eq!(memo("LCC", 1, &[("LCC", ""), ("LC2", " B")]), "B");
    }

    #[test]
    fn zones_of_a_complement_are_separate_texts() {
        let full = format!("{}SALAIRE", "R".repeat(35));
        assert_eq!(memo("RCN", 1, &[("RCN", &full)]), format!("{} SALAIRE", "R".repeat(35)));
        let none = format!("{:35}{}", "NOTPROVIDED", "SALAIRE");
        assert_eq!(memo("default", 1, &[("RCN", &none)]), "SALAIRE");
        assert_eq!(memo("default", 1, &[("RCN", "NOTPROVIDED")]), "");
        assert_eq!(memo("RUM", 1, &[("RUM", &format!("{:35}RCUR", "FR00ZZZ1"))]), "FR00ZZZ1 RCUR");
        assert_eq!(memo("all", -1, &[("MMO", "USD200000000008358")]), "USD 83.58");
        let fees = [("FEE", "EUR200000000000740"), ("FEE", "unread"), ("FEE", "EUR200000000000110")];
        assert_eq!(memo("FEE", -1, &fees), "EUR 7.40 unread EUR 1.10");
    }

    #[test]
    fn a_title_with_control_characters_is_not_repeated() {
        for (title, text) in
            [("VIR\tDURAND", "VIR DURAND"), ("VIR\tDURAND", "VIR\tDURAND"), ("A\u{1}B", "A  B")]
        {
            let mut out = Vec::new();
            Memo::all().append_beside(&entry(1, &[("LIB", text), ("LIB", "SUITE")]), title, &mut out);
            assert_eq!(out, b"SUITE", "{title:?} {text:?}");
        }
    }

    #[test]
    fn texts_are_cleaned_and_not_repeated() {
        let details =
            [("LIB", " A\u{a0}\t B\r\n"), ("", "A B"), ("LIB", "LABEL"), ("LIB", ""), ("LIB", "É\0C")];
        assert_eq!(memo("LIB", 1, &details), "A B É C");
        assert_eq!(memo("none", 1, &details), "");
        assert_eq!(memo("all", 1, &[("XYZ", "DATA"), ("NPY", "P"), ("NBE", "P")]), "DATA P");
        let mut out = String::from("before");
        Memo::default().append(&entry(1, &[("LIB", "A")]), &mut out);
        assert_eq!(out, "beforeA");
    }

    #[test]
    fn a_list_is_read_in_any_case() {
        assert_eq!(Memo::parse(" lcc , Rcn "), Memo::parse("LCC,RCN"));
        assert_eq!(Memo::parse("NONE"), Some(Memo::none()));
        for wrong in ["", "LCC,", "LONG", "é"] {
            assert_eq!(Memo::parse(wrong), None, "{wrong:?}");
        }
    }
}
