"""Do the checks bite? Each mistake below is made in a sound result, and each check named beside it must fail."""

import json
import re
from decimal import Decimal

import expected
import readers
from expected import Failure

ALL = ("ofxdump", "ofxtools", "ofxparse")
STRICT = ("ofxdump", "ofxtools", "DTD")


def once(pattern, replacement):
    """Replaces the last match, so that the head of the file stays."""

    def mutate(data):
        match = list(re.finditer(pattern, data, re.S))[-1]
        return data[: match.start()] + match.expand(replacement) + data[match.end() :]

    return mutate


def recoded(data):
    return data.decode("cp1252").encode("utf-8")


def unlike_sign(match):
    return match[1:] if match.startswith(b"-") else b"-" + match


def negated(data):
    match = list(re.finditer(rb"<TRNAMT>([^<]*)", data))[-1]
    return data[: match.start(1)] + unlike_sign(match[1]) + data[match.end(1) :]


STMTTRN = rb"<STMTTRN>(?:(?!<STMTTRN>).)*?</STMTTRN>\r\n"

OFX = [
    ("no LEDGERBAL", once(rb"<LEDGERBAL>.*?</LEDGERBAL>\r\n", b""), ALL),
    ("MEMO before NAME", once(rb"(<NAME>[^\r]*\r\n)(<MEMO>[^\r]*\r\n)", rb"\2\1"), ("ofxdump", "ofxtools")),
    ("UTF-8 under a declaration of 1252", recoded, ALL),
    ("CHARSET:8859-1", once(rb"CHARSET:1252", b"CHARSET:8859-1"), ("ofxtools",)),
    ("an entry less", once(STMTTRN, b""), ALL),
    ("an entry twice", once(b"(" + STMTTRN + b")", rb"\1\1"), ALL),
    ("a sign turned", negated, ALL),
    ("another balance", once(rb"<BALAMT>", b"<BALAMT>9"), ALL),
    ("another day", once(rb"<DTPOSTED>\d{8}", b"<DTPOSTED>19990101"), ALL),
    ("no FITID", once(rb"<FITID>[^\r]*\r\n", b""), ALL),
    ("another FITID", once(rb"<FITID>[^<]*", b"<FITID>0"), ALL),
    ("another account", once(rb"<ACCTID>[^<]*", b"<ACCTID>00000000000"), ALL),
    ("another name", once(rb"<NAME>[^<]*", b"<NAME>NOBODY"), ALL),
    ("a memo lost", once(rb"<MEMO>[^\r]*RUM\d{10}[^\r]*\r\n", b""), ALL),
    ("no LANGUAGE", once(rb"<LANGUAGE>[^\r]*\r\n", b""), ("ofxdump", "ofxtools")),
    ("an unknown type", once(rb"<TRNTYPE>[^<]*", b"<TRNTYPE>VIREMENT"), ("ofxtools",)),
]

ORIGINAL = rb"<ORIGCURRENCY>.*?</ORIGCURRENCY>\r\n"

OFX += [
    ("another rate", once(rb"<CURRATE>", b"<CURRATE>1"), ("ofxtools",)),
    ("another original currency", once(rb"<CURSYM>[A-Z]*", b"<CURSYM>CHF"), ("ofxtools",)),
    ("no original currency", once(ORIGINAL, b""), ("ofxtools",)),
    ("ORIGCURRENCY before MEMO", once(rb"(<MEMO>[^\r]*\r\n)(" + ORIGINAL + b")", rb"\2\1"), STRICT),
    ("no TRNUID", once(rb"<TRNUID>[^\r]*\r\n", b""), STRICT),
]

OFX_2 = [
    ("Windows-1252 under a declaration of UTF-8", lambda data: data.decode().encode("cp1252"), ("ofxtools", "XML")),
    ("VERSION 230", once(rb'VERSION="211"', b'VERSION="230"'), ("ofxtools",)),
    ("a byte order mark", lambda data: b"\xef\xbb\xbf" + data, ("ofxtools",)),
    ("a raw ampersand", once(b"&amp;", b"&"), ("XML",)),
    ("a raw less-than", once(b"&lt;", b"<"), ("ofxdump", "XML")),
    ("a control character", once(rb"<NAME>", b"<NAME>\x07"), ("XML",)),
    ("no LEDGERBAL", once(rb"<LEDGERBAL>.*?</LEDGERBAL>\r\n", b""), STRICT),
    ("an entry less", once(STMTTRN, b""), ("ofxdump", "ofxtools")),
    ("another FITID", once(rb"<FITID>[^<]*", b"<FITID>0"), ("ofxdump", "ofxtools")),
    ("another name", once(rb"<NAME>[^<]*", b"<NAME>NOBODY"), ("ofxdump", "ofxtools")),
]

