//! Every file of `testdata/`, read under three policies, from a slice and in pieces, and compared with what
//! stands beside it. `CFONB_BLESS=1 cargo test --all-features --test testdata` writes the files anew.

mod cases;
mod expected;
#[path = "../support/mod.rs"]
#[allow(dead_code, reason = "each test binary uses its part")]
mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use cfonb::{Policy, Reader, Statement, Statements};

use cases::Case;
use expected::{Outcome, POLICIES, read_slice};

const CHUNKS: [usize; 7] = [1, 2, 7, 64, 120, 121, 4096];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata")
}

fn bless() -> bool {
    std::env::var_os("CFONB_BLESS").is_some()
}

/// The cases, whose files are there before any test looks at them.
fn cases() -> &'static [Case] {
    static CASES: OnceLock<Vec<Case>> = OnceLock::new();
    CASES.get_or_init(|| {
        let cases = cases::all();
        for case in cases.iter().filter(|_| bless()) {
            let path = folder().join(format!("{}.cfonb", case.path));
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, &case.bytes).unwrap();
        }
        cases
    })
}

/// Every file below the folder that ends so, without the ending, as `theme/name`. Those of `iswigo` are no records
/// and belong to other tests.
fn files(ending: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut folders = vec![folder()];
    while let Some(folder_here) = folders.pop() {
        for entry in fs::read_dir(folder_here).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.extend((!path.ends_with("iswigo")).then_some(path));
            } else if let Some(name) = path.to_str().and_then(|path| path.strip_suffix(ending)) {
                let name = Path::new(name).strip_prefix(folder()).unwrap();
                found.insert(name.to_str().unwrap().replace('\\', "/"));
            }
        }
    }
    found
}

/// Every input, as `theme/name`.
fn inputs() -> BTreeSet<String> {
    cases();
    files(".cfonb")
}

fn input(name: &str) -> Vec<u8> {
    fs::read(folder().join(format!("{name}.cfonb"))).unwrap()
}

/// Compares a file with what it should hold, or writes it.
fn expect(name: &str, ending: &str, content: Option<&str>, wrong: &mut Vec<String>) {
    let path = folder().join(format!("{name}{ending}"));
    if bless() {
        match content {
            Some(content) => fs::write(path, content).unwrap(),
            None => {
                let _ = fs::remove_file(path);
            }
        }
        return;
    }
    let found = fs::read_to_string(path).ok();
    if found.as_deref() != content {
        let show = |text: Option<&str>| text.unwrap_or("no such file").to_owned();
        wrong.push(format!("{name}{ending}: expected\n{}\ngot\n{}", show(found.as_deref()), show(content)));
    }
}

fn report(wrong: &[String]) {
    assert!(wrong.is_empty(), "{} files differ:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn the_files_are_as_the_cases_make_them() {
    let cases = cases();
    let names: BTreeSet<&str> = cases.iter().map(|case| case.path.as_str()).collect();
    assert_eq!(names.len(), cases.len(), "two cases have one name");
    let mut wrong = Vec::new();
    for case in cases {
        let path = folder().join(format!("{}.cfonb", case.path));
        if fs::read(&path).ok().as_ref() != Some(&case.bytes) {
            wrong.push(format!("{} is not what its case makes", case.path));
        }
    }
    report(&wrong);
    let extra: Vec<_> = inputs().into_iter().filter(|name| !names.contains(name.as_str())).collect();
    assert_eq!(extra, ["sample"], "a file without a case");
}

#[test]
fn every_file_reads_as_expected() {
    let names = inputs();
    let mut wrong = Vec::new();
    for name in &names {
        let case = cases().iter().find(|case| case.path == *name);
        let bytes = input(name);
        let about = case.map_or("the example of the documentation", |case| case.about);
        expect(name, ".err", Some(&expected::messages(about, &bytes)), &mut wrong);
        #[cfg(feature = "json")]
        for (ending, json) in expected::json(&bytes) {
            expect(name, ending, json.as_deref(), &mut wrong);
        }
    }
    report(&wrong);
    for ending in [".err", ".lenient.json", ".json"] {
        let orphans: Vec<_> = files(ending)
            .into_iter()
            .map(|name| name.trim_end_matches(".lenient").to_owned())
            .filter(|name| !names.contains(name))
            .collect();
        assert!(orphans.is_empty(), "{ending} without its .cfonb: {orphans:?}");
    }
}

#[test]
fn a_buffered_reader_gives_what_the_slice_gives() {
    for name in inputs() {
        let bytes = input(&name);
        for (policy_name, policy) in POLICIES {
            let whole = read_slice(&bytes, policy());
            for chunk in CHUNKS {
                let pieces = read_chunks(&bytes, policy(), chunk);
                assert_eq!(pieces, whole, "{name}, {policy_name}, chunks of {chunk}");
            }
        }
    }
}

fn read_chunks(bytes: &[u8], policy: Policy, chunk: usize) -> Outcome {
    let mut reader = Reader::with_policy(Dribble { bytes, chunk }, policy).with_chunk(chunk);
    let mut results = Vec::new();
    loop {
        match reader.read_statement() {
            Ok(Some(statement)) => results.push(Ok(statement.into_owned())),
            Ok(None) => break,
            Err(error) => results.push(Err(error.diagnostic().expect("no medium that fails").clone())),
        }
    }
    Outcome { results, after: reader.diagnostics().to_vec(), summary: reader.summary().clone() }
}

/// A source that gives at most so many bytes at once.
struct Dribble<'a> {
    bytes: &'a [u8],
    chunk: usize,
}

