//! What the command says about itself to shells and to `man`.

use super::*;

#[test]
fn shells_get_their_completions() {
    let desk = Desk::new();
    for (shell, has) in [("bash", "complete -F"), ("zsh", "#compdef cfonb"), ("fish", "complete -c cfonb")] {
        let script = desk.run(&format!("completions {shell}")).well().stdout;
        assert!(script.contains(has) && script.contains("ofx-version"), "{shell}");
    }
    assert_eq!(desk.run("completions csh").status, 2);
}

#[test]
fn each_subcommand_has_a_page() {
    let desk = Desk::new();
    let page = desk.run("man").well().stdout;
    assert!(page.contains(".TH cfonb 1") && page.contains("Exit status"), "{page}");
    desk.run("man --output pages").well();
    let mut pages: Vec<_> = fs::read_dir(desk.path("pages"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    pages.sort();
    for name in ["cfonb.1", "cfonb-check.1", "cfonb-convert.1", "cfonb-man.1"] {
        assert!(pages.iter().any(|page| page == name), "{pages:?}");
    }
    assert!(!pages.iter().any(|page| page == "cfonb-help.1"));
    assert!(desk.read("pages/cfonb-convert.1").contains("cfonb\\-convert"));
}