BANKS = rb"(<BANKMSGSRSV1>.*</BANKMSGSRSV1>\r\n)"
CARD_SET = rb"(<CREDITCARDMSGSRSV1>.*</CREDITCARDMSGSRSV1>\r\n)"

CARDS = [
    ("another card", once(rb"<CCACCTFROM>\r\n<ACCTID>[^<]*", b"<CCACCTFROM>\r\n<ACCTID>4970"), ALL),
    ("a month lost", once(rb"<MEMO>\d{4}-\d\d</MEMO>\r\n", b""), ALL),
    ("cards before banks", once(BANKS + CARD_SET, rb"\2\1"), ("ofxdump", "DTD")),
    ("another end", once(rb"</CCSTMTRS>", b"</STMTRS>"), ("ofxdump", "DTD")),
    ("no number", once(rb"<CCACCTFROM>\r\n<ACCTID>[^\r]*\r\n", b"<CCACCTFROM>\r\n"), STRICT),
]

CSV = [
    ("a row less", once(rb"\r\n[^\r]*\r\n$", b"\r\n"), ("python", "hledger")),
    ("another amount", once(rb"(\d)\.(\d\d),EUR,", rb"\1\1.\2,EUR,"), ("python", "hledger")),
    ("another balance", once(rb",EUR,(-?\d)", rb",EUR,\g<1>1"), ("python", "hledger")),
    ("another text", once(rb"CHEQUE", b"CHECK"), ("python", "hledger")),
    ("LF for CRLF", lambda data: data.replace(b"\r\n", b"\n"), ("python",)),
    ("a byte order mark", lambda data: b"\xef\xbb\xbf" + data, ("python",)),
]


def fails(check, *arguments):
    try:
        check(*arguments)
    except Failure:
        return
    raise Failure("the mistake was not noticed")


def changed(path, mutate, target):
    data = path.read_bytes()
    mutated = mutate(data)
    if mutated == data:
        raise Failure("the mistake could not be made")
    target.write_bytes(mutated)
    return target


def check(tally, command, work):
    source = work / "accented"
    document = json.loads((source / "out.json").read_text("utf-8"))
    target = work / "mutated"
    target.mkdir(exist_ok=True)
    cards = json.loads((work / "cards.json").read_text("utf-8"))
    for mistakes, file, accounts in (
        (OFX, source / "out.ofx", expected.accounts(document)),
        (OFX_2, source / "out-2.ofx", expected.accounts(document, "utf-8")),
        (CARDS, work / "cards" / "out.ofx", expected.accounts(cards)),
    ):
        for name, mutate, by in mistakes:
            for reader in by:
                case = f"mistake: {name}, by {reader}"
                tally.check(case, ofx, file, mutate, target / file.name, reader, accounts)
    for name, mutate, by in CSV:
        for reader in by:
            case = f"mistake: {name}, by {reader}"
            tally.check(case, rows, source / "out.csv", mutate, target / "out.csv", reader, document, target)
    for name, mutate in JSON:
        tally.check(f"mistake: {name}, by columns", statements, work / "accented.cfonb", document, mutate)


def ofx(path, mutate, target, reader, accounts):
    mutated = changed(path, mutate, target)
    if reader in ("DTD", "XML"):
        fails({"DTD": readers.check_dtd, "XML": readers.check_xml}[reader], mutated)
    else:
        fails(readers.check_ofx, reader, mutated, accounts)


def rows(path, mutate, target, reader, document, work):
    mutated = changed(path, mutate, target)
    if reader == "hledger":
        fails(readers.check_hledger, mutated, document, work)
    else:
        fails(readers.check_csv, mutated, document)


def statements(file, document, mutate):
    copy = json.loads(json.dumps(document))
    mutate(copy["statements"])
    fails(expected.check_json, file.read_bytes(), copy)


def first_detail(statements):
    return next(d for s in statements for e in s["entries"] for d in e["details"])


def first_info(statements, key):
    return next(e["info"][key] for s in statements for e in s["entries"] if key in e.get("info", {}))


def another_amount(statements):
    entry = statements[-1]["entries"][-1]
    entry["amount"] = str(Decimal(entry["amount"]) + Decimal("0.01"))


JSON = [
    ("a statement less", lambda statements: statements.pop()),
    ("an entry less", lambda statements: statements[0]["entries"].pop()),
    ("another amount", another_amount),
    ("another label", lambda statements: statements[0]["entries"][0].update(label="X")),
    ("another date", lambda statements: statements[0]["entries"][0].update(booking_date="1999-01-01")),
    ("another name in info", lambda statements: first_info(statements, "debtor").update(name="X")),
    ("another detail", lambda statements: first_detail(statements).update(text="X")),
]
