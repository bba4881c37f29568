//! Where statements go: one output, or a file for each account that appears with all the others or not at all.

use std::cell::RefCell;
use std::collections::HashMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use cfonb::{Account, Code, Diagnostic, Result, Severity, Statement};

use crate::args::{Convert, InputFormat, OutputFormat};
use crate::output::Output;
use crate::target::Target;

/// What a name can be made of.
const PLACEHOLDERS: [&str; 5] = ["iban", "bank", "branch", "account", "currency"];

/// An output that its writer and whoever completes it have in common.
#[derive(Debug, Clone)]
pub(crate) struct Shared(Rc<RefCell<Output>>);

impl Shared {
    fn new(output: Output) -> Shared {
        Shared(Rc::new(RefCell::new(output)))
    }

    /// The output, once its writer is gone.
    fn into_output(self) -> io::Result<Output> {
        let output = Rc::into_inner(self.0).map(RefCell::into_inner);
        output.ok_or_else(|| io::Error::other("it is still being written"))
    }
}

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.borrow_mut().flush()
    }
}

/// One output and what writes to it.
struct Job {
    name: String,
    output: Shared,
    target: Target,
}

impl Job {
    fn new(format: OutputFormat, args: &Convert, name: String, output: Output) -> Job {
        let output = Shared::new(output);
        Job { name, target: Target::new(format, args, output.clone()), output }
    }
}

/// All outputs of a run.
pub(crate) struct Destination<'a> {
    args: &'a Convert,
    format: OutputFormat,
    /// There is one for each account.
    template: Option<Template>,
    jobs: Vec<Job>,
    /// By the path, which job writes to it and for which account.
    paths: HashMap<PathBuf, (usize, Account<'static>)>,
    from: InputFormat,
    /// What errors are about.
    name: String,
}

impl<'a> Destination<'a> {
    /// Opens the output, unless there is one for each account.
    pub(crate) fn open(
        format: OutputFormat,
        args: &'a Convert,
        template: Option<Template>,
        name: &str,
    ) -> io::Result<Destination<'a>> {
        let jobs = match template {
            Some(_) => Vec::new(),
            None => vec![Job::new(format, args, name.to_owned(), Output::open(args.output.as_deref())?)],
        };
        let paths = HashMap::new();
        let name = name.to_owned();
        Ok(Destination { args, format, template, jobs, paths, from: InputFormat::Cfonb, name })
    }

    /// The output that an error just returned is about.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Whether no file is written, there being no account.
    pub(crate) fn is_empty(&self) -> bool {
        self.jobs.is_empty()
    }

    /// What follows comes from an input in this format.
    pub(crate) fn begin(&mut self, from: InputFormat) {
        self.from = from;
        self.jobs.iter_mut().for_each(|job| job.target.begin(from));
    }

    /// Writes a statement where it belongs.
    pub(crate) fn write(&mut self, statement: &Statement<'_>) -> Result<()> {
        let index = self.job_for(&statement.account)?;
        match self.jobs.get_mut(index) {
            Some(job) => {
                self.name.clone_from(&job.name);
                job.target.write(statement)
            }
            None => Ok(()),
        }
    }

    fn job_for(&mut self, account: &Account<'_>) -> Result<usize> {
        let Some(template) = &self.template else { return Ok(0) };
        let name = template.name(account)?;
        self.name.clone_from(&name);
        let path = PathBuf::from(&name);
        if let Some((index, owner)) = self.paths.get(&path) {
            if owner.same_account(account) {
                return Ok(*index);
            }
            let text = "two accounts would be written to it; tell them apart with {account} or {currency}";
            return Err(io::Error::new(io::ErrorKind::AlreadyExists, text).into());
        }
        let output = Output::open(Some(&path))?;
        let mut job = Job::new(self.format, self.args, name, output);
        job.target.begin(self.from);
        let index = self.jobs.len();
        self.jobs.push(job);
        self.paths.insert(path, (index, account.clone().into_owned()));
        Ok(index)
    }

    /// Closes all documents.
    pub(crate) fn finish(&mut self) -> Result<()> {
        for job in &mut self.jobs {
            self.name.clone_from(&job.name);
            job.target.finish()?;
        }
        Ok(())
    }

    /// What the outputs lack of the input, counted, and which output.
    pub(crate) fn diagnostics(&self) -> Vec<(String, Diagnostic)> {
        let of = |job: &Job| {
            let named = |diagnostic| (job.name.clone(), diagnostic);
            job.target.diagnostics().into_iter().map(named).collect::<Vec<_>>()
        };
        self.jobs.iter().flat_map(of).collect()
    }

    /// Leaves all documents in such a state that the next program cannot take them for whole.
    pub(crate) fn abandon(self) -> Result<()> {
        self.jobs.into_iter().try_for_each(|job| job.target.abandon())
    }

    /// Makes everything that was written final: first all of it is sure to be on the disk, then the files take
    /// their names.
    pub(crate) fn commit(self) -> std::result::Result<(), (String, io::Error)> {
        let mut outputs = Vec::with_capacity(self.jobs.len());
        for Job { name, output, target } in self.jobs {
            drop(target);
            let prepared = output.into_output().and_then(Output::prepared);
            match prepared {
                Ok(output) => outputs.push((name, output)),
                Err(error) => return Err((name, error)),
            }
        }
        outputs.into_iter().try_for_each(|(name, output)| output.persist().map_err(|error| (name, error)))
    }
}

