//! From an account aggregator's API, by `curl`, to statements.

use crate::api::{ACCOUNT, Api, TOKEN};
use crate::*;

/// Asks for these paths of the API, on the way to the command.
const GET: &str =
    "get() { curl -sSfH \"Authorization: Bearer $TOKEN\" \"${@/#/$API/}\"; }; set -o pipefail; ";

fn ask_as(token: &str, api: &Api, desk: &Desk, script: &str) -> Ran {
    let variables = [("API", api.url()), ("TOKEN", token.to_owned()), ("ACCOUNT", ACCOUNT.to_owned())];
    let variables = variables.each_ref().map(|(name, value)| (*name, value.as_str()));
    bash_with(desk, &variables, &format!("{GET}{script}"))
}

fn ask(api: &Api, desk: &Desk, script: &str) -> Ran {
    ask_as(TOKEN, api, desk, script)
}

/// `opening closing: amounts`, a line for each statement.
fn money(jsonl: &str) -> String {
    let statements = jsonl.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let amount = |of: &serde_json::Value| of["amount"].as_str().unwrap().to_owned();
    let line = |statement: serde_json::Value| {
        let entries: Vec<String> = statement["entries"].as_array().unwrap().iter().map(amount).collect();
        let (opening, closing) = (amount(&statement["opening"]), amount(&statement["closing"]));
        format!("{opening} {closing}: {}\n", entries.join(" "))
    };
    statements.map(line).collect()
}

const ALL: &str = "1212.00 1000.00: -12.00 -20.50 -49.50 -100.00 170.00 -200.00\n";

#[test]
fn accounts_and_transactions_become_statements() {
    if lacks(&["bash", "curl"]) {
        return;
    }
    let (api, desk) = (Api::open(), Desk::new());
    let ran = ask(&api, &desk, "get accounts transactions | cfonb convert --to jsonl");
    assert_eq!(money(&ran.stdout), format!("{ALL}0.00 -44.00: -35.90 -8.10\n"));
    assert_eq!((ran.status, ran.stderr.matches("warning[balance-assumed]").count()), (0, 1), "{ran:?}");
    assert_eq!(api.asked(), ["/v1/bank/accounts", "/v1/bank/transactions"]);
    let files = "get accounts | cat > a.json; get transactions | cat > t.json; \
                 cfonb convert a.json t.json --to jsonl";
    assert_eq!(ask(&api, &desk, files).stdout, ran.stdout);
}

#[test]
fn an_account_asked_for_alone_leaves_the_others_without_movements() {
    if lacks(&["bash", "curl"]) {
        return;
    }
    let (api, desk) = (Api::open(), Desk::new());
    let script = "get accounts \"transactions?account_id=$ACCOUNT\" | cfonb convert --to jsonl";
    assert_eq!(money(&ask(&api, &desk, script).well().stdout), ALL);
    assert_eq!(api.asked()[1], format!("/v1/bank/transactions?account_id={ACCOUNT}"));
    let ofx = ask(&api, &desk, &script.replace("jsonl", "ofx")).well().stdout;
    assert_eq!((ofx.matches("<STMTTRN>").count(), ofx.ends_with("</OFX>\r\n")), (6, true), "{ofx}");
}

/// The account's balance is of today, whatever dates were asked for.
#[test]
fn a_period_is_chosen_by_the_command_and_not_by_the_api() {
    if lacks(&["bash", "curl"]) {
        return;
    }
    let (api, desk) = (Api::open(), Desk::new());
    let convert = |query: &str, options: &str| {
        let of = format!("transactions?account_id=$ACCOUNT{query}");
        let script = format!("get accounts \"{of}\" | cfonb convert --to jsonl {options}");
        money(&ask(&api, &desk, &script).well().stdout)
    };
    let february = "1212.00 1212.00: \n";
    assert_eq!(convert("", "--until 2024-02-29"), february);
    assert_eq!(convert("&date_to=2024-02-29", "--until 2024-02-29"), "1000.00 1000.00: \n");
    assert_eq!(convert("&date_to=2024-02-29", "--until 2024-02-29 --closing 1212.00"), february);
    // What lies before a period moves its opening balance only.
    assert_eq!(
        convert("&date_from=2024-03-15", ""),
        "1191.50 1000.00: -12.00 -49.50 -100.00 170.00 -200.00\n"
    );
}

