"""Converts files with the command, has other people's programs read the results, and compares what they read
with our JSON, and our JSON with the columns of the file. Started by `run`, which builds and installs."""

import argparse
import json
import subprocess
import sys
import time
import uuid
from pathlib import Path

import camt
import expected
import mutations
import readers
import skrooge
import spreadsheet
from expected import Failure, same

ROOT = Path(__file__).parents[2]

# Name, options of the generator.
GENERATED = [
    ("plain", ["--size", "300K"]),
    ("accented", ["--size", "300K", "--accented", "--seed", "2"]),
    ("crlf", ["--size", "100K", "--eol", "crlf", "--seed", "3"]),
    ("unbroken", ["--size", "100K", "--eol", "none", "--accented", "--seed", "4"]),
    ("francs", ["--size", "60K", "--currency", "XPF", "--decimals", "0", "--seed", "5"]),
    ("dinars", ["--size", "60K", "--currency", "TND", "--decimals", "3", "--seed", "6"]),
    ("many-small", ["--statements", "400", "--entries", "0-2", "--accounts", "9", "--seed", "7"]),
    ("giant", ["--size", "1M", "--giant", "--seed", "8"]),
]


class Tally:
    """Runs checks, says which fail, and goes on."""

    def __init__(self):
        self.passed, self.failed = 0, 0

    def check(self, name, function, *arguments):
        try:
            function(*arguments)
        except Failure as failure:
            self.failed += 1
            print(f"FAILED {name}: {failure}", flush=True)
        except Exception as error:  # A broken check must not pass for a passed one.
            self.failed += 1
            print(f"FAILED {name}: {type(error).__name__}: {error}", flush=True)
        else:
            self.passed += 1


class Command:
    """The `cfonb` command."""

    def __init__(self, path):
        self.path = path

    def convert(self, source, kind, target, *options):
        result = readers.run(self.path, "convert", source, "-t", kind, "-o", target, *options)
        if result.returncode:
            raise Failure(f"cfonb convert -t {kind}: exit {result.returncode}: {result.stderr.decode()[:300]!r}")
        return target

    def json(self, source, target, *options):
        return json.loads(self.convert(source, "json", target, *options).read_text("utf-8"))


def check_file(tally, command, source, work):
    """Everything about one conforming file."""
    work.mkdir(parents=True, exist_ok=True)
    name, file = source.stem, source.read_bytes()
    document = command.json(source, work / "out.json")
    tally.check(f"{name}: JSON", expected.check_json, file, document)
    if "\ufffd" not in expected.decode(file):  # No character of Windows-1252.
        tally.check(f"{name}: round trip", check_round_trip, command, source, work)
        tally.check(f"{name}: through JSON", check_through_json, command, file, document, work)
    check_ofx(tally, command, source, document, work)
    check_csv(tally, command, source, document, work)
    camt.check_file(tally, command, source, document, work)
    return document


def check_round_trip(command, source, work):
    """The same records; where the file is written by the book, the same bytes."""
    file = source.read_bytes()
    name, end = expected.eol(file)
    copy = command.convert(source, "cfonb", work / "copy.cfonb", "--eol", name).read_bytes()
    same("records", expected.records(file), expected.records(copy))
    by_the_book = b"".join(record.encode("cp1252", "replace") + end for record in expected.records(file))
    if file == by_the_book:
        same("the file itself", True, copy == file)


def check_through_json(command, file, document, work):
    """File to JSON to file and to JSON again: the same statements and the same records."""
    if not all(entry["operation_code"] for entry in entries(document)):
        return  # The command writes 91 for a code that is missing.
    again = command.convert(work / "out.json", "cfonb", work / "again.cfonb", "--no-ascii")
    same("JSON", document, command.json(again, work / "again.json"))
    same("records", expected.records(file), expected.records(again.read_bytes()))


def entries(document):
    return [entry for statement in document["statements"] for entry in statement["entries"]]


