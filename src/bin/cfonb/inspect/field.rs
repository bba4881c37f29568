//! The fields of a record as rows.

use cfonb::chrono::NaiveDate;
use cfonb::inspect::{Inspected, InspectedField, Meaning};
use cfonb::rust_decimal::Decimal;
use cfonb::wire::layout::{Field, FieldSpec};
use cfonb::{Detail, Entry, Qualifier, SubZone};

use crate::args::Language;
use crate::table::{Column, Table};

/// Places of the names and of the text; what is left goes to the meanings.
const NAMES: (usize, usize) = (20, 62);
const TEXTS: (usize, usize) = (16, 31);
const MEANINGS: (usize, usize) = (14, 60);

/// How wide a table is where nothing limits it.
const USUAL_PLACES: usize = 120;

/// Narrower tables name fields in one language: two would take several lines each.
const BILINGUAL: usize = 100;

/// A run of blanks at the end of a field that is longer is counted.
const LONG_RUN: usize = 4;

/// In which words fields are shown.
#[derive(Debug, Clone, Copy)]
pub(super) struct Words {
    language: Language,
    /// The name in the other language too.
    both: bool,
}

impl Words {
    /// In this language, and the other one if there is room.
    pub(super) fn of(language: Language, places: Option<usize>) -> Words {
        Words { language, both: places.is_none_or(|places| places >= BILINGUAL) }
    }

    fn name(self, french: &str, english: &str) -> String {
        let (own, other) = self.language.pick((french, english), (english, french));
        if self.both { format!("{own} / {other}") } else { own.to_owned() }
    }
}

/// The columns of a table for this record.
pub(super) fn table(record: &Inspected, words: Words, places: Option<usize>) -> Table {
    let language = words.language;
    let titles =
        language.pick(["Colonnes", "Zone", "Contenu", "Sens"], ["Columns", "Field", "Text", "Meaning"]);
    let mut columns = titles.map(|title| Column::new(title, false));
    for field in &record.fields {
        let rows = std::iter::once(cells(field, words)).chain(parts(record, field, words));
        rows.for_each(|cells| columns.iter_mut().zip(&cells).for_each(|(column, cell)| column.fit(cell)));
    }
    let [first, names, texts, meanings] = &mut columns;
    let share = |places: usize, part: usize| places.saturating_mul(part) / 100;
    let left = places.unwrap_or(USUAL_PLACES).saturating_sub(first.places).saturating_sub(6);
    names.places = names.places.min(share(left, 40).clamp(NAMES.0, NAMES.1));
    texts.places = texts.places.min(share(left, 30).clamp(TEXTS.0, TEXTS.1));
    let left = left.saturating_sub(names.places).saturating_sub(texts.places);
    meanings.places = meanings.places.min(left.clamp(MEANINGS.0, MEANINGS.1));
    Table { columns: columns.to_vec() }
}

/// The row of a field.
pub(super) fn cells(field: &InspectedField, words: Words) -> Vec<String> {
    let language = words.language;
    let FieldSpec { from, to, english, french, .. } = field.spec;
    let meaning = field.meaning.map(|meaning| said(meaning, language));
    let missing = field.spec.width().saturating_sub(field.text.chars().count());
    let (french_words, english_words) =
        (["colonne manque", "colonnes manquent"], ["column is missing", "columns are missing"]);
    let missing = (missing > 0).then(|| language.counted(missing, french_words, english_words));
    let meaning = meaning.into_iter().chain(missing).collect::<Vec<_>>().join(", ");
    vec![range(from, to), words.name(french, english), raw(&field.text), meaning]
}

/// The rows of the parts of a complement's text.
pub(super) fn parts(record: &Inspected, field: &InspectedField, words: Words) -> Vec<Vec<String>> {
    let qualifier = record.fields.iter().find_map(|field| match field.meaning {
        Some(Meaning::Qualifier(qualifier)) => Some(qualifier),
        _ => None,
    });
    let Some(qualifier) = qualifier.filter(|_| field.spec.field == Field::Text) else { return Vec::new() };
    let zones = qualifier.sub_zones();
    // One part that is the whole text says no more than the qualifier.
    if zones.len() < 2 {
        return Vec::new();
    }
    let row = |zone: &SubZone| {
        let part = zone.of(&field.text);
        let meaning =
            if zone.english == "amount" { money(qualifier, &field.text, words.language) } else { None };
        vec![
            range(zone.from, zone.to),
            format!("- {}", words.name(zone.french, zone.english)),
            raw(part),
            meaning.unwrap_or_default(),
        ]
    };
    zones.iter().map(row).collect()
}

/// The amount in the text of a complement, as the library reads it.
fn money(qualifier: Qualifier, text: &str, language: Language) -> Option<String> {
    let entry = Entry::new(NaiveDate::default(), Decimal::ZERO, "")
        .with_details(vec![Detail::new(Some(qualifier), text.to_owned())]);
    let info = entry.info();
    let fees = info.fees.map(|fees| (fees.amount, fees.currency));
    let (amount, currency) =
        info.original_amount.map(|original| (original.amount, original.currency)).or(fees)?;
    Some(format!("{}\u{A0}{currency}", language.amount(amount)))
}

fn range(from: u8, to: u8) -> String {
    if from == to { from.to_string() } else { format!("{from}-{to}") }
}

/// The text with its blanks as dots; those at its end are counted if they are many.
fn raw(text: &str) -> String {
    let end = text.trim_end_matches(' ');
    let blanks = text.len().saturating_sub(end.len());
    let mut out: String = end.chars().map(visible).collect();
    match blanks {
        0..=LONG_RUN => out.push_str(&"·".repeat(blanks)),
        _ => out.push_str(&format!("·×{blanks}")),
    }
    out
}

/// A blank as a dot; what has no place of its own, or acts on the terminal, as a question mark.
pub(super) fn visible(character: char) -> char {
    match character {
        ' ' => '·',
        _ if crate::text::is_plain(character) => character,
        _ => '�',
    }
}

fn said(meaning: Meaning, language: Language) -> String {
    let coded =
        |meaning: Option<&str>| meaning.unwrap_or(language.pick("code inconnu", "unknown code")).to_owned();
    match meaning {
        Meaning::Record(code) => language.pick(code.french(), code.english()).to_owned(),
        Meaning::Date(date) => language.date(date),
        Meaning::Amount(amount, currency) => {
            let currency = currency.map(|currency| format!("\u{A0}{currency}")).unwrap_or_default();
            let sense = match amount.is_sign_negative() {
                true => language.pick("débit", "debit"),
                false => language.pick("crédit", "credit"),
            };
            format!("{}{currency}, {sense}", language.amount(amount))
        }
        Meaning::Operation(code) => coded(language.pick(code.french(), code.english())),
        Meaning::Reject(code, family) => coded(language.pick(code.french(family), code.english(family))),
        Meaning::Qualifier(qualifier) => coded(language.pick(qualifier.french(), qualifier.english())),
        Meaning::Flag(true) => language.pick("oui", "yes").to_owned(),
        Meaning::Flag(false) => language.pick("non", "no").to_owned(),
        _ => String::new(),
    }
}
