//! Whether a statement adds up, and if not, why perhaps.

use std::io::{self, Write};

use cfonb::Statement;
use cfonb::check::{Explanation, Reason, explain};

use super::page::Style;
use crate::args::Language;
use crate::style::{GREEN, RED, RESET};
use crate::text::wrapped;

/// Where a line ends that is as wide as it needs.
const READABLE: usize = 120;

/// Writes the last lines of a page.
pub(super) fn write(statement: &Statement<'_>, style: Style, out: &mut impl Write) -> io::Result<()> {
    let color = if statement.require_balanced().is_ok() { GREEN } else { RED };
    let places = style.places.unwrap_or(READABLE);
    writeln!(out)?;
    for line in wrapped(&sentence(statement, style.language), places) {
        writeln!(out, "{color}{line}{RESET}")?;
    }
    if statement.incomplete {
        return Ok(());
    }
    for explanation in explain(statement) {
        let text = explained(&explanation, style.language);
        for (index, line) in wrapped(&text, places.saturating_sub(2)).iter().enumerate() {
            writeln!(out, "{} {line}", if index == 0 { '-' } else { ' ' })?;
        }
    }
    Ok(())
}

fn sentence(statement: &Statement<'_>, language: Language) -> String {
    let amount = |amount| format!("{}\u{A0}{}", language.amount(amount), statement.account.currency);
    let Some(closing) = &statement.closing else {
        return language
            .pick(
                "Relevé incomplet\u{A0}: il n'a pas de nouveau solde.",
                "The statement is incomplete: it has no new balance.",
            )
            .to_owned();
    };
    let difference = statement.difference();
    match (difference, statement.expected_closing(), language) {
        (Some(difference), _, Language::Fr) if statement.incomplete => {
            format!(
                "Relevé incomplet\u{A0}: tout n'a pas pu être lu\u{A0}; ce qui manque fait {} en tout.",
                amount(difference)
            )
        }
        (Some(difference), _, Language::En) if statement.incomplete => {
            format!(
                "The statement is incomplete: not all of it could be read; what is missing comes to {}.",
                amount(difference)
            )
        }
        (Some(difference), ..) if difference.is_zero() => language
            .pick(
                "Le compte est bon\u{A0}: ancien solde + mouvements = nouveau solde.",
                "It adds up: old balance + movements = new balance.",
            )
            .to_owned(),
        (Some(difference), Some(expected), Language::Fr) => format!(
            "Le compte n'est pas bon\u{A0}: ancien solde et mouvements font {}, le nouveau solde est de {}\u{A0}; la \
             différence est de {}.",
            amount(expected),
            amount(closing.amount),
            amount(difference)
        ),
        (Some(difference), Some(expected), Language::En) => format!(
            "It does not add up: old balance and movements make {}, the new balance is {}; the difference is {}.",
            amount(expected),
            amount(closing.amount),
            amount(difference)
        ),
        _ => language
            .pick(
                "Les montants sont trop grands pour être additionnés.",
                "The amounts are too large to be added up.",
            )
            .to_owned(),
    }
}

/// `un mouvement de signe inversé ? ligne 3, -12,00 du 24/04/2020`
fn explained(explanation: &Explanation, language: Language) -> String {
    let suspects: Vec<String> = explanation
        .suspects
        .iter()
        .map(|suspect| {
            let (amount, date) = (language.amount(suspect.amount), language.date(suspect.booking_date));
            let what = format!("{amount} {} {date}", language.pick("du", "of"));
            match suspect.position {
                Some(position) => format!("{} {}, {what}", language.pick("ligne", "line"), position.line),
                None => what,
            }
        })
        .collect();
    let mut text = reason(explanation.reason, language);
    if !suspects.is_empty() {
        text = language.named(&text, &suspects.join("; "));
    }
    let more = explanation.count.saturating_sub(explanation.suspects.len());
    if more > 0 {
        text.push_str(&format!(" {} {more} {}", language.pick("et", "and"), language.pick("autres", "more")));
    }
    text
}

fn reason(reason: Reason, language: Language) -> String {
    let (french, english) = match reason {
        Reason::SignAgainstCode => (
            "peut-être un signe faux, contraire au code opération",
            "perhaps a wrong sign, which contradicts the operation code",
        ),
        Reason::SignsAgainstCodes => (
            "peut-être plusieurs signes faux ensemble, contraires aux codes opération",
            "perhaps several wrong signs together, which contradict the operation codes",
        ),
        Reason::SignTurned => ("peut-être un signe inversé", "perhaps a sign turned"),
        Reason::EntryDoubled => ("peut-être un mouvement en double", "perhaps a movement there twice"),
        Reason::EntryMissing => (
            "peut-être un mouvement manquant, du même montant que",
            "perhaps a movement missing, of the same amount as",
        ),
        Reason::OpeningSignTurned => {
            ("peut-être le signe de l'ancien solde", "perhaps the sign of the old balance")
        }
        Reason::ClosingSignTurned => {
            ("peut-être le signe du nouveau solde", "perhaps the sign of the new balance")
        }
        Reason::DigitsSwapped => {
            ("peut-être deux chiffres voisins inversés", "perhaps two neighbouring digits swapped")
        }
        Reason::DivisibleByNine => (
            "divisible par neuf, comme lorsque deux chiffres sont inversés",
            "divisible by nine, as where two digits are swapped",
        ),
        other => (other.name(), other.name()),
    };
    language.pick(french, english).to_owned()
}
