//! `docs/format.md` and `docs/messages.md`, made from the tables that the code reads, and `docs/command.md`, from the
//! help of the command. `CFONB_BLESS=1 cargo test --all-features --test documents` writes them anew.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use cfonb::wire::layout::{self, Class, FieldSpec, RecordCode};
use cfonb::{Code, Mapping, OperationCode, Qualifier, RejectCode, RejectFamily, Sense};

/// Compares a document with what it should hold, or writes it.
fn expect(name: &str, content: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(name);
    if std::env::var_os("CFONB_BLESS").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
        return;
    }
    let found = fs::read_to_string(path).unwrap();
    assert!(found == content, "docs/{name} is not what the tables say: write it anew with CFONB_BLESS=1");
}

fn class(class: Class) -> &'static str {
    match class {
        Class::Digits => "digits, zeros on the left",
        Class::Text => "text, blanks on the right",
        Class::Date => "date DDMMYY",
        Class::Amount => "13 digits and a digit with its sign",
        _ => "blank",
    }
}

fn columns(spec: &FieldSpec) -> String {
    if spec.from == spec.to { spec.from.to_string() } else { format!("{}-{}", spec.from, spec.to) }
}

fn fields(out: &mut String, fields: &[FieldSpec]) -> std::fmt::Result {
    writeln!(out, "| columns | field | *zone* | holds |\n|---|---|---|---|")?;
    for spec in fields {
        writeln!(
            out,
            "| {} | {} | *{}* | {} |",
            columns(spec),
            spec.english,
            spec.french,
            class(spec.class)
        )?;
    }
    writeln!(out)
}

fn records(out: &mut String) -> std::fmt::Result {
    for record in RecordCode::ALL {
        writeln!(out, "### {}, {} (*{}*)\n", record.digits(), record.english(), record.french())?;
        fields(out, layout::of(record))?;
        writeln!(out, "Without trailing blanks it has at least {} columns.\n", record.minimum_width())?;
    }
    writeln!(out, "Factoring companies write the last columns of a 05 in another way:\n")?;
    fields(out, &layout::factor::FIELDS)
}

fn qualifiers(out: &mut String) -> std::fmt::Result {
    writeln!(
        out,
        "| code | meaning | *libellé* | parts of the text (columns of the record) |\n|---|---|---|---|"
    )?;
    for qualifier in Qualifier::ALL {
        let parts: Vec<String> = qualifier
            .sub_zones()
            .iter()
            .map(|zone| format!("{}-{} {} (*{}*)", zone.from, zone.to, zone.english, zone.french))
            .collect();
        let (english, french) = (qualifier.english().unwrap(), qualifier.french().unwrap());
        writeln!(out, "| `{qualifier}` | {english} | *{french}* | {} |", parts.join("<br>"))?;
    }
    writeln!(out)
}

fn operations(out: &mut String) -> std::fmt::Result {
    writeln!(out, "| code | meaning | *libellé* | sense | ISO 20022 debit | ISO 20022 credit | OFX |")?;
    writeln!(out, "|---|---|---|---|---|---|---|")?;
    for code in OperationCode::known() {
        let sense = match code.sense().unwrap() {
            Sense::Debit => "debit",
            Sense::Credit => "credit",
            Sense::Either => "either",
        };
        let iso = |credit| match code.mapping(credit) {
            Mapping::Published => code.bank_transaction_code(credit).to_string(),
            Mapping::Inferred => format!("{} (inferred)", code.bank_transaction_code(credit)),
            _ => String::new(),
        };
        let ofx = match (code.ofx_type(false), code.ofx_type(true)) {
            (debit, credit) if debit == credit => debit.to_owned(),
            (debit, credit) => format!("{debit} / {credit}"),
        };
        let (english, french) = (code.english().unwrap(), code.french().unwrap());
        writeln!(
            out,
            "| `{code}` | {english} | *{french}* | {sense} | {} | {} | {ofx} |",
            iso(false),
            iso(true)
        )?;
    }
    writeln!(out)
}

