//! A reconciliation report: for each account, where its balances do not follow from one another.
//!
//!     cargo run --example reconcile -- releve-*.cfonb

use std::error::Error;
use std::fs::File;
use std::io::{self, Write};

use cfonb::check::Checker;
use cfonb::{Reader, Severity};

fn main() -> Result<(), Box<dyn Error>> {
    let mut checker = Checker::new();
    for path in std::env::args().skip(1) {
        let mut reader = Reader::new(File::open(&path)?);
        while let Some(statement) = reader.read_statement()? {
            checker.push(&statement, Some(&path));
        }
    }
    let report = checker.finish();
    let mut out = io::stdout().lock();
    for account in &report.accounts {
        let name = account
            .account
            .iban()
            .map_or_else(|| account.account.number.to_string(), |iban| iban.to_string());
        let findings = report.findings.iter().filter(|finding| finding.account == account.account);
        let wrong = findings.filter(|finding| finding.severity > Severity::Info).count();
        writeln!(
            out,
            "{name}: {} statements, {} movements, {wrong} findings",
            account.statements, account.entries
        )?;
    }
    for finding in &report.findings {
        writeln!(out, "{}: {finding}", finding.severity)?;
    }
    Ok(())
}
