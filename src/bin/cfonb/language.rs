//! French and English for people: words, dates, amounts.

use cfonb::chrono::{Datelike, NaiveDate};
use cfonb::rust_decimal::Decimal;

use crate::args::Language;

/// Between groups of three digits, and before what they count, in French. It does not break, so that no amount is torn apart at the end of a line.
const FRENCH_GROUP: char = '\u{A0}';

impl Language {
    /// The language of the locale: French for `fr`, `fr_FR.UTF-8` and the like.
    pub(crate) fn of_locale() -> Language {
        Language::of(|name| std::env::var(name).ok())
    }

    fn of(variable: impl Fn(&str) -> Option<String>) -> Language {
        let set = |name| variable(name).filter(|value| !value.is_empty());
        match ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(set) {
            Some(locale) if locale.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("fr")) => {
                Language::Fr
            }
            _ => Language::En,
        }
    }

    /// What is said in this language.
    pub(crate) fn pick<T>(self, french: T, english: T) -> T {
        match self {
            Language::Fr => french,
            Language::En => english,
        }
    }

    /// A name and what it names: `Mandate: M-12`.
    pub(crate) fn named(self, name: &str, value: &str) -> String {
        match self {
            Language::Fr => format!("{name}\u{A0}: {value}"),
            Language::En => format!("{name}: {value}"),
        }
    }

    /// `31/01/2024`, `2024-01-31`
    pub(crate) fn date(self, date: NaiveDate) -> String {
        let (day, month, year) = (date.day(), date.month(), date.year());
        match self {
            Language::Fr => format!("{day:02}/{month:02}/{year:04}"),
            Language::En => format!("{year:04}-{month:02}-{day:02}"),
        }
    }

    /// `31/01`, `01-31`: for a date that stands beside another one.
    pub(crate) fn day(self, date: NaiveDate) -> String {
        let (day, month) = (date.day(), date.month());
        match self {
            Language::Fr => format!("{day:02}/{month:02}"),
            Language::En => format!("{month:02}-{day:02}"),
        }
    }

    /// `-1 234,56`, `-1,234.56`; with the amount's own number of decimals.
    pub(crate) fn amount(self, amount: Decimal) -> String {
        let (group, mark) = self.pick((FRENCH_GROUP, ','), (',', '.'));
        let text = amount.to_string();
        let (whole, decimals) = text.split_once('.').unwrap_or((&text, ""));
        let digits = whole.trim_start_matches('-');
        let mut out = String::with_capacity(text.len().saturating_add(8));
        if digits.len() < whole.len() {
            out.push('-');
        }
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && digits.len().saturating_sub(index).is_multiple_of(3) {
                out.push(group);
            }
            out.push(digit);
        }
        if !decimals.is_empty() {
            out.push(mark);
            out.push_str(decimals);
        }
        out
    }

    /// `1 mouvement`, `12 345 mouvements`; zero is singular in French.
    pub(crate) fn counted(self, count: usize, french: [&str; 2], english: [&str; 2]) -> String {
        let [one, many] = self.pick(french, english);
        let is_one = count == 1 || (self == Language::Fr && count == 0);
        let number = self.amount(Decimal::from(count));
        format!("{number}{}{}", self.pick(FRENCH_GROUP, ' '), if is_one { one } else { many })
    }
}

#[cfg(test)]
mod tests {
    use Language::{En, Fr};

    use super::*;

    #[test]
    fn the_first_variable_that_is_set_counts() {
        let of = |variables: &[(&str, &str)]| {
            Language::of(|name| variables.iter().find(|(key, _)| *key == name).map(|(_, v)| v.to_string()))
        };
        assert_eq!(of(&[]), En);
        assert_eq!(of(&[("LANG", "fr_FR.UTF-8")]), Fr);
        assert_eq!(of(&[("LC_ALL", "C"), ("LANG", "fr_FR.UTF-8")]), En);
        assert_eq!(of(&[("LC_ALL", ""), ("LC_MESSAGES", "fr"), ("LANG", "de_DE")]), Fr);
        assert_eq!(of(&[("LANG", "é")]), En);
    }

    #[test]
    fn amounts_are_grouped() {
        let amount = |text: &str| [Fr, En].map(|language| language.amount(text.parse().unwrap()));
        assert_eq!(amount("0.00"), ["0,00", "0.00"]);
        assert_eq!(amount("-123.4"), ["-123,4", "-123.4"]);
        assert_eq!(amount("1234567.890"), ["1\u{A0}234\u{A0}567,890", "1,234,567.890"]);
        assert_eq!(amount("-1000"), ["-1\u{A0}000", "-1,000"]);
    }

    #[test]
    fn counts_take_the_plural() {
        let counted = |language: Language, count| language.counted(count, ["jour", "jours"], ["day", "days"]);
        assert_eq!(
            [0, 1, 1000].map(|n| counted(Fr, n)),
            ["0\u{A0}jour", "1\u{A0}jour", "1\u{A0}000\u{A0}jours"]
        );
        assert_eq!([0, 1, 1000].map(|n| counted(En, n)), ["0 days", "1 day", "1,000 days"]);
    }
}
