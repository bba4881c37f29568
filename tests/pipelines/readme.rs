//! Every line that the README gives for the command does what it says.

use crate::api::{Api, TOKEN};
use crate::*;

const README: &str = include_str!("../../README.md");

/// The lines of the examples from one heading to another.
fn examples(from: &str, to: &str) -> Vec<&'static str> {
    let part = README.split_once(&format!("\n## {from}\n")).unwrap().1;
    let part = part.split_once(&format!("\n## {to}\n")).unwrap().0;
    let blocks = part.split("```sh\n").skip(1);
    blocks.flat_map(|block| block.split("```").next().unwrap().lines()).collect()
}

/// All that the examples name.
fn desk() -> Desk {
    let desk = Desk::with(&[
        ("releve.cfonb", SAMPLE),
        ("autre.cfonb", &of_another_account().replace("0420 ", "0424 ")),
        ("accounts.json", include_str!("../../testdata/iswigo/accounts.json")),
        ("transactions.json", include_str!("../../testdata/iswigo/transactions.json")),
    ]);
    std::fs::create_dir(desk.path("out")).unwrap();
    desk
}

#[test]
fn every_example_is_done() {
    if lacks(&["bash", "curl", "find", "gzip", "jq", "less", "xargs"]) {
        return;
    }
    let examples = [examples("The command", "The library"), examples("En français", "Licence")].concat();
    assert!(examples.len() > 15 && examples.iter().all(|line| line.contains("cfonb ")), "{examples:?}");
    for line in examples {
        let (desk, api) = (desk(), Api::open());
        let variables = [("API", api.url()), ("TOKEN", TOKEN.to_owned()), ("SECRET", "s3cret".to_owned())];
        let variables = variables.each_ref().map(|(name, value)| (*name, value.as_str()));
        bash(&desk, "gzip --keep releve.cfonb").well();
        let before = files(&desk);
        let ran = bash_with(&desk, &variables, &format!("set -o pipefail; {line}"));
        assert!(ran.status == 0 && !ran.stderr.contains("error"), "{line}\n{ran:?}");
        // A file, or something to read.
        let has_written = line.contains(" -o ") && files(&desk) > before;
        assert!(has_written || !ran.stdout.is_empty(), "{line}\n{ran:?}");
    }
}

fn files(desk: &Desk) -> usize {
    desk.names().len() + std::fs::read_dir(desk.path("out")).unwrap().count()
}

#[test]
fn pages_and_completions_are_where_they_are_looked_for() {
    if lacks(&["bash"]) {
        return;
    }
    let (desk, lines) = (Desk::new(), examples("Install", "The command"));
    let (cargo, rest) = lines.split_first().unwrap();
    assert_eq!(*cargo, "cargo install --path . --features cli");
    bash(&desk, &format!("set -e; {}", rest.join("\n"))).well();
    assert!(desk.read(".local/share/man/man1/cfonb-convert.1").contains("ofx\\-version"));
    assert!(desk.read(".local/share/bash-completion/completions/cfonb").contains("complete -F"));
}
