"""Our CFONB as Skrooge, a program that keeps accounts, imports it.

Skrooge 2.29 takes some debits for credits with a digit less (signs J to O, that is units digits 1 to 6), so this is
for files whose amounts end in zero."""

import csv
from collections import Counter, defaultdict
from decimal import Decimal

import readers
from expected import Failure, same

OPENING = "0000-00-00"


def imported(path, work):
    """Skrooge's own export of what it has imported: rows by account."""
    runtime, rows = work / "skrooge", work / "skrooge.csv"
    runtime.mkdir(mode=0o700, parents=True, exist_ok=True)
    rows.unlink(missing_ok=True)
    settings = ("QT_QPA_PLATFORM=offscreen", f"XDG_RUNTIME_DIR={runtime}", f"HOME={runtime}")
    command = ("dbus-run-session", "--", "skroogeconvert", "--in", path, "--out", rows)
    found = readers.run("env", *settings, *command, timeout=120)
    if found.returncode or not rows.exists():
        raise Failure(f"skroogeconvert: exit {found.returncode}: {found.stdout.decode()[-300:]!r}")
    accounts = defaultdict(list)
    for row in csv.DictReader(rows.read_text("utf-8").splitlines(), delimiter=";"):
        accounts[row["account"]].append((row["date"], Decimal(row["amount"]), " ".join(row["comment"].split())))
    return accounts


def check(command, document_path, document, work):
    """Each account's first balance, and the date, amount and label of every movement."""
    path = command.convert(document_path, "cfonb", work / "skrooge.cfo", "--ascii")
    found = imported(path, work)
    expected = defaultdict(list)
    for statement in document["statements"]:
        rows = expected[statement["account"]["number"]]
        if not rows:
            rows.append((OPENING, Decimal(statement["opening"]["amount"]), ""))
        for entry in statement["entries"]:
            label = " ".join(entry["label"].split())
            rows.append((entry["booking_date"], Decimal(entry["amount"]), label))
    same("accounts", sorted(expected), sorted(found))
    for account, rows in expected.items():
        same(f"rows of account {account}", Counter(rows), Counter(found[account]))