fn rejects(out: &mut String) -> std::fmt::Result {
    for (family, title) in [(RejectFamily::Cheque, "Cheques"), (RejectFamily::Payment, "All others")] {
        writeln!(out, "### {title}\n")?;
        writeln!(out, "| code | meaning | *motif* | ISO 20022 reason |\n|---|---|---|---|")?;
        for code in RejectCode::known(family) {
            let (english, french) = (code.english(family).unwrap(), code.french(family).unwrap());
            writeln!(
                out,
                "| `{code}` | {english} | *{french}* | {} |",
                code.iso_reason(family).unwrap_or_default()
            )?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn format_page() -> Result<String, std::fmt::Error> {
    let mut out = String::from(
        "# CFONB 120: columns and codes\n\n\
         *Made from the tables of the crate (`src/wire/layout.rs`, `src/model/`) by `tests/documents.rs`: change those.*\n\n\
         A file holds records of 120 columns. A statement is one old balance (01), its movements (04), each with any\n\
         number of complements (05), and one new balance (07). Columns are counted from 1. Names in italics are those of\n\
         the French publications.\n\n\
         The last column of an amount carries its last digit and its sign:\n\n\
         | digit | 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 |\n|---|---|---|---|---|---|---|---|---|---|---|\n\
         | credit | `{` | `A` | `B` | `C` | `D` | `E` | `F` | `G` | `H` | `I` |\n\
         | debit | `}` | `J` | `K` | `L` | `M` | `N` | `O` | `P` | `Q` | `R` |\n\n\
         ## Records\n\n",
    );
    records(&mut out)?;
    out.push_str(
        "## Qualifiers of complements (columns 46-48 of a 05)\n\nAny other qualifier is kept as it is.\n\n",
    );
    qualifiers(&mut out)?;
    out.push_str(
        "## Operation codes (columns 33-34)\n\n\
         Banks write the other sign when they cancel an operation. Where a code has no ISO 20022 code for a sense, outputs\n\
         take `PMNT/MCOP/OTHR` or `PMNT/MDOP/OTHR`. OFX types are those of a debit and of a credit.\n\n",
    );
    operations(&mut out)?;
    out.push_str(
        "## Reject codes (columns 41-42 of a 04)\n\nThe same code means one thing for a cheque and another for all else.\n\n",
    );
    rejects(&mut out)?;
    Ok(out.trim_end().to_owned() + "\n")
}

fn messages_page() -> Result<String, std::fmt::Error> {
    let mut out = String::from(
        "# Messages\n\n\
         *Made from `src/error/code.rs` by `tests/documents.rs`: change that.*\n\n\
         Every message has a name that never changes: `error[short-record]`, and `\"code\":\"short-record\"` with\n\
         `--message-format json`. How grave it is depends on the policy (`--strict`, `--lenient`).\n\n\
         | name | what it says | what to try |\n|---|---|---|\n",
    );
    for code in Code::ALL {
        let hint = code.hint();
        let hint =
            hint.replace("the lenient policy", "`--lenient`").replace("the strict policy", "`--strict`");
        writeln!(out, "| `{}` | {} | {hint} |", code.name(), code.rule())?;
    }
    Ok(out)
}

#[test]
fn the_format_is_what_the_tables_say() {
    expect("format.md", &format_page().unwrap());
}

#[test]
fn the_messages_are_what_the_code_says() {
    expect("messages.md", &messages_page().unwrap());
}

#[test]
fn what_outputs_take_without_a_code_is_as_the_page_says() {
    let unknown = OperationCode::new("ZZ").unwrap();
    let page = format_page().unwrap();
    for credit in [true, false] {
        assert!(page.contains(&format!("`{}`", unknown.bank_transaction_code(credit))));
    }
}

#[cfg(feature = "cli")]
mod command {
    use std::process::Command;

    use super::*;

    /// Every variable of the environment that the command or a library in it reads.
    const ENVIRONMENT: [(&str, &str); 7] = [
        (
            "`LC_ALL`, `LC_MESSAGES`, `LANG`",
            "language of `show` and `inspect` without `--lang`: French if the first of them that is set and not empty \
             starts with `fr`, else English",
        ),
        (
            "`TMPDIR`",
            "folder for what OFX keeps of a statement until its place is known, beyond 64 MiB; `/tmp` otherwise. A file \
             of `--output` is made in its own folder",
        ),
        ("`NO_COLOR`", "set and not empty: no colours with `--color auto`"),
        (
            "`CLICOLOR_FORCE`",
            "set and not empty: colours with `--color auto`, even in a pipe, unless `NO_COLOR` is set",
        ),
        ("`CLICOLOR`", "`0`: no colours with `--color auto`; anything else: colours on any terminal"),
        (
            "`TERM`, `CI`",
            "without all these: colours on a terminal, but not if `TERM` is unset or `dumb`, unless `CI` is set; no line of progress if `TERM` is `dumb`",
        ),
        ("`COLUMNS`", "width of `--help`, at most 100, where there is no terminal; of nothing else"),
    ];

    /// Where `src/` reads the environment: who adds a place, adds to the table above what it reads.
    const READERS: [&str; 3] =
        ["src/bin/cfonb/language.rs", "src/bin/cfonb/progress.rs", "src/convert/ofx/spool.rs"];

    fn help(subcommand: &str) -> String {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cfonb"));
        command.args(subcommand.split_terminator(' ')).arg("--help").env("COLUMNS", "100");
        let output = command.output().unwrap();
        assert!(output.status.success() && output.stderr.is_empty(), "{subcommand}: {output:?}");
        let text = String::from_utf8(output.stdout).unwrap();
        text.lines().map(|line| line.trim_end().to_owned() + "\n").collect()
    }

    /// As the help of the whole lists them, but for `help`.
    fn subcommands(help: &str) -> Vec<&str> {
        let list = help.split_once("Commands:\n").unwrap().1.split_once("\n\n").unwrap().0;
        let names = list.lines().map(|line| line.split_whitespace().next().unwrap());
        names.filter(|name| *name != "help").collect()
    }

    fn page() -> Result<String, std::fmt::Error> {
        let whole = help("");
        let (overview, exit) = whole.rsplit_once("\n\n").unwrap();
        let exit = exit.strip_prefix("Exit status: ").unwrap().replace('\n', " ");
        let mut out = String::from(
            "# The command\n\n\
             *Made from the help of the command (`src/bin/cfonb/args.rs`) by `tests/documents.rs`: change that.*\n\n",
        );
        writeln!(out, "```text\n{overview}\n```\n")?;
        writeln!(out, "## Exit status\n\n{}", exit.trim_end())?;
        writeln!(
            out,
            "What 1 and 2 mean to each subcommand stands at the end of its help below. Whoever closes a pipe early is no\n\
             failure: 0. Killed by a signal, the shell says 128 and its number.\n"
        )?;
        writeln!(out, "## Environment\n\nNothing else is read of it, and no file that is not named.\n")?;
        writeln!(out, "| variable | |\n|---|---|")?;
        for (name, does) in ENVIRONMENT {
            writeln!(out, "| {name} | {does} |")?;
        }
        for name in subcommands(&whole) {
            write!(out, "\n## cfonb {name}\n\n```text\n{}```\n", help(name))?;
        }
        Ok(out)
    }

    #[test]
    fn the_command_is_what_its_help_says() {
        expect("command.md", &page().unwrap());
    }

    #[test]
    fn the_environment_does_what_the_page_says() {
        let run = |arguments: [&str; 2], variables: &[(&str, &str)]| {
            let mut command = Command::new(env!("CARGO_BIN_EXE_cfonb"));
            for name in ["NO_COLOR", "CLICOLOR_FORCE", "CLICOLOR", "COLUMNS"] {
                command.env_remove(name);
            }
            let output = command.args(arguments).envs(variables.iter().copied()).output().unwrap();
            String::from_utf8(output.stdout).unwrap()
        };
        let is_coloured = |variables| {
            let file = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/unreadable/movement-amount.cfonb");
            run(["check", file], variables).contains('\x1b')
        };
        assert!(!is_coloured(&[]));
        assert!(is_coloured(&[("CLICOLOR_FORCE", "1")]));
        assert!(!is_coloured(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
        let widest = |columns| {
            let help = run(["convert", "--help"], &[("COLUMNS", columns)]);
            help.split("\nExamples:").next().unwrap().lines().map(|line| line.chars().count()).max().unwrap()
        };
        assert!(widest("60") <= 60 && (61..=100).contains(&widest("500")));
    }

    fn sources(folder: &Path) -> Vec<std::path::PathBuf> {
        let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        paths.flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] }).collect()
    }

    #[test]
    fn every_reader_of_the_environment_is_known() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let reads = |path: &std::path::PathBuf| {
            let text = fs::read_to_string(path).unwrap();
            let code = text.split("#[cfg(test)]").next().unwrap();
            code.lines().any(|line| !line.trim_start().starts_with("//") && line.contains("env::"))
        };
        let mut readers: Vec<_> = sources(&root.join("src")).into_iter().filter(reads).collect();
        readers.sort();
        assert_eq!(readers, READERS.map(|name| root.join(name)));
    }
}
