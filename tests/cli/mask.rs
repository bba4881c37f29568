//! `cfonb mask`.

use crate::*;

#[test]
fn a_copy_without_names() {
    let desk = Desk::with(&[("a.cfonb", SAMPLE)]);
    let ran = desk.run("mask --key test a.cfonb").well();
    insta::assert_snapshot!(ran.stdout, @r"
    0111111    56046EUR2 86002775914  230420                                                  0000000012120{                
    0411111000156046EUR2 8600277591401240420  240420SUYMBG 3626985                   3626985000000000000500}                
    0411111000256046EUR2 86002775914B1240420  240420GXAQ HNLN UXUIOMP NCAGREL        0000000000000000001000}SUA2398         
    0511111000256046EUR2 86002775914B1240420     NBEUXUIOMP NCAGREL DR                                                      
    0511111000256046EUR2 86002775914B1240420     IBESH54FDP499521                      HNLN                                 
    0511111000256046EUR2 86002775914B1240420     RUMYRIVQN-7203                        YWRQ                                 
    0511111000256046EUR2 86002775914B1240420     LCCUEZRTZY 7203 OYPRA 1754                                                 
    0411111000356046EUR2 8600277591418240420  240420CUP HNLN IZLT UBCICX DJ MNGD     0000000000000000001700{                
    0511111000356046EUR2 8600277591418240420     NPYUBCICX DJ MNGD                                                          
    0511111000356046EUR2 8600277591418240420     RCNCMNZDAC-1754-68                    VRNH                                 
    0411111000456046EUR2 8600277591401240420  240420SUYMBG 1717257                   1717257000000000002000}                
    0411111000556046EUR2 8600277591428240420  250420XBKHL 61/68 BYUYFID ZMTWUEJ      0000000000000000000200}                
    0411111000656046EUR2 8600277591462240420  240420QKWOBTBFLF XBKHL                 0000000000000000000120}                
    0711111    56046EUR2 86002775914  240420                                                  0000000010000{
    ");
    let checked = desk.run_with_input("check", ran.stdout.as_bytes()).well();
    assert!(checked.stdout.ends_with("1 statement, 6 movements: nothing is wrong\n"), "{}", checked.stdout);
    desk.run("mask -k test a.cfonb -o b.cfonb").well();
    assert_eq!(desk.read("b.cfonb"), ran.stdout);
    assert_eq!(desk.run_with_input("mask -k test", SAMPLE.as_bytes()).well().stdout, ran.stdout);
    assert_ne!(desk.run("mask a.cfonb").well().stdout, ran.stdout);
}

#[test]
fn what_is_wrong_stays_wrong() {
    let desk = Desk::with(&[("a.cfonb", &(broken() + "PAGE 2 DE M DURAND\n" + &unbalanced()))]);
    desk.run("mask a.cfonb -o b.cfonb").well();
    let places = |file: &str| {
        let ran = desk.run(&format!("check --message-format json {file}"));
        assert_eq!(ran.status, 1);
        let place = |line: &str| {
            let said: serde_json::Value = serde_json::from_str(line).unwrap();
            format!("{} {} {}", said["code"], said["line"], said["columns"])
        };
        ran.stdout.lines().map(place).collect::<Vec<_>>()
    };
    assert_eq!(places("a.cfonb"), places("b.cfonb"));
    assert!(desk.read("b.cfonb").contains("\nXXXX 9 XX X XXXXXX\n"));
}

#[test]
fn files_follow_one_another() {
    let without_end = SAMPLE.trim_end();
    let desk = Desk::with(&[("a.cfonb", without_end), ("b.cfonb", SAMPLE)]);
    let text = desk.run("mask a.cfonb b.cfonb").well().stdout;
    let one = desk.run("mask b.cfonb").well().stdout;
    assert_eq!(text, format!("{}\n{one}", desk.run("mask a.cfonb").well().stdout));
}

#[test]
fn what_is_no_cfonb_is_not_copied() {
    let desk = Desk::with(&[
        ("a.cfonb", SAMPLE),
        ("a.json", "{\"statements\":[]}"),
        ("a.ofx", "OFXHEADER:100\nDATA:OFXSGML\n"),
    ]);
    for (input, said) in [
        ("a.json", "error: cannot read a.json: it is JSON; only CFONB 120 is masked"),
        ("a.ofx", "error[wrong-format]: this is not a CFONB 120 statement; it looks like OFX"),
        ("none", "error: cannot read none: No such file"),
    ] {
        let ran = desk.run(&format!("mask {input}"));
        assert_eq!((ran.status, ran.stdout.as_str()), (2, ""));
        assert!(ran.stderr.starts_with(said), "{}", ran.stderr);
        assert_eq!(desk.run(&format!("mask a.cfonb {input} -o out.cfonb")).status, 2);
    }
    assert_eq!(desk.names(), ["a.cfonb", "a.json", "a.ofx"]);
}
