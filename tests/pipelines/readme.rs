//! Every line that the README gives for the command does what it says.

use crate::api::{Api, TOKEN};
use crate::*;

const README: &str = include_str!("../../README.md");

/// The lines of the examples from the heading of the command to that of the library, and the French ones.
fn examples() -> Vec<&'static str> {
    let part = |from: &str, to: &str| README.split_once(from).unwrap().1.split_once(to).unwrap().0;
    let parts =
        [part("\n## The command\n", "\n## The library\n"), part("\n## En français\n", "\n## Licence\n")];
    let blocks = parts.into_iter().flat_map(|part| part.split("```sh\n").skip(1));
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
    let examples = examples();
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
