//! How far reading has come, told to whoever waits at a terminal.

#![cfg(target_os = "linux")]

use crate::*;

/// Two statements, with more time between them than anybody has patience.
const SLOW: &str = "(cat a.cfonb; sleep 2.4; cat a.cfonb; sleep 0.1)";

/// What comes behind a line, which a busy machine may write several times.
fn once<'s>(said: &'s str, line: &str) -> &'s str {
    assert!(said.starts_with(line), "{said:?}");
    said.trim_start_matches(line)
}

#[test]
fn a_terminal_shows_it_after_two_seconds_and_takes_it_away() {
    let desk = Desk::with(&[("a.cfonb", SAMPLE)]);
    for args in ["convert -o a.csv", "mask -o masked.cfonb"] {
        let said = on_terminal(&desk, &format!("{SLOW} | $CFONB {args}"));
        assert_eq!(once(&said, "\r<stdin>: 0 MB\x1b[K"), "\r\x1b[K", "{args}");
    }
    fs::write(desk.path("b.cfonb"), broken()).unwrap();
    let slow = SLOW.replacen("; cat a.cfonb", "; cat b.cfonb", 1);
    let named = format!("mkfifo {0}; {slow} > {0} & $CFONB check --color never {0}", "a.fifo");
    let said = on_terminal(&desk, &named);
    let after = once(&said, "\ra.fifo: 0 MB\x1b[K");
    assert!(
        after.starts_with("\r\x1b[Kerror[invalid-amount]"),
        "no message stands behind the line: {said:?}"
    );
}

#[test]
fn nobody_else_is_told() {
    let desk = Desk::with(&[("a.cfonb", SAMPLE)]);
    let commands = format!(
        "$CFONB convert a.cfonb -o quick.csv; {SLOW} | $CFONB convert -q -o quiet.csv & \
         {SLOW} | $CFONB convert -o logged.csv 2> log & {SLOW} | TERM=dumb $CFONB convert -o dumb.csv & \
         {SLOW} | $CFONB convert -t cfonb & wait; cat log"
    );
    // The last one writes to the terminal what it makes of the statements.
    assert_eq!(on_terminal(&desk, &commands).replace("\r\n", "\n"), SAMPLE.repeat(2));
    assert_eq!(desk.read("quiet.csv"), desk.read("logged.csv"));
    assert_eq!(desk.read("dumb.csv"), desk.read("logged.csv"));
}
