"""Other people's readers of our outputs, each giving back accounts of entries; and the checks on what they read."""

import csv
import datetime
import io
import json
import os
import re
import subprocess
import warnings
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

from expected import Account, Entry, Failure, account_key, collapse, digits, same

HERE = Path(__file__).parent


def run(*command, **options):
    # The last two are for onsgmls.
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "TZ": "UTC", "SP_CHARSET_FIXED": "1", "SP_ENCODING": "iso-8859-1"}
    return subprocess.run([str(c) for c in command], capture_output=True, env=environment, **options)


# --- OFX -----------------------------------------------------------------------------------------------------


def ofxdump(path):
    """libofx: GnuCash, KMyMoney, HomeBank."""
    result = run("ofxdump", path)
    errors = [line for line in result.stderr.decode("utf-8", "replace").splitlines() if "LibOFX ERROR" in line]
    # It knows rates of investments only, and passes over others with this message.
    errors = [line for line in errors if not re.search(r"WRITEME: CUR(RATE|SYM) \(.*\) is not supported", line)]
    if result.returncode or errors:
        raise Failure(f"exit {result.returncode}, {errors[:1]}")
    accounts, key = defaultdict(Account), None
    for block in result.stdout.decode("utf-8").split("\n\n"):
        head, *lines = block.strip().split("\n")
        values = dict(re.match(r"\s*(.*?) ?: (.*)", line).groups() for line in lines if ": " in line)
        if head.startswith("ofx_proc_account"):
            key = (values.get("Bank ID", ""), values.get("Branch ID", ""), values["Account #"])
        elif head.startswith("ofx_proc_statement"):
            date = ofxdump_date(values["Ledger balance date"])
            accounts[key].balances.append((date, Decimal(values["Ledger balance"])))
        elif head.startswith("ofx_proc_transaction"):
            # Of a card there is the number alone.
            accounts[tuple(["", "", *values["Account ID"].split()][-3:])].entries.append(
                Entry(
                    values["Financial institution's ID for this transaction"],
                    ofxdump_date(values["Date posted"]),
                    Decimal(values["Total money amount"]),
                    values.get("Name of payee or transaction description", ""),
                    values.get("Extra transaction information (memo)", ""),
                )
            )
    return accounts


def ofxdump_date(text):
    return datetime.datetime.strptime(text, "%a %b %d %H:%M:%S %Y UTC").date().isoformat()


def ofxtools(path):
    """ofxtools: a strict reader, after the definition of OFX."""
    from ofxtools.Parser import OFXTree

    tree = OFXTree()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            tree.parse(str(path))
            statements = tree.convert().statements
    except Exception as error:
        raise Failure(f"{type(error).__name__}: {str(error)[:150]}") from error
    accounts = defaultdict(Account)
    for statement in statements:
        account = accounts[tuple(getattr(statement.account, n, "") for n in ("bankid", "branchid", "acctid"))]
        balance = statement.ledgerbal
        account.balances.append((balance.dtasof.date().isoformat(), balance.balamt))
        account.entries += [
            Entry(t.fitid, t.dtposted.date().isoformat(), t.trnamt, t.name or "", t.memo or "", original(t))
            for t in statement.banktranlist
        ]
    return accounts


def original(transaction):
    order = transaction.origcurrency
    return None if order is None else (order.cursym, digits(order.currate))


def ofxparse(path):
    """ofxparse: Odoo."""
    from ofxparse import OfxParser

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with open(path, "rb") as file:
                document = OfxParser.parse(file)
        accounts = defaultdict(Account)
        for read in document.accounts:
            account, statement = accounts[(read.routing_number, read.branch_id, read.account_id)], read.statement
            account.balances.append((statement.balance_date.date().isoformat(), statement.balance))
            account.entries += [
                Entry(t.id, t.date.date().isoformat(), t.amount, t.payee, t.memo) for t in statement.transactions
            ]
    except Exception as error:
        raise Failure(f"{type(error).__name__}: {str(error)[:150]}") from error
    return accounts


OFX_READERS = {reader.__name__: reader for reader in (ofxdump, ofxtools, ofxparse)}


def check_ofx(reader, path, expected):
    """Accounts, balances, and of every entry the identifier, date, amount, name and memo."""
    found = OFX_READERS[reader](path)
    same("accounts", sorted(expected), sorted(key for key, account in found.items() if account.balances))
    for key, account in expected.items():
        same("balances", sorted(account.balances), sorted(found[key].balances))
        entries, read = (sorted(a.entries, key=Entry.key) for a in (account, found[key]))
        same("entries", [entry.key() for entry in entries], [entry.key() for entry in read])
        same("sum", sum(e.amount for e in entries), sum(e.amount for e in read))
        same("distinct identifiers", len({e.id for e in entries}), len({e.id for e in read}))
        for entry, got in zip(entries, read):
            for text in entry.memo:
                if text not in got.memo and text not in got.name and len(got.memo) < 250:
                    raise Failure(f"memo: {text!r} is not in {got.memo!r}")
            if reader == "ofxtools":  # The only one that reads it.
                same("original currency", entry.original, got.original)


