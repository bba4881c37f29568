//! What is said about input that is not as it should be.

use crate::*;

#[test]
fn an_error_shows_the_record() {
    let desk = Desk::with(&[("releve.cfonb", &broken())]);
    let ran = desk.run("convert releve.cfonb -t csv");
    assert_eq!(ran.status, 2);
    insta::assert_snapshot!(ran.stderr, @r"
    error[invalid-amount]: an amount is 13 digits and one of { A-I (credit) or } J-R (debit)
     --> releve.cfonb:3 (record 3, 04 movement, columns 91-104)
      |
    3 | 0411111000222222EUR2 00123456789B1240420  240420PRLV SEPA ENERGIE EXEMPLE        00000000000000000010X0}PRL0042
      |                                                                                           ^^^^^^^^^^^^^^ amount of the movement (montant du mouvement)
      = note: 14 records are refused, up to the next old balance (01)
      = help: get the file as the bank wrote it; --lenient leaves out what cannot be read, and says so
      = help: `cfonb inspect releve.cfonb:3` shows the record field by field

    error: the output ends before its time; --keep-going writes all that can be converted
    ");
}

/// One of each kind: where, what was expected, and what to try.
#[test]
fn messages_say_where_and_what_to_do() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata");
    let (mut human, mut json) = (String::new(), String::new());
    for (name, policy) in [
        ("framing/line-ends-only", "--strict"),
        ("policy/currency-blank", "--strict"),
        ("framing/leading-blanks", "--quiet"),
        ("framing/short-movement", "--quiet"),
        ("framing/text-after-120", "--quiet"),
        ("policy/account-of-a-new-balance", "--quiet"),
        ("policy/sign-e-grave", "--quiet"),
        ("unreadable/old-balance-date", "--quiet"),
        ("order/new-balance-first", "--quiet"),
        ("order/old-balance-only", "--quiet"),
        ("order/unknown-code-03-none", "--quiet"),
        ("formats/pdf", "--quiet"),
    ] {
        let desk = Desk::new();
        fs::copy(folder.join(format!("{name}.cfonb")), desk.path("a.cfonb")).unwrap();
        let args = format!("convert a.cfonb -o a.csv {policy}");
        human += &desk.run(&args).stderr;
        json += &desk.run(&(args + " --message-format json")).stderr;
    }
    insta::assert_snapshot!(human, @r"
    error[blank-line]: a line holds a record; this one is blank
     --> a.cfonb:1
      = help: only --strict refuses this

    error: a.csv is not written; --keep-going writes all that can be converted
    error[currency-missing]: the currency is mandatory; a blank one is taken from the movements of the statement, or else EUR
     --> a.cfonb:1 (record 1, 01 old balance, columns 17-19)
      |
    1 | 0111111    22222     00123456789  230420                                                  0000000010000{
      |                 ^^^ currency (code devise)
      = note: 4 records are refused, up to the next old balance (01)
      = help: only --strict refuses this
      = help: `cfonb inspect a.cfonb:1` shows the record field by field

    error: a.csv is not written; --keep-going writes all that can be converted
    error[leading-blanks]: a record starts in the first column of its line
     --> a.cfonb:2 (record 1, columns 1-3)
      |
    2 | ···
      | ^^^
      = note: 4 records are refused, up to the next old balance (01)
      = help: --lenient skips blanks before a record

    error[short-record]: a line that ends early may lack blanks only: 01, 04 and 07 have at least 104 columns, 05 at least 40
     --> a.cfonb:2 (record 2, 04 movement, column 104)
      |
    2 | 0411111000122222EUR2 0012345678905240420  240420VIREMENT RECU                    0000000000000000000123
      |                                                                                                        ^ amount of the movement (montant du mouvement)
      = note: 4 records are refused, up to the next old balance (01)
      = help: blanks inside the line were probably lost on the way (copy and paste, e-mail, a web page): get the file itself; --repair puts blanks back where it can prove the result
      = help: `cfonb inspect a.cfonb:2` shows the record field by field

    error[long-line]: after column 120 a line ends, is blank or goes on with another record
     --> a.cfonb:2 (record 3, columns 121-127)
      |
    2 | GARBAGE
      | ^^^^^^^
      = note: 5 records are refused, up to the next old balance (01)
      = help: a line end was lost, or text was put in: get the file as the bank wrote it; --lenient skips that text and marks the statement incomplete

    error[account-differs]: all records of a statement have the account number of its old balance
     --> a.cfonb:4 (record 4, 07 new balance, columns 22-32)
      |
    4 | 0711111    22222EUR2 00999999999  240420                                                  0000000010123D
      |                      ^^^^^^^^^^^ account number (numéro de compte)
      = note: 4 records are refused, up to the next old balance (01)
      = help: --lenient accepts another account and keeps what was written
      = help: `cfonb inspect a.cfonb:4` shows the record field by field

    error[sign-missing]: the last column of an amount carries its sign; this one has lost it
     --> a.cfonb:2 (record 2, 04 movement, columns 91-104)
      |
    2 | 0411111000122222EUR2 0012345678905240420  240420VIREMENT RECU                    0000000000000000000123è
      |                                                                                           ^^^^^^^^^^^^^^ amount of the movement (montant du mouvement)
      = note: 4 records are refused, up to the next old balance (01)
      = help: get the file as the bank wrote it; --repair finds the signs that are lost where the balances leave no choice
      = help: `cfonb inspect a.cfonb:2` shows the record field by field

    error[invalid-date]: a date is a day of the calendar, written DDMMYY
     --> a.cfonb:1 (record 1, 01 old balance, columns 35-40)
      |
    1 | 0111111    22222EUR2 00123456789    CART                                                  0000000010000{
      |                                   ^^^^^^ date of the old balance (date de l'ancien solde)
      = note: 4 records are refused, up to the next old balance (01)
      = help: get the file as the bank wrote it
      = help: `cfonb inspect a.cfonb:1` shows the record field by field

    error[stray-record]: a statement starts with an old balance (01)
     --> a.cfonb:1 (record 1, 07 new balance)
      |
    1 | 0711111    22222EUR2 00123456789  240420                                                  0000000000050{
      = help: the file was probably cut at its start, or an old balance is lost: get it again; --lenient skips such a record
      = help: `cfonb inspect a.cfonb:1` shows the record field by field

    error[missing-new-balance]: a statement ends with a new balance (07)
     --> a.cfonb:1 (record 1)
      = help: the file is probably cut: get it again; --lenient gives the statement back as incomplete

    error[unknown-record]: a record starts with 01, 04, 05 or 07
     --> a.cfonb:1 (record 3, columns 1-2)
      |
    1 | 0311111000122222EUR2 0012345678905240420  240420INCONNU                          0000000000000000000050{
      | ^^
      = note: 5 records are refused, up to the next old balance (01)
      = help: --lenient skips what is no record, with a warning

    error[wrong-format]: this is not a CFONB 120 statement; it looks like a PDF document; ask the bank for the statement in CFONB 120 (AFB 120)
     --> a.cfonb:1 (record 1)
      |
    1 | %PDF-1.7
    ");
    insta::assert_snapshot!(json, @r#"
    {"code":"blank-line","severity":"error","file":"a.cfonb","line":1,"record":0,"byte":0,"record_code":null,"columns":null,"field":null,"path":null,"rule":"a line holds a record; this one is blank","hint":"only --strict refuses this","recognised":null,"choices":null,"count":0}
    {"code":"currency-missing","severity":"error","file":"a.cfonb","line":1,"record":1,"byte":0,"record_code":"01","columns":[17,19],"field":{"english":"currency","french":"code devise"},"path":null,"rule":"the currency is mandatory; a blank one is taken from the movements of the statement, or else EUR","hint":"only --strict refuses this","recognised":null,"choices":null,"count":4}
    {"code":"leading-blanks","severity":"error","file":"a.cfonb","line":2,"record":1,"byte":121,"record_code":null,"columns":[1,3],"field":null,"path":null,"rule":"a record starts in the first column of its line","hint":"--lenient skips blanks before a record","recognised":null,"choices":null,"count":4}
    {"code":"short-record","severity":"error","file":"a.cfonb","line":2,"record":2,"byte":121,"record_code":"04","columns":[104,104],"field":{"english":"amount of the movement","french":"montant du mouvement"},"path":null,"rule":"a line that ends early may lack blanks only: 01, 04 and 07 have at least 104 columns, 05 at least 40","hint":"blanks inside the line were probably lost on the way (copy and paste, e-mail, a web page): get the file itself; --repair puts blanks back where it can prove the result","recognised":null,"choices":null,"count":4}
    {"code":"long-line","severity":"error","file":"a.cfonb","line":2,"record":3,"byte":241,"record_code":null,"columns":[121,127],"field":null,"path":null,"rule":"after column 120 a line ends, is blank or goes on with another record","hint":"a line end was lost, or text was put in: get the file as the bank wrote it; --lenient skips that text and marks the statement incomplete","recognised":null,"choices":null,"count":5}
    {"code":"account-differs","severity":"error","file":"a.cfonb","line":4,"record":4,"byte":363,"record_code":"07","columns":[22,32],"field":{"english":"account number","french":"numéro de compte"},"path":null,"rule":"all records of a statement have the account number of its old balance","hint":"--lenient accepts another account and keeps what was written","recognised":null,"choices":null,"count":4}
    {"code":"sign-missing","severity":"error","file":"a.cfonb","line":2,"record":2,"byte":121,"record_code":"04","columns":[91,104],"field":{"english":"amount of the movement","french":"montant du mouvement"},"path":null,"rule":"the last column of an amount carries its sign; this one has lost it","hint":"get the file as the bank wrote it; --repair finds the signs that are lost where the balances leave no choice","recognised":null,"choices":null,"count":4}
    {"code":"invalid-date","severity":"error","file":"a.cfonb","line":1,"record":1,"byte":0,"record_code":"01","columns":[35,40],"field":{"english":"date of the old balance","french":"date de l'ancien solde"},"path":null,"rule":"a date is a day of the calendar, written DDMMYY","hint":"get the file as the bank wrote it","recognised":null,"choices":null,"count":4}
    {"code":"stray-record","severity":"error","file":"a.cfonb","line":1,"record":1,"byte":0,"record_code":"07","columns":null,"field":null,"path":null,"rule":"a statement starts with an old balance (01)","hint":"the file was probably cut at its start, or an old balance is lost: get it again; --lenient skips such a record","recognised":null,"choices":null,"count":1}
    {"code":"missing-new-balance","severity":"error","file":"a.cfonb","line":1,"record":1,"byte":0,"record_code":null,"columns":null,"field":null,"path":null,"rule":"a statement ends with a new balance (07)","hint":"the file is probably cut: get it again; --lenient gives the statement back as incomplete","recognised":null,"choices":null,"count":1}
    {"code":"unknown-record","severity":"error","file":"a.cfonb","line":1,"record":3,"byte":240,"record_code":null,"columns":[1,2],"field":null,"path":null,"rule":"a record starts with 01, 04, 05 or 07","hint":"--lenient skips what is no record, with a warning","recognised":null,"choices":null,"count":5}
    {"code":"wrong-format","severity":"error","file":"a.cfonb","line":1,"record":1,"byte":0,"record_code":null,"columns":null,"field":null,"path":null,"rule":"this is not a CFONB 120 statement","hint":null,"recognised":"a PDF document; ask the bank for the statement in CFONB 120 (AFB 120)","choices":null,"count":1}
    "#);
}

#[test]
fn lenient_says_all_that_is_wrong() {
    let mut text = broken();
    text.insert_str(0, "RELEVE DE COMPTE\n");
    text.truncate(text.trim_end().rfind('\n').unwrap());
    let desk = Desk::with(&[("releve.cfonb", &text)]);
    let ran = desk.run("convert --lenient releve.cfonb -t csv");
    assert_eq!(ran.status, 1);
    assert_eq!(ran.stdout.lines().count(), 6, "{}", ran.stdout);
    insta::assert_snapshot!(ran.stderr, @r"
    warning[unknown-record]: a record starts with 01, 04, 05 or 07
     --> releve.cfonb:1 (record 1, columns 1-2)
      |
    1 | RELEVE DE COMPTE
      | ^^

    error[invalid-amount]: an amount is 13 digits and one of { A-I (credit) or } J-R (debit)
     --> releve.cfonb:4 (record 4, 04 movement, columns 91-104)
      |
    4 | 0411111000222222EUR2 00123456789B1240420  240420PRLV SEPA ENERGIE EXEMPLE        00000000000000000010X0}PRL0042
      |                                                                                           ^^^^^^^^^^^^^^ amount of the movement (montant du mouvement)
      = help: get the file as the bank wrote it

    error[orphan-complement]: a complement (05) follows its movement (04), which is missing here or could not be read (4 times)
     --> releve.cfonb:5 (record 5, 05 complement, columns 1-2)
      |
    5 | 0511111000222222EUR2 00123456789B1240420     NBEENERGIE EXEMPLE SA
      | ^^ record code (code enregistrement)
      = help: get the file as the bank wrote it

    warning[missing-new-balance]: a statement ends with a new balance (07)
      --> releve.cfonb:14 (record 14)
       = help: the file is probably cut: get it again

    warning[incomplete]: the statement was not read whole
     --> releve.cfonb:2 (record 2)
      = help: it is written as it is; see the messages above
    ");
}

#[test]
fn programs_get_json_without_the_record() {
    let desk = Desk::with(&[("releve.cfonb", &broken())]);
    let ran = desk.run("convert releve.cfonb -t csv --message-format json");
    assert_eq!(ran.status, 2);
    insta::assert_snapshot!(ran.stderr, @r#"{"code":"invalid-amount","severity":"error","file":"releve.cfonb","line":3,"record":3,"byte":242,"record_code":"04","columns":[91,104],"field":{"english":"amount of the movement","french":"montant du mouvement"},"path":null,"rule":"an amount is 13 digits and one of { A-I (credit) or } J-R (debit)","hint":"get the file as the bank wrote it; --lenient leaves out what cannot be read, and says so","recognised":null,"choices":null,"count":14}"#);
    let ran = desk.run("convert none.cfonb -t csv --message-format json");
    insta::assert_snapshot!(ran.stderr, @r#"{"code":"cannot-read","severity":"error","file":"none.cfonb","line":null,"record":null,"byte":null,"record_code":null,"columns":null,"field":null,"path":null,"rule":"No such file or directory (os error 2)","hint":null,"recognised":null,"choices":null,"count":1}"#);
}

#[test]
fn colours_are_for_terminals() {
    let desk = Desk::with(&[("releve.cfonb", &broken())]);
    assert!(!desk.run("convert releve.cfonb -t csv").stderr.contains('\x1b'));
    assert!(!desk.run("convert releve.cfonb -t csv --color never").stderr.contains('\x1b'));
    assert!(desk.run("convert releve.cfonb -t csv --color always").stderr.contains("\x1b[1;31merror"));
    let json = desk.run("convert releve.cfonb -t csv --color always --message-format json");
    assert!(!json.stderr.contains('\x1b'));
}

#[test]
fn infos_are_for_those_who_ask() {
    let stripped: String = SAMPLE.lines().map(|line| format!("{}\n", line.trim_end())).collect();
    let desk = Desk::with(&[("a.cfonb", &stripped)]);
    desk.run("convert a.cfonb -t csv").well();
    let ran = desk.run("convert -v a.cfonb -t csv");
    assert_eq!((ran.status, ran.stderr.matches("info[stripped-blanks]").count()), (0, 14));
    assert_eq!(desk.run("convert --strict a.cfonb -t csv").status, 2);
}

#[test]
fn the_same_is_not_said_a_hundred_times() {
    let blank = SAMPLE.replacen("22222EUR2 00123456789  230420", "22222     00123456789  230420", 1);
    let desk = Desk::with(&[("a.cfonb", &blank.repeat(40))]);
    let ran = desk.run("convert a.cfonb -t csv");
    assert_eq!(ran.status, 0);
    assert_eq!(ran.stderr.matches("warning[currency-missing]").count(), 6, "{}", ran.stderr);
    assert!(!ran.stderr.contains("--strict"), "it was not asked for: {}", ran.stderr);
    assert!(ran.stderr.contains("warning[currency-missing]: … and 35 more in a.cfonb\n"), "{}", ran.stderr);
    let all = desk.run("convert -v a.cfonb -t csv");
    assert_eq!(all.stderr.matches("warning[currency-missing]").count(), 40);
    assert_eq!(desk.run("convert -q a.cfonb -t csv").well().stdout, ran.stdout);
    let json = desk.run("convert a.cfonb -t csv --message-format json");
    assert_eq!(json.stderr.matches("\"currency-missing\"").count(), 40);
}

#[test]
fn other_formats_are_named_with_what_to_do() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/formats");
    let mut said = String::new();
    for name in ["cfonb-160", "csv-semicolons", "gzip", "utf-16-no-mark", "json"] {
        let file = folder.join(format!("{name}.cfonb"));
        let ran = Desk::new().run(&format!("convert --from cfonb -t csv {}", file.display()));
        assert_eq!(ran.status, 2, "{name}");
        assert!(!ran.stderr.contains("--keep-going"), "there is nothing else: {}", ran.stderr);
        said += ran.stderr.lines().next().unwrap();
        said += "\n";
    }
    insta::assert_snapshot!(said, @r#"
    error[wrong-format]: this is not a CFONB 120 statement; it looks like CFONB 160 (transfer orders), which is no statement; ask the bank for the statement in CFONB 120 (AFB 120)
    error[wrong-format]: this is not a CFONB 120 statement; it looks like CSV; ask the bank for the statement in CFONB 120 (AFB 120)
    error[wrong-format]: this is not a CFONB 120 statement; it looks like a gzip file; unpack it first (gzip -dc FILE | cfonb ...)
    error[wrong-format]: this is not a CFONB 120 statement; it looks like UTF-16 text; convert it first (iconv -f UTF-16LE -t UTF-8 FILE | cfonb ...)
    error[wrong-format]: this is not a CFONB 120 statement; it looks like JSON; name its format with --from json or --from iswigo
    "#);
}

#[test]
fn json_that_cannot_be_used_is_told_where() {
    let desk =
        Desk::with(&[("a.json", r#"{"statements":[{"account":{}}]}"#), ("b.json", "{\"statements\":[\n{")]);
    let ran = desk.run("convert a.json -t csv");
    assert_eq!(ran.status, 2);
    insta::assert_snapshot!(ran.stderr, @r"
    error[invalid-value]: a value must have the form that the model asks for
     --> a.json: statements[0].opening
      = note: a value is required
      = note: what follows in this input is not read

    error: the output ends before its time; --keep-going writes all that can be converted
    ");
    assert!(desk.run("convert b.json -t csv").stderr.contains("error[invalid-json]"));
}

/// A command that can be copied: by number where lines are none, and none for what can be read once only.
#[test]
fn the_record_can_be_looked_at() {
    let joined: String = broken().lines().collect();
    let desk = Desk::with(&[("le mien d'avril.cfonb", &joined)]);
    let mut check = desk.command("check");
    let said = Ran::from(check.arg("le mien d'avril.cfonb").output().unwrap()).stdout;
    let command = r"cfonb inspect 'le mien d'\''avril.cfonb' --record 3";
    assert!(said.contains(&format!("help: `{command}` shows")), "{said}");
    let shell = command.replacen("cfonb", env!("CARGO_BIN_EXE_cfonb"), 1);
    let shown = Command::new("sh").args(["-c", &shell]).current_dir(desk.path("")).output().unwrap();
    assert!(String::from_utf8_lossy(&shown.stdout).contains("record 3: 04 movement"), "{shown:?}");
    let piped = desk.run_with_input("check", joined.as_bytes()).stdout;
    assert!(piped.contains("error[invalid-amount]") && !piped.contains("inspect"), "{piped}");
}

#[test]
fn what_an_output_cuts_off_is_told() {
    let complement = |qualifier: &str| {
        let text = [qualifier; 23].concat();
        format!("0511111000322222EUR2 0012345678918240420     {qualifier}{text}  \n")
    };
    let more = ["NPY", "LCC", "LC2", "RCN"].map(complement).concat();
    let (before, after) = SAMPLE.split_at(SAMPLE.find("0511111000322222").unwrap());
    let desk = Desk::with(&[("a.cfonb", &[before, &more, after].concat())]);
    let ran = desk.run("convert a.cfonb -o a.ofx");
    assert_eq!(ran.status, 0);
    insta::assert_snapshot!(ran.stderr, @r"
    warning[field-too-long]: a text must fit in the room that the output has for it; nothing is cut in silence
     --> a.ofx
      = help: what does not fit is cut off; csv and json hold all of it
    ");
}

#[test]
#[cfg(target_os = "linux")]
fn messages_keep_to_the_terminal() {
    let desk = Desk::with(&[("releve.cfonb", &(broken() + &unbalanced()))]);
    let said = on_terminal(&desk, "stty cols 64 rows 24; $CFONB check --color never releve.cfonb");
    insta::assert_snapshot!(said.replace('\r', ""), @r"
    error[invalid-amount]: an amount is 13 digits and one of { A-I
      (credit) or } J-R (debit)
     --> releve.cfonb:3 (record 3, 04 movement, columns 91-104)
      |
    3 | … SEPA ENERGIE EXEMPLE        00000000000000000010X0}PRL0042
      |                                        ^^^^^^^^^^^^^^
      |                amount of the movement (montant du mouvement)
      = note: 14 records are refused, up to the next old balance
              (01)
      = help: get the file as the bank wrote it; --lenient leaves
              out what cannot be read, and says so
      = help: `cfonb inspect releve.cfonb:3` shows the record field
              by field

    error[unbalanced]: old balance and entries make 1000.00 EUR,
      the new balance is 1001.00; the difference is 1.00
     --> releve.cfonb:15, 2020-04-23 to 2020-04-24
      = account: FR7611111222220012345678975
      = help: `cfonb show releve.cfonb` shows the balance after each
              movement

    FR7611111222220012345678975: 1 statement, 6 movements, from
      1212.00 EUR on 2020-04-23 to 1001.00 EUR on 2020-04-24
    1 file, 1 statement, 6 movements: 2 errors
    ");
}
