//! The JSON of an account aggregator: accounts and transactions in, statements out.

use crate::*;

const ACCOUNTS: &str = include_str!("../../testdata/iswigo/accounts.json");
const TRANSACTIONS: &str = include_str!("../../testdata/iswigo/transactions.json");
const CARD: &str = include_str!("../../testdata/iswigo/card-transactions.json");
const IBAN: &str = "FR7611111222220012345678975";

fn desk() -> Desk {
    Desk::with(&[("accounts.json", ACCOUNTS), ("transactions.json", TRANSACTIONS), ("card.json", CARD)])
}

/// The statements, as our JSON has them.
fn statements(ran: Ran) -> Vec<serde_json::Value> {
    assert_eq!(ran.status, 0, "{ran:?}");
    ran.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// `opening closing entries`
fn balances(statement: &serde_json::Value) -> String {
    let amount = |balance: &str| statement[balance]["amount"].as_str().unwrap();
    let entries = statement["entries"].as_array().unwrap().len();
    format!("{} {} {entries}", amount("opening"), amount("closing"))
}

#[test]
fn accounts_and_transactions_become_statements() {
    let desk = desk();
    let files = statements(desk.run("convert accounts.json transactions.json -t jsonl"));
    assert_eq!(files.len(), 1);
    assert_eq!(balances(&files[0]), "1212.00 1000.00 6");
    assert_eq!(files[0]["account"]["iban"], IBAN);
    let stdin = (ACCOUNTS.to_owned() + TRANSACTIONS).into_bytes();
    assert_eq!(statements(desk.run_with_input("convert -t jsonl", &stdin)), files);
    assert_eq!(statements(desk.run_with_input("convert --from iswigo -t jsonl", &stdin)), files);
    let reversed = desk.run_with_input("convert transactions.json - -t jsonl", ACCOUNTS.as_bytes());
    assert_eq!(statements(reversed), files);
}

#[test]
fn each_output_has_its_balances_and_entries() {
    let desk = desk();
    let convert = |format: &str| desk.run(&format!("convert accounts.json transactions.json -t {format}"));
    let csv = convert("csv").well().stdout;
    assert_eq!(csv.lines().count(), 7);
    assert!(csv.lines().last().unwrap().contains(",-200.00,EUR,1000.00,"), "{csv}");
    let ofx = convert("ofx").well().stdout;
    assert_eq!(ofx.matches("<STMTTRN>").count(), 6);
    assert!(ofx.contains("<BALAMT>1000.00</BALAMT>") && ofx.contains("<DTSERVER>20240315073000</DTSERVER>"));
    assert!(ofx.contains("<FITID>e2a40001-7c1b-4d3e-b0aa-5d5f3c2b1a09</FITID>"), "{ofx}");
    let json = convert("json").well().stdout;
    desk.run_with_input("check", json.as_bytes());
    assert_eq!(desk.run_with_input("convert -t csv", json.as_bytes()).well().stdout, csv);
}

#[test]
fn cfonb_is_ascii_with_the_same_amounts() {
    let desk = desk();
    let ran = desk.run("convert accounts.json transactions.json -t cfonb");
    let trimmed: Vec<&str> = ran.stdout.lines().map(str::trim_end).collect();
    insta::assert_snapshot!(trimmed.join("\n"), @r"
    0111111    22222EUR2 00123456789  150324                                                  0000000012120{
    0411111    22222EUR2 0012345678991150324  150324Frais de tenue de compte         0000000  0000000000120}
    0411111    22222EUR2 0012345678911150324  150324PAIEMENT CB 1403 LIBRAIRIE       0000000  0000000000205}
    0411111    22222EUR2 0012345678901150324  150324Cheque 7770001                   7770001  0000000000495}
    0411111    22222EUR2 0012345678901150324  140324cheque 7770002                   7770002  0000000001000}
    0411111    22222EUR2 0012345678905150324  150324VIR SEPA GARAGE DE L'ETOILE      0000000  0000000001700{
    0511111    22222EUR2 0012345678905150324     LIBRemboursement de l'avance sur reparations, dossier 2024-117, merci de
    0511111    22222EUR2 0012345678905150324     LIB votre confiance
    0411111    22222EUR2 0012345678991150324  150324Prelevement assurance multirisq  0000000  0000000002000}
    0511111    22222EUR2 0012345678991150324     LIBue professionnelle
    0711111    22222EUR2 00123456789  150324                                                  0000000010000{
    ");
    assert!(ran.stdout.lines().all(|line| line.len() == 120));
    insta::assert_snapshot!(ran.stderr, @r"
    warning[text-transliterated]: characters outside the output's character set were replaced by their nearest spelling (3 times)
     --> <stdout>

    warning[operation-code-missing]: the source has no operation code; 91 (sundry operations) is written
     --> <stdout>
    ");
    let amounts = |csv: &str| -> Vec<String> {
        csv.lines().skip(1).map(|row| row.split(',').nth_back(6).unwrap().to_owned()).collect()
    };
    let back = desk.run_with_input("convert -t csv", ran.stdout.as_bytes()).well().stdout;
    let direct = desk.run("convert accounts.json transactions.json -t csv").well().stdout;
    assert_eq!(amounts(&back).len(), 6);
    assert_eq!(amounts(&back), amounts(&direct));
    let mut latin = desk.command("convert accounts.json transactions.json -t cfonb --no-ascii");
    assert!(latin.output().unwrap().stdout.windows(6).any(|window| window == b"ch\xE8que"));
}

#[test]
fn a_period_takes_off_what_comes_later() {
    let desk = Desk::with(&[("a.json", ACCOUNTS), ("t.json", TRANSACTIONS), ("none.json", "[]")]);
    let january = |args: &str| statements(desk.run(&format!("convert {args} -t jsonl --until 2024-01-31")));
    let full = january("a.json t.json");
    assert_eq!(balances(&full[0]), "1212.00 1212.00 0");
    assert_eq!(full[0]["closing"]["date"], "2024-01-31");
    assert_eq!(balances(&january("a.json none.json")[0]), "1000.00 1000.00 0");
    let since = statements(desk.run("convert a.json t.json -t jsonl --since 2024-03-15"));
    assert_eq!(
        (balances(&since[0]), &since[0]["opening"]["date"]),
        ("1212.00 1000.00 6".into(), &"2024-03-14".into())
    );
    // A statement without movements in every form.
    for (format, lines) in [("cfonb", 2), ("csv", 1)] {
        let ran = desk.run(&format!("convert a.json none.json --until 2024-01-31 -t {format}")).well();
        assert_eq!(ran.stdout.lines().count(), lines, "{format}");
    }
    assert_eq!(desk.run("convert a.json t.json -t csv --since 2024-02-01 --until 2024-01-01").status, 2);
}

#[test]
fn balances_can_be_given() {
    let desk = desk();
    let with = |args: &str| desk.run(&format!("convert accounts.json transactions.json -t jsonl {args}"));
    assert_eq!(balances(&statements(with("--closing -12.00"))[0]), "200.00 -12.00 6");
    assert_eq!(balances(&statements(with("--opening=212"))[0]), "212.00 0.00 6");
    let ran = with("--opening 212 --closing 1");
    assert_eq!((ran.status, ran.stdout.as_str()), (2, ""));
    insta::assert_snapshot!(ran.stderr, @r"
    error[contradiction]: values that say the same thing must agree
     --> accounts.json, transactions.json: closing
      = note: the entries do not lead from the old balance to the new one
      = note: no statement is made of what is read with this input

    error: the output ends before its time; --keep-going writes all that can be converted
    ");
    let cfonb = Desk::with(&[("a.cfonb", SAMPLE)]);
    for args in ["convert a.cfonb -t csv --closing 1", "convert --from cfonb a.cfonb -t csv --opening 1"] {
        let ran = cfonb.run(&format!("{args} -o out.csv"));
        assert_eq!(ran.status, 2);
        assert!(ran.stderr.contains("is for input in iswigo"), "{}", ran.stderr);
    }
    assert_eq!(cfonb.names(), ["a.cfonb"]);
}

#[test]
fn an_account_without_balance_needs_one() {
    let desk = desk();
    fs::write(desk.path("null.json"), ACCOUNTS.replace("\"balance\": 1000", "\"balance\": null")).unwrap();
    let ran = desk.run("convert null.json transactions.json -o out.csv");
    assert_eq!(ran.status, 2);
    insta::assert_snapshot!(ran.stderr, @r"
    error[balance-missing]: a statement has a balance; the account has none
     --> null.json: accounts[0].balance
      = note: the account has no balance: give the closing (or the opening) balance by option
      = note: no statement is made of what is read with this input
      = help: --closing or --opening gives it

    error: out.csv is not written; --keep-going writes all that can be converted
    ");
    assert!(!desk.names().contains(&"out.csv".to_owned()));
    let ran = desk.run("convert null.json transactions.json -t jsonl --closing 1000");
    assert_eq!(balances(&statements(ran)[0]), "1212.00 1000.00 6");
}

#[test]
fn a_card_is_an_account_without_bank_details() {
    let desk = desk();
    let files = "convert accounts.json transactions.json card.json";
    let ran = desk.run(&format!("{files} -t jsonl"));
    insta::assert_snapshot!(ran.stderr, @r"
    warning[balance-assumed]: the account has no balance; it is taken as zero before the first movement given
     --> accounts.json: accounts[1].balance
      = help: --closing or --opening gives the true one
    ");
    let all = statements(ran);
    assert_eq!(all.iter().map(balances).collect::<Vec<_>>(), ["1212.00 1000.00 6", "0.00 -44.00 2"]);
    assert_eq!(all[1]["account"]["number"], "xxxxxxxxxx001234");
    assert_eq!(all[1]["entries"][0]["month"], "2024-03");

    let ran = desk.run(&format!("{files} -o out.cfonb"));
    assert_eq!(ran.status, 2);
    insta::assert_snapshot!(ran.stderr, @r"
    warning[balance-assumed]: the account has no balance; it is taken as zero before the first movement given
     --> accounts.json: accounts[1].balance
      = help: --closing or --opening gives the true one

    error[account-incomplete]: this output needs a bank code (5 digits), a branch code (5 digits) and an account number (1 to 11 characters)
     --> accounts.json: opening, bank code (code banque)
      = note: it is statement 2 of those read
      = help: --bank-details gives them for a card; --account leaves such accounts out

    error: out.cfonb is not written; --keep-going writes all that can be converted
    ");
    assert!(!desk.names().contains(&"out.cfonb".to_owned()));
    let known = desk.run(&format!("{files} -t cfonb --bank-details 111112222200000000017"));
    assert_eq!(known.status, 0, "{known:?}");
    assert_eq!(known.stdout.matches("22222EUR2 00000000017").count(), 4);
    // Without the card.
    assert_eq!(desk.run(&format!("{files} -t cfonb --account {IBAN}")).status, 0);
    // Both are said to be left out: the one by --account, the other for having nothing to say.
    let ran = desk.run("convert accounts.json transactions.json -t csv --account 00000000001");
    assert_eq!((ran.status, ran.stdout.lines().count()), (0, 1));
    assert!(ran.stderr.contains("--account leaves nothing of 2 statements"), "{}", ran.stderr);
}

#[test]
fn errors_name_the_file_and_the_place() {
    let desk = desk();
    let refused = |from: &str, to: &str| {
        fs::write(desk.path("bad.json"), TRANSACTIONS.replacen(from, to, 1)).unwrap();
        let ran = desk.run("convert accounts.json bad.json card.json -t csv");
        assert_eq!((ran.status, ran.stdout.as_str()), (2, ""), "{to}: {ran:?}");
        ran.stderr
    };
    insta::assert_snapshot!(refused("-20.5", "-20.505"), @r"
    error[invalid-value]: a value must have the form that the model asks for
     --> bad.json: transactions[1].amount
      = note: an amount has no more decimals than its currency
      = note: no statement is made of what is read with this input

    error: the output ends before its time; --keep-going writes all that can be converted
    ");
    assert!(refused("\"2024-03-14\"", "\"2024-02-30\"").contains("bad.json: transactions[1].operation_date"));
    assert!(refused("e2a40002", "e2a40001").contains("bad.json: transactions[1].transaction_id"));
    assert!(refused("9d01\"", "9d03\"").contains("bad.json: transactions[0].account_id"));
    assert!(refused("\"7770001\"", "\"e2a4\"").contains("bad.json: transactions[2].check_number"));
    assert!(refused("]", "").contains("bad.json: line "));

    let ran = desk.run("convert transactions.json -t csv");
    assert_eq!(ran.status, 2);
    insta::assert_snapshot!(ran.stderr, @r"
    error[unknown-account]: a transaction belongs to one of the accounts given
     --> transactions.json: transactions[0].account_id
      = note: there are transactions and no accounts; the accounts are needed too
      = note: no statement is made of what is read with this input
      = help: give the accounts too, in the same input or in another file

    error: the output ends before its time; --keep-going writes all that can be converted
    ");
    let ran = desk.run("convert accounts.json bad.json -t csv --keep-going");
    assert_eq!((ran.status, ran.stdout.lines().count()), (1, 1));
    let ran = desk.run("convert accounts.json transactions.json accounts.json --message-format json -t csv");
    let message: serde_json::Value = serde_json::from_str(ran.stderr.lines().next().unwrap()).unwrap();
    assert_eq!(
        (&message["file"], &message["path"]),
        (&"accounts.json".into(), &"accounts[0].account_id".into())
    );
}

#[test]
fn what_does_not_fit_in_cfonb_is_an_error_with_its_place() {
    let desk = desk();
    fs::write(desk.path("bad.json"), TRANSACTIONS.replacen("7770002", "77700021", 1)).unwrap();
    let ran = desk.run("convert accounts.json bad.json -t cfonb");
    assert_eq!((ran.status, ran.stdout.as_str()), (2, ""));
    insta::assert_snapshot!(ran.stderr, @r"
    error[field-too-long]: a text must fit in the room that the output has for it; nothing is cut in silence
     --> accounts.json, bad.json: entries[3], entry number (numéro d'écriture)
      = note: it is statement 1 of those read
      = help: csv and json hold texts of any length

    error: the output ends before its time; --keep-going writes all that can be converted
    ");
}

#[test]
fn they_can_be_checked_and_mixed_with_records() {
    let desk = desk();
    let ran = desk.run("check accounts.json transactions.json card.json");
    assert_eq!(ran.status, 1);
    insta::assert_snapshot!(ran.stdout, @r"
    warning[balance-assumed]: the account has no balance; it is taken as zero before the first movement given
     --> accounts.json: accounts[1].balance
      = help: --closing or --opening gives the true one

    info[date-outside-period]: an entry is booked on 2024-03-02, outside the days of the statement: after its old balance, up to its new one
     --> accounts.json, 2024-03-02 to 2024-03-09
      = account: xxxxxxxxxx001234

    FR7611111222220012345678975: 1 statement, 6 movements, from 1212.00 EUR on 2024-03-15 to 1000.00 EUR on 2024-03-15
    xxxxxxxxxx001234: 1 statement, 2 movements, from 0.00 EUR on 2024-03-02 to -44.00 EUR on 2024-03-09
    3 files, 2 statements, 8 movements: 1 warning, 1 info
    ");
    fs::write(desk.path("a.cfonb"), SAMPLE).unwrap();
    let ran = desk.run("convert accounts.json a.cfonb transactions.json -t cfonb");
    assert_eq!(ran.status, 0);
    assert!(ran.stdout.starts_with(SAMPLE) && ran.stdout.len() > SAMPLE.len());
}