#[test]
fn a_download_without_blanks_and_signs_is_repaired() {
    if lacks(&["bash", "curl"]) {
        return;
    }
    let (api, desk) = (Api::open(), Desk::new());
    let download = "get transactions/download | cfonb convert --to jsonl";
    let refused = ask(&api, &desk, download);
    assert_eq!((refused.status, refused.stdout.as_str()), (2, ""));
    assert!(refused.stderr.starts_with("error[short-record]: "), "{refused:?}");
    assert!(
        refused.stderr.contains("--repair puts blanks back where it can prove the result"),
        "{refused:?}"
    );
    let repaired = ask(&api, &desk, &format!("{download} --repair"));
    assert_eq!((repaired.status, money(&repaired.stdout)), (0, ALL.to_owned()), "{repaired:?}");
    for guess in ["blanks-restored", "sign-assumed-credit", "sign-from-operation-code", "sign-from-balance"] {
        assert!(repaired.stderr.contains(&format!("warning[{guess}]: ")), "{guess}: {repaired:?}");
    }
    let sound = ask(&api, &desk, &format!("{download} --repair --quiet | cfonb check"));
    assert!(sound.well().stdout.ends_with("1 file, 1 statement, 6 movements: nothing is wrong\n"));
}

#[test]
fn a_refused_request_makes_no_statement() {
    if lacks(&["bash", "curl"]) {
        return;
    }
    let (api, desk) = (Api::open(), Desk::new());
    let refused = ask_as("stolen", &api, &desk, "get accounts | cfonb convert --to csv > none.csv");
    // What curl says of HTTP errors, thanks to `-f` and `pipefail`.
    assert_eq!((refused.status, refused.stderr.contains("401")), (22, true), "{refused:?}");
    let partial = ask(&api, &desk, "get accounts transaction | cfonb convert --to csv > partial.csv");
    assert_eq!((partial.status, partial.stderr.contains("404")), (22, true), "{partial:?}");
    // Without `-f`, the API's own message is on the way, and is no statement either.
    let told = "curl -s \"$API/accounts\" | cfonb convert --to csv";
    let told = ask(&api, &desk, told);
    assert_eq!((told.status, told.stdout.as_str()), (2, ""), "{told:?}");
    assert!(told.stderr.starts_with("error["), "{told:?}");
}

#[test]
fn a_connection_that_fails_is_told_by_curl() {
    if lacks(&["bash", "curl"]) {
        return;
    }
    let desk = Desk::new();
    // Nobody listens there.
    let ran = bash(&desk, "set -o pipefail; curl -sS http://127.0.0.1:1/ | cfonb convert --to json");
    assert_eq!((ran.status, ran.stderr.starts_with("curl: (7) ")), (7, true), "{ran:?}");
}

#[test]
fn a_connection_that_breaks_off_is_noticed_by_what_is_missing() {
    if lacks(&["bash", "curl"]) {
        return;
    }
    let (api, desk) = (Api::open(), Desk::new());
    let statuses = "echo \"${PIPESTATUS[@]}\"";
    let torn = |path: &str, options: &str| {
        ask(&api, &desk, &format!("get {path} | cfonb convert {options} --to json > out; {statuses}"))
    };
    for (what, path, options) in [
        ("a list of transactions", "transactions?break_at=500", ""),
        ("a record", "transactions/download?break_at=200", "--repair"),
        ("a new balance", "transactions/download?break_at=400", "--repair"),
    ] {
        let ran = torn(path, options);
        // 18: what curl says of a partial file.
        assert_eq!(ran.stdout, "18 2\n", "{what}: {ran:?}");
        assert!(ran.stderr.contains("\nerror["), "{what}: {ran:?}");
    }
    // Where nothing is missing from what came, only `pipefail` tells.
    let end = crate::api::DOWNLOAD.len();
    assert_eq!(torn(&format!("transactions/download?break_at={end}"), "--repair --quiet").stdout, "18 0\n");
}
