//! An account aggregator's API on this machine: accounts, transactions and the download of CFONB, for `curl`.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::Value;

const ACCOUNTS: &str = include_str!("../../testdata/iswigo/accounts.json");
const TRANSACTIONS: &str = include_str!("../../testdata/iswigo/transactions.json");
const CARD: &str = include_str!("../../testdata/iswigo/card-transactions.json");

/// The account that is no card.
pub(crate) const ACCOUNT: &str = "4c1d7a52-0b6e-4f0a-9a53-2f1e0c7b9d01";
pub(crate) const TOKEN: &str = "t0k3n";

/// The transactions of `ACCOUNT` as CFONB, on their way through a page that drops signs and runs of blanks.
pub(crate) const DOWNLOAD: &str = "\
0111111 22222EUR2 00123456789 150324 00000000121200\r
0411111 22222EUR2 0012345678991150324 150324Frais de tenue de compte 00000000001200\r
0411111 22222EUR2 0012345678911150324 150324PAIEMENT CB 1403 LIBRAIRIE 00000000002050\r
0411111 22222EUR2 0012345678901150324 150324Cheque 7770001 00000000004950\r
0411111 22222EUR2 0012345678901150324 140324cheque 7770002 00000000010000\r
0411111 22222EUR2 0012345678905150324 150324VIR SEPA GARAGE DE L'ETOILE 00000000017000\r
0411111 22222EUR2 0012345678991150324 150324Prelevement assurance 00000000020000\r
0711111 22222EUR2 00123456789 150324 00000000100000\r
";

/// How many requests are answered at most.
const REQUESTS: usize = 8;
const HEAD_BYTES: u64 = 8192;
const PATIENCE: Duration = Duration::from_secs(10);

/// A server that answers its first requests, one after the other.
pub(crate) struct Api {
    address: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Api {
    pub(crate) fn open() -> Api {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&asked);
        std::thread::spawn(move || {
            for stream in listener.incoming().take(REQUESTS) {
                // A client that went away notices nothing; its test notices.
                let _ = answer(stream.unwrap(), &log);
            }
        });
        Api { address, asked }
    }

    /// What stands before `/accounts` and `/transactions`.
    pub(crate) fn url(&self) -> String {
        format!("http://{}/v1/bank", self.address)
    }

    /// The paths that were asked for, in order.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

fn answer(mut stream: TcpStream, log: &Mutex<Vec<String>>) -> std::io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let mut head = BufReader::new(&stream).take(HEAD_BYTES).lines();
    let request = head.next().unwrap_or_else(|| Ok(String::new()))?;
    let mut is_known = false;
    for line in head {
        match line?.as_str() {
            "" => break,
            line => is_known |= line == format!("Authorization: Bearer {TOKEN}"),
        }
    }
    let target = request.strip_prefix("GET ").and_then(|rest| rest.strip_suffix(" HTTP/1.1")).unwrap_or("");
    log.lock().unwrap().push(target.to_owned());
    let (status, kind, body) = match is_known {
        true => resource(target),
        false => ("401 Unauthorized", "application/json", r#"{"error":"unauthorized"}"#.to_owned()),
    };
    let sent = break_at(target).map_or(body.as_str(), |end| &body[..end]);
    // More than is sent, if the connection breaks off.
    let length = body.len() + usize::from(break_at(target).is_some());
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{sent}"
    )
}

/// After how many bytes the connection breaks off.
fn break_at(target: &str) -> Option<usize> {
    target.split_once("break_at=").map(|(_, bytes)| bytes.parse().unwrap())
}

/// Status, type and body.
fn resource(target: &str) -> (&'static str, &'static str, String) {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let filter = Filter(query.split('&').filter_map(|pair| pair.split_once('=')).collect());
    match path {
        "/v1/bank/accounts" => ("200 OK", "application/json", ACCOUNTS.to_owned()),
        "/v1/bank/transactions" => ("200 OK", "application/json", filter.transactions()),
        "/v1/bank/transactions/download" => ("200 OK", "text/plain", DOWNLOAD.to_owned()),
        _ => ("404 Not Found", "application/json", r#"{"error":"not found"}"#.to_owned()),
    }
}

/// The parameters of a request.
struct Filter<'a>(Vec<(&'a str, &'a str)>);

impl Filter<'_> {
    fn transactions(&self) -> String {
        let all = [TRANSACTIONS, CARD].map(|text| serde_json::from_str::<Vec<Value>>(text).unwrap()).concat();
        let kept: Vec<Value> = all.into_iter().filter(|transaction| self.takes(transaction)).collect();
        serde_json::to_string(&kept).unwrap()
    }

    fn takes(&self, transaction: &Value) -> bool {
        let text = |field: &str| transaction[field].as_str().unwrap();
        self.0.iter().all(|&(name, value)| match name {
            "account_id" => text("account_id") == value,
            "date_from" => text("operation_date") >= value,
            "date_to" => text("operation_date") <= value,
            _ => true,
        })
    }
}