def check_dtd(path):
    """The structure after the DTD of libofx: elements, their order, and which of them must be there."""
    directory = next(Path("/usr/share").glob("libofx*/libofx/dtd"))
    body = path.read_bytes()
    body = body[body.index(b"<OFX>") :].decode("utf-8" if body.startswith(b"<?xml") else "cp1252")
    copy = path.with_suffix(".sgm")
    copy.write_text(body.encode("ascii", "replace").decode("ascii"), "ascii")
    result = run("onsgmls", "-s", "-wno-all", "-E", "20", directory / "opensp.dcl", directory / "ofx160.dtd", copy)
    errors = [line for line in result.stderr.decode().splitlines() if ":E:" in line]
    if result.returncode or errors:
        raise Failure(f"onsgmls: exit {result.returncode}, {errors[:1]}")


def check_xml(path):
    result = run("xmllint", "--noout", path)
    if result.returncode:
        raise Failure(f"xmllint: {result.stderr[:150]!r}")


# --- CSV -----------------------------------------------------------------------------------------------------


def check_csv(path, document, french=False):
    """Every row against the entries, by Python's own reader."""
    data = path.read_bytes()
    same("byte order mark", french, data.startswith(b"\xef\xbb\xbf"))
    text = data.decode("utf-8-sig")
    same("line ends", text.count("\n"), text.count("\r\n"))
    rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";" if french else ","))
    same("rows", [row for row in expected_rows(document, french)], [significant(row, french) for row in rows])


def account_cell(account):
    """The IBAN, or what there is where none can be made."""
    return account["iban"] or account["bank_code"] + account["branch_code"] + account["number"]


def expected_rows(document, french):
    for statement in document["statements"]:
        account, balance = statement["account"], Decimal(statement["opening"]["amount"])
        for entry in statement["entries"]:
            value = Decimal(entry["amount"])
            balance += value
            label, number = re.sub(r"[\x00-\x1f]", " ", entry["label"]), entry["entry_number"] or ""
            if french:
                date = "/".join(reversed(entry["booking_date"].split("-")))
                if label[:1] in tuple("=+-@"):
                    label = "'" + label
                comma = entry["amount"].replace(".", ",")
                debit, credit = (comma[1:], "") if value < 0 else ("", comma)
                yield (date, comma, debit, credit, account["currency"], label, number, account_cell(account))
            else:
                yield (
                    *(entry["booking_date"], value, balance, account["currency"], label, number),
                    *(entry["operation_code"] or "", account_cell(account)),
                )


def significant(row, french):
    if french:
        names = ("Date", "Montant", "Débit", "Crédit", "Devise", "Libellé", "Numéro de chèque", "Compte")
        return tuple(row[name] for name in names)
    amounts = (Decimal(row["amount"]), Decimal(row["balance"]))
    names = ("currency", "description", "check_number", "type_code", "account")
    return (row["date"], *amounts, *(row[name] for name in names))


def check_hledger(path, document, work):
    """hledger reads the rows by rules of ours and asserts the balance after each."""
    rows = path.read_bytes()
    header, body = rows.split(b"\r\n", 1)
    copy = work / "with-openings.csv"
    # The register starts at zero: one more row for each account brings it to its old balance.
    copy.write_bytes(header + b"\r\n" + b"".join(opening_rows(document, header)) + body)
    hledger = ("hledger", "-f", copy, "--rules-file", HERE / "cfonb.csv.rules")
    # It asserts balances of journals only, so the rows are printed as one first.
    journal = work / "with-openings.journal"
    journal.write_bytes(run(*hledger, "print").stdout)
    checked = run("hledger", "-f", journal, "check")
    if checked.returncode:
        raise Failure(f"hledger check: {checked.stderr.decode()[:150]!r}")
    printed = run(*hledger, "print", "-O", "json")
    found = defaultdict(list)
    for transaction in json.loads(printed.stdout):
        posting = transaction["tpostings"][0]
        quantity = posting["pamount"][0]["aquantity"]
        value = Decimal(quantity["decimalMantissa"]).scaleb(-quantity["decimalPlaces"])
        description = transaction["tdescription"].removeprefix("label:")
        found[posting["paccount"]].append((transaction["tdate"], value, collapse(description)))
    expected, opened = defaultdict(list), set()
    for statement in document["statements"]:
        name, opening = "assets:" + account_cell(statement["account"]), statement["opening"]
        if (name, statement["account"]["currency"]) not in opened:
            opened.add((name, statement["account"]["currency"]))
            expected[name].append((opening["date"], Decimal(opening["amount"]), "opening"))
        for entry in statement["entries"]:
            expected[name].append((entry["booking_date"], Decimal(entry["amount"]), collapse(entry["label"])))
    same("accounts", sorted(expected), sorted(found))
    for name in expected:
        same("entries", sorted(expected[name]), sorted(found[name]))


def opening_rows(document, header):
    names = header.decode().split(",")
    first = {}
    for statement in document["statements"]:
        account = statement["account"]
        first.setdefault((*account_key(account), account["currency"]), statement)
    # The earliest first: hledger takes rows whose dates fall for rows in reverse.
    for statement in sorted(first.values(), key=lambda statement: statement["opening"]["date"]):
        opening, account = statement["opening"], statement["account"]
        cells = {"date": opening["date"], "description": "opening", "account": account_cell(account)}
        cells |= {"amount": opening["amount"], "balance": opening["amount"], "currency": account["currency"]}
        yield ",".join(cells.get(name, "") for name in names).encode() + b"\r\n"
