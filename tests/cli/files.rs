//! Where input comes from and output goes.

use crate::*;

#[test]
fn standard_input_and_output() {
    let desk = Desk::new();
    for args in ["convert -t cfonb", "convert - -t cfonb", "convert -t cfonb -o -"] {
        assert_eq!(desk.run_with_input(args, SAMPLE.as_bytes()).well().stdout, SAMPLE);
    }
    assert!(desk.names().is_empty());
}

#[test]
fn files_follow_one_another() {
    let (january, february) = (
        quiet_statement("00000000001", "311223", "310124"),
        quiet_statement("00000000002", "310124", "290224"),
    );
    let desk = Desk::with(&[("a.cfonb", &february), ("b.cfonb", &january)]);
    assert_eq!(desk.run("convert b.cfonb a.cfonb -t cfonb").well().stdout, january.clone() + &february);
    let both = desk.run_with_input("convert b.cfonb - -t cfonb", february.as_bytes());
    assert_eq!(both.well().stdout, january + &february);
}

#[test]
fn an_empty_file_is_no_statement() {
    let desk = Desk::with(&[("a.cfonb", "")]);
    assert_eq!(desk.run("convert a.cfonb -t json").well().stdout, "{\"statements\":[]}\n");
    assert_eq!(desk.run("convert a.cfonb -t jsonl").well().stdout, "");
    assert_eq!(desk.run("convert a.cfonb -t csv").well().stdout.lines().count(), 1);
}

