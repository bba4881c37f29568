//! The files of `testdata` as inputs.

use std::fs;
use std::path::{Path, PathBuf};

/// Which files of `testdata` are inputs of a target, and how.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Each record by itself.
    Records,
    /// Files of CFONB.
    Files,
    /// Files of CFONB, to be written in every form.
    Exports,
    /// Files of JSON, ours or the aggregator's.
    Json,
}

/// The inputs of a kind, each with a name.
pub fn seeds(testdata: &Path, kind: Kind) -> Vec<(String, Vec<u8>)> {
    let mut seeds = Vec::new();
    for path in files(testdata) {
        let extension = path.extension().and_then(|extension| extension.to_str());
        let name = path.strip_prefix(testdata).expect("a file in it").display().to_string().replace('/', "-");
        let bytes = fs::read(&path).expect("a file that can be read");
        match (kind, extension) {
            (Kind::Records, Some("cfonb")) => {
                for (index, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
                    seeds.push((format!("{name}-{index}"), [&[0], line].concat()));
                }
            }
            (Kind::Files, Some("cfonb")) => seeds.push((name, [&[0, next(&seeds)], &bytes[..]].concat())),
            (Kind::Exports, Some("cfonb")) => {
                seeds.push((name, [&[128 | next(&seeds), next(&seeds), 0], &bytes[..]].concat()));
            }
            (Kind::Json, Some("json")) => {
                seeds.push((name, [&[next(&seeds), next(&seeds), 0], &bytes[..]].concat()));
            }
            _ => {}
        }
    }
    seeds
}

/// How a seed is read or written: each by another policy, in another form.
fn next(seeds: &[(String, Vec<u8>)]) -> u8 {
    u8::try_from(seeds.len() % 256).unwrap_or_default()
}

/// Every file in a folder and those in it, in order.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("a folder's entry").path()).collect();
    paths.sort();
    let inside = |path: PathBuf| if path.is_dir() { files(&path) } else { vec![path] };
    paths.into_iter().flat_map(inside).collect()
}