def check_ofx(tally, command, source, document, work):
    decimals = max((statement["account"]["decimals"] for statement in document["statements"]), default=0)
    for version, charset, name in (("1", "cp1252", "out.ofx"), ("2", "utf-8", "out-2.ofx")):
        ofx = command.convert(source, "ofx", work / name, "--ofx-version", version)
        accounts, case = expected.accounts(document, charset), f"{source.stem}: OFX {version}"
        tally.check(f"{case} after the DTD", readers.check_dtd, ofx)
        if version == "2":
            tally.check(f"{case} is XML", readers.check_xml, ofx)
        for reader in readers.OFX_READERS:
            if reader == "ofxdump" and decimals > 2:
                continue  # It prints two.
            if reader == "ofxparse" and version == "2" and not ofx.read_bytes().isascii():
                continue  # It takes no other XML.
            tally.check(f"{case} by {reader}", readers.check_ofx, reader, ofx, accounts)


def check_csv(tally, command, source, document, work):
    rows = command.convert(source, "csv", work / "out.csv", "--dialect", "rfc4180")
    tally.check(f"{source.stem}: CSV", readers.check_csv, rows, document)
    if expected.in_order(document):  # So that each row's balance follows from the rows before.
        tally.check(f"{source.stem}: CSV by hledger", readers.check_hledger, rows, document, work)
    french = command.convert(source, "csv", work / "french.csv", "--dialect", "fr")
    tally.check(f"{source.stem}: French CSV", readers.check_csv, french, document, True)


def check_given_ids(tally, command, work):
    """Identifiers that the source gives are the FITIDs."""
    document = json.loads((work / "plain" / "out.json").read_text("utf-8"))
    for index, entry in enumerate(entries(document)):
        entry["id"] = str(uuid.uuid5(uuid.NAMESPACE_URL, str(index)))
    source = work / "ids.json"
    source.write_text(json.dumps(document), "utf-8")
    check_ofx(tally, command, source, document, work)


def check_api(tally, command, work):
    """An aggregator's account and its card."""
    (work / "api").mkdir(exist_ok=True)
    source = work / "api.json"
    files = sorted((ROOT / "testdata" / "iswigo").glob("*.json"))
    source.write_text("".join(file.read_text("utf-8") for file in files), "utf-8")
    document = command.json(source, work / "api" / "out.json")
    same("statements", 2, len(document["statements"]))
    check_ofx(tally, command, source, document, work / "api")


def check_cards(tally, command, work):
    """Every second account is a card: a number without bank details, and orders of a month."""
    document = json.loads((work / "accented" / "out.json").read_text("utf-8"))
    numbers = {}
    for statement in document["statements"]:
        account = statement["account"]
        index = numbers.setdefault(expected.account_key(account), len(numbers))
        if index % 2:
            account.update(bank_code="", branch_code="", number=f"4970XXXXXXXX{index:04}", rib_key=None, iban=None)
            account["kind"] = "card"
            for entry in statement["entries"]:
                entry["month"] = entry["booking_date"][:7]
    same("accounts enough", True, len(numbers) > 2)
    source = work / "cards.json"
    source.write_text(json.dumps(document), "utf-8")
    (work / "cards").mkdir(exist_ok=True)
    check_ofx(tally, command, source, document, work / "cards")
    ofx = (work / "cards" / "out.ofx").read_bytes()
    cards = len(numbers) // 2
    tally.check("cards: their statements", same, "count", cards, ofx.count(b"<CCSTMTRS>"))
    tally.check("cards: other statements", same, "count", len(numbers) - cards, ofx.count(b"<STMTRS>"))


def check_skrooge(command, work):
    """The sample through JSON and our CFONB; a wrong label must be noticed."""
    sample = work / "sample.json"
    document = command.json(ROOT / "testdata" / "sample.cfonb", sample)
    skrooge.check(command, sample, document, work)
    entries(document)[0]["label"] += "X"
    try:
        skrooge.check(command, sample, document, work)
    except expected.Failure:
        return
    raise expected.Failure("a wrong label is not noticed")


def spreadsheet_bites(work):
    """The comparison with the spreadsheet notices a wrong amount."""
    document = json.loads((work / "plain" / "out.json").read_text("utf-8"))
    entries(document)[0]["amount"] = "0.01"
    try:
        spreadsheet.check(work / "plain" / "french.csv", document, work / "plain")
    except expected.Failure:
        return
    raise expected.Failure("a wrong amount is not noticed")