#[test]
fn a_missing_file_is_named() {
    let desk = Desk::with(&[("a.cfonb", SAMPLE)]);
    let ran = desk.run("convert a.cfonb none.cfonb -o out.csv");
    assert_eq!(ran.status, 2);
    insta::assert_snapshot!(ran.stderr, @r#"
    error: cannot read none.cfonb: No such file or directory (os error 2)
    error: out.csv is not written; --keep-going writes all that can be converted
    "#);
    assert_eq!(desk.names(), ["a.cfonb"]);
    let alone = desk.run("convert none.cfonb -o out.csv");
    assert!(
        alone.stderr.ends_with("error: out.csv is not written\n"),
        "nothing could go on: {}",
        alone.stderr
    );
    let ran = desk.run("convert none.cfonb a.cfonb --keep-going -o out.csv");
    assert_eq!(ran.status, 1);
    assert_eq!(desk.read("out.csv").lines().count(), 7);
    assert_eq!(desk.run("convert . -t csv").status, 2);
}

#[test]
fn an_error_leaves_the_target_as_it_was() {
    let desk = Desk::with(&[("a.cfonb", &(SAMPLE.to_owned() + &broken())), ("out.json", "precious")]);
    let ran = desk.run("convert a.cfonb -o out.json");
    assert_eq!(ran.status, 2);
    assert!(
        ran.stderr
            .ends_with("error: out.json is not written; --keep-going writes all that can be converted\n")
    );
    assert_eq!(desk.read("out.json"), "precious");
    assert_eq!(desk.run("convert a.cfonb -o new.json").status, 2);
    assert_eq!(desk.names(), ["a.cfonb", "out.json"]);
}

#[test]
fn what_was_written_before_an_error_stays_written() {
    let desk = Desk::with(&[("good.cfonb", SAMPLE), ("bad.cfonb", &broken())]);
    for format in ["csv", "jsonl", "cfonb"] {
        let whole = desk.run(&format!("convert good.cfonb -t {format}")).well().stdout;
        let ran = desk.run(&format!("convert good.cfonb bad.cfonb -t {format}"));
        assert_eq!((ran.status, ran.stdout), (2, whole), "{format}");
    }
}

#[test]
fn an_error_leaves_a_json_document_open() {
    let desk = Desk::with(&[("a.cfonb", &(SAMPLE.to_owned() + &broken())), ("b.cfonb", &broken())]);
    for file in ["a.cfonb", "b.cfonb"] {
        let ran = desk.run(&format!("convert {file} -t json"));
        assert_eq!(ran.status, 2);
        assert!(ran.stdout.starts_with("{\"statements\":["), "{file}: {}", ran.stdout);
        assert!(serde_json::from_str::<serde_json::Value>(&ran.stdout).is_err());
    }
    let ran = desk.run("convert a.cfonb -t json --keep-going");
    assert_eq!(ran.status, 1);
    let document: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(document["statements"].as_array().unwrap().len(), 1);
}

#[test]
fn the_output_may_be_an_input() {
    let desk = Desk::with(&[("a.cfonb", &SAMPLE.replace('\n', "\r\n"))]);
    desk.run("convert a.cfonb -o a.cfonb").well();
    assert_eq!(desk.read("a.cfonb"), SAMPLE);
}

#[test]
fn a_directory_is_no_output() {
    let desk = Desk::with(&[("a.cfonb", SAMPLE)]);
    fs::create_dir(desk.path("out")).unwrap();
    let ran = desk.run("convert a.cfonb -t csv -o out");
    assert_eq!(ran.status, 2);
    insta::assert_snapshot!(ran.stderr, @"error: cannot write out: it is a directory; give the name of a file");
    let ran = desk.run("convert a.cfonb -o none/out.csv");
    assert_eq!(ran.status, 2);
    insta::assert_snapshot!(ran.stderr, @"error: cannot write none/out.csv: there is no folder none: make it first");
    assert_eq!(desk.run("convert a.cfonb -t csv -o new/").status, 2);
    assert_eq!(desk.names(), ["a.cfonb", "out"]);
}

#[test]
fn a_broken_pipe_is_no_fault() {
    let desk = Desk::with(&[("a.cfonb", &SAMPLE.repeat(2000)), ("broken.cfonb", &broken().repeat(2000))]);
    for args in [
        "check broken.cfonb",
        "show a.cfonb",
        "mask a.cfonb",
        "convert a.cfonb -t json",
        "convert a.cfonb -t csv",
        "convert a.cfonb -t ofx",
        "convert a.cfonb -t cfonb",
    ] {
        let mut command = desk.command(args);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut first = [0; 10];
        child.stdout.take().unwrap().read_exact(&mut first).unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{args}: {output:?}");
        assert!(output.stderr.is_empty(), "{args}: {output:?}");
    }
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    fn mode(desk: &Desk, name: &str) -> u32 {
        fs::metadata(desk.path(name)).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn a_replaced_file_keeps_its_mode() {
        let desk = Desk::with(&[("a.cfonb", SAMPLE), ("out.csv", "old")]);
        fs::set_permissions(desk.path("out.csv"), fs::Permissions::from_mode(0o604)).unwrap();
        desk.run("convert a.cfonb -o out.csv").well();
        assert_eq!(mode(&desk, "out.csv"), 0o604);
        // A new file gets the mode that any new file gets.
        desk.run("convert a.cfonb -o new.csv").well();
        assert_eq!(mode(&desk, "new.csv"), mode(&desk, "a.cfonb"));
        assert_eq!(desk.names(), ["a.cfonb", "new.csv", "out.csv"]);
    }

    #[test]
    fn symbolic_links_are_followed() {
        let desk = Desk::with(&[("a.cfonb", SAMPLE), ("real.csv", "old")]);
        symlink("real.csv", desk.path("link.csv")).unwrap();
        symlink("not-yet.csv", desk.path("dangling.csv")).unwrap();
        symlink("loop.csv", desk.path("loop.csv")).unwrap();
        desk.run("convert a.cfonb -o link.csv").well();
        desk.run("convert a.cfonb -o dangling.csv").well();
        assert!(desk.read("real.csv").starts_with("date"));
        assert!(desk.read("not-yet.csv").starts_with("date"));
        assert!(fs::symlink_metadata(desk.path("link.csv")).unwrap().is_symlink());
        assert!(fs::symlink_metadata(desk.path("dangling.csv")).unwrap().is_symlink());
        assert_eq!(desk.run("convert a.cfonb -o loop.csv").status, 2);
    }

    #[test]
    fn a_fifo_is_written_straight() {
        let desk = Desk::with(&[("a.cfonb", SAMPLE)]);
        assert!(Command::new("mkfifo").arg(desk.path("out.csv")).status().unwrap().success());
        let child = desk.command("convert a.cfonb -o out.csv").spawn().unwrap();
        assert!(desk.read("out.csv").starts_with("date"));
        assert!(child.wait_with_output().unwrap().status.success());
        assert_eq!(desk.names(), ["a.cfonb", "out.csv"]);
        desk.run("convert a.cfonb -t csv -o /dev/null").well();
    }

    #[test]
    fn standard_output_may_be_named() {
        let desk = Desk::with(&[("a.cfonb", SAMPLE), ("out", "before\n")]);
        let out = fs::File::options().append(true).open(desk.path("out")).unwrap();
        let status = desk.command("convert a.cfonb -t cfonb -o /dev/stdout").stdout(out).status().unwrap();
        assert!(status.success());
        assert_eq!(desk.read("out"), format!("before\n{SAMPLE}"));
    }

    #[test]
    fn a_full_disk_is_an_error() {
        let desk = Desk::with(&[("a.cfonb", SAMPLE)]);
        if !PathBuf::from("/dev/full").exists() {
            return;
        }
        for args in ["convert a.cfonb -t csv -o /dev/full", "convert a.cfonb -t cfonb -o /dev/full"] {
            let ran = desk.run(args);
            assert_eq!(ran.status, 2, "{args}");
            assert!(ran.stderr.starts_with("error: cannot write /dev/full: "), "{}", ran.stderr);
        }
    }
}