impl std::io::Read for Dribble<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.chunk.min(buffer.len()).min(self.bytes.len());
        let (now, later) = self.bytes.split_at(count);
        buffer[..count].copy_from_slice(now);
        self.bytes = later;
        Ok(count)
    }
}

/// The records of an input, each to 120 columns in Windows-1252, without what stands between them.
fn records(bytes: &[u8]) -> Vec<Vec<u8>> {
    cfonb::records(bytes)
        .map(|record| {
            let record = record.unwrap();
            let text = record.charset().decode(record.raw()).into_owned();
            let text = format!("{text:<120}");
            cfonb::Charset::Windows1252.encode(&text).unwrap().into_owned()
        })
        .collect()
}

fn written(statements: &[Statement<'_>]) -> Vec<u8> {
    let mut options = cfonb::WriterOptions::default();
    options.unbalanced = true;
    let mut writer = cfonb::Writer::with_options(Vec::new(), options);
    for statement in statements {
        writer.write(statement).unwrap();
    }
    writer.into_inner()
}

/// Files whose text Windows-1252 cannot write as it was read.
const NOT_IN_WINDOWS_1252: [&str; 1] = ["text/replacement-character"];

#[test]
fn what_is_read_is_written_back() {
    let mut compared = 0;
    for name in inputs() {
        let bytes = input(&name);
        let statements: Result<Vec<_>, _> = Statements::with_policy(&bytes, Policy::default()).collect();
        let Ok(statements) = statements else { continue };
        if NOT_IN_WINDOWS_1252.contains(&name.as_str()) {
            continue;
        }
        let expected: Vec<u8> = records(&bytes).join(&b'\n');
        let mut written = written(&statements);
        if !written.is_empty() {
            assert_eq!(written.pop(), Some(b'\n'));
        }
        assert!(written == expected, "{name}:\n{}\n{}", show(&expected), show(&written));
        compared += 1;
    }
    assert!(compared > 100, "{compared}");
}

fn show(bytes: &[u8]) -> String {
    bytes.escape_ascii().to_string().replace("\\n", "\n")
}

#[test]
fn a_conforming_file_is_written_back_byte_for_byte() {
    let mut compared = 0;
    for name in inputs() {
        let bytes = input(&name);
        let outcome = read_slice(&bytes, Policy::strict());
        let statements: Result<Vec<_>, _> = outcome.results.into_iter().collect();
        let Ok(statements) = statements else { continue };
        let lf = bytes.len().is_multiple_of(121) && bytes.chunks(121).all(|line| line[120] == b'\n');
        if lf && !NOT_IN_WINDOWS_1252.contains(&name.as_str()) && !name.starts_with("text/utf-8") {
            assert!(written(&statements) == bytes, "{name}");
            compared += 1;
        }
    }
    assert!(compared > 50, "{compared}");
}