def check_any_order(tally, command, source, work):
    """The statements in reverse: every entry keeps its identifier."""
    work.mkdir(parents=True, exist_ok=True)
    document = command.json(source, work / "forward.json")
    expected_accounts = expected.accounts(document)
    document["statements"].reverse()
    reverse = work / "reverse.json"
    reverse.write_text(json.dumps(document), "utf-8")
    ofx = command.convert(reverse, "ofx", work / "reverse.ofx")
    tally.check("reversed: OFX", readers.check_ofx, "ofxtools", ofx, expected_accounts)


def check_ebcdic(command, source, work):
    """The same statements from the file in EBCDIC, by the C library's conversion."""
    text = source.read_bytes()
    converted = readers.run("iconv", "-f", "WINDOWS-1252", "-t", "IBM297", input=text).stdout
    same("length", len(text), len(converted))
    # The sign of a zero units digit is C0 or D0 in EBCDIC, which `iconv` takes for letters.
    signs = {ord("{"): 0xC0, ord("}"): 0xD0}
    ebcdic = bytearray(converted)
    for start in range(0, len(text), 121):
        ebcdic[start + 103] = signs.get(text[start + 103], ebcdic[start + 103])
    path = work / "ebcdic.cfonb"
    path.write_bytes(ebcdic)
    same("JSON", command.json(source, work / "plain.json"), command.json(path, work / "ebcdic.json"))


def testdata(tally, command, work):
    """The files of the repository that are sound: taken by the strict policy, and adding up."""
    sound = 0
    for source in sorted((ROOT / "testdata").rglob("*.cfonb")):
        directory = work / "testdata" / source.stem
        directory.mkdir(parents=True, exist_ok=True)
        options = ("--strict", "-t", "ofx", "-o", directory / "try.ofx")
        if source.read_bytes()[:2] == b"01" and readers.run(command.path, "convert", source, *options).returncode == 0:
            sound += 1
            tally.check(f"{source.stem}: conversions", check_file, tally, command, source, directory)
    tally.check("testdata: some files are sound", same, "some", True, sound > 0)
    print(f"testdata: {sound} sound files", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cfonb", type=Path, required=True)
    parser.add_argument("--generate", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=ROOT / "target" / "acceptance" / "work")
    arguments = parser.parse_args()
    command, work, tally = Command(arguments.cfonb.absolute()), arguments.work.absolute(), Tally()
    work.mkdir(parents=True, exist_ok=True)
    for name, options in GENERATED:
        start = time.monotonic()
        source = work / f"{name}.cfonb"
        source.write_bytes(subprocess.run([arguments.generate, *options], capture_output=True, check=True).stdout)
        tally.check(f"{name}: conversions", check_file, tally, command, source, work / name)
        print(f"{name}: {source.stat().st_size} bytes, {time.monotonic() - start:.1f} s", flush=True)
    tally.check("given ids: conversions", check_given_ids, tally, command, work)
    tally.check("api: conversions", check_api, tally, command, work)
    tally.check("cards: conversions", check_cards, tally, command, work)
    for name in ("plain", "accented", "francs", "dinars"):
        document = json.loads((work / name / "out.json").read_text("utf-8"))
        sheet = work / name / "french.csv"
        tally.check(f"{name}: French CSV by LibreOffice", spreadsheet.check, sheet, document, work / name)
    tally.check("sample: CFONB by Skrooge", check_skrooge, command, work)
    tally.check("mutation: another amount by LibreOffice", spreadsheet_bites, work)
    for name in ("many-small", "accented"):
        source = work / f"{name}.cfonb"
        tally.check(f"{name} reversed: conversions", check_any_order, tally, command, source, work / "reversed" / name)
    document = json.loads((work / "plain" / "out.json").read_text("utf-8"))
    tally.check("traps: conversions", camt.check_traps, tally, command, document, work / "traps")
    tally.check("EBCDIC", check_ebcdic, command, work / "plain.cfonb", work)
    tally.check("testdata: conversions", testdata, tally, command, work)
    mutations.check(tally, command, work)
    camt.check_mutations(tally, work)
    print(f"\n{tally.passed} passed, {tally.failed} failed")
    return 1 if tally.failed else 0


if __name__ == "__main__":
    sys.exit(main())