/// A file name with placeholders: `out/{iban}.ofx`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Template {
    pieces: Vec<Piece>,
    text: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Text(String),
    Placeholder(&'static str),
}

impl Template {
    /// The template that a path is; `None` if it has no placeholder. Braces that are none are doubled.
    pub(crate) fn parse(path: &Path) -> std::result::Result<Option<Template>, String> {
        let Some(text) = path.to_str().filter(|text| text.contains(['{', '}'])) else { return Ok(None) };
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some(at) = rest.find(['{', '}']) {
            let (before, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
            pieces.push(Piece::Text(before.to_owned()));
            if let Some(after) = from.strip_prefix("{{").or_else(|| from.strip_prefix("}}")) {
                pieces.push(Piece::Text(from.chars().take(1).collect()));
                rest = after;
                continue;
            }
            let inside = from.strip_prefix('{').and_then(|inside| inside.split_once('}'));
            let (name, after) = inside.ok_or("a brace that is no placeholder is written twice: {{ or }}")?;
            let known = PLACEHOLDERS.into_iter().find(|known| *known == name).ok_or_else(|| {
                let known: Vec<String> = PLACEHOLDERS.iter().map(|known| format!("{{{known}}}")).collect();
                format!("{{{name}}} is not one of {}", known.join(", "))
            })?;
            pieces.push(Piece::Placeholder(known));
            rest = after;
        }
        pieces.push(Piece::Text(rest.to_owned()));
        if pieces.iter().all(|piece| matches!(piece, Piece::Text(_))) {
            return Err("doubled braces are for names with a placeholder, such as {iban}".to_owned());
        }
        Ok(Some(Template { pieces, text: text.to_owned() }))
    }

    /// The name for an account; whatever an account has, it stays within its part of the path.
    fn name(&self, account: &Account<'_>) -> Result<String> {
        let mut name = String::with_capacity(self.text.len().saturating_add(32));
        for piece in &self.pieces {
            match piece {
                Piece::Text(text) => name.push_str(text),
                Piece::Placeholder(placeholder) => {
                    let value = value(placeholder, account);
                    if value.is_empty() {
                        let missing = Diagnostic::new(Code::AccountIncomplete, Severity::Error);
                        return Err(missing.with_path(format!("account.{placeholder}")).into());
                    }
                    let safe = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
                    name.extend(value.chars().map(safe));
                }
            }
        }
        Ok(name)
    }
}

fn value(placeholder: &str, account: &Account<'_>) -> String {
    match placeholder {
        "iban" => account.iban().map(|iban| iban.to_string()).unwrap_or_default(),
        "bank" => account.bank_code.trim().to_owned(),
        "branch" => account.branch_code.trim().to_owned(),
        "account" => account.number.trim().to_owned(),
        _ => account.currency.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use cfonb::Currency;

    use super::*;

    fn name(template: &str, account: &Account<'_>) -> Option<String> {
        Template::parse(Path::new(template)).unwrap().unwrap().name(account).ok()
    }

    #[test]
    fn names_are_made_of_accounts() {
        let account = Account::new("11111", "22222", "00123456789", Currency::EUR);
        let of = |template| name(template, &account).unwrap();
        assert_eq!(of("out/{iban}.ofx"), "out/FR7611111222220012345678975.ofx");
        assert_eq!(of("{bank}-{branch}/{account}_{currency}"), "11111-22222/00123456789_EUR");
        assert_eq!(of("{{x}}{iban}{{"), "{x}FR7611111222220012345678975{");
        let card = Account::new("", "", "../é xx/17", Currency::EUR);
        assert_eq!(name("{account}.ofx", &card).unwrap(), "-----xx-17.ofx");
        for template in ["{iban}.ofx", "{bank}", "{branch}"] {
            assert_eq!(name(template, &card), None, "{template}");
        }
    }

    #[test]
    fn templates_are_told_from_paths() {
        assert_eq!(Template::parse(Path::new("out/a.ofx")), Ok(None));
        for wrong in ["{", "}", "{iban", "iban}", "{name}", "{}", "{IBAN}", "{{iban}}", "{iban}}"] {
            assert!(Template::parse(Path::new(wrong)).is_err(), "{wrong}");
        }
    }
}
