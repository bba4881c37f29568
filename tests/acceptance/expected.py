"""What a conversion must hold: read from our JSON, and the JSON checked against the columns of the CFONB file."""

import hashlib
import re
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Context, Decimal


class Failure(Exception):
    """A result is not what it must be."""


def same(what, expected, found):
    """Fails, without printing long lists, unless both are equal."""
    if expected == found:
        return
    if isinstance(expected, list) and isinstance(found, list):
        if len(expected) != len(found):
            raise Failure(f"{what}: {len(expected)} expected, {len(found)} found")
        pair = next((a, b) for a, b in zip(expected, found) if a != b)
        raise Failure(f"{what}: expected {pair[0]}, found {pair[1]}")
    raise Failure(f"{what}: expected {expected}, found {found}")


def collapse(text):
    """One line without blanks side by side; control characters are blanks."""
    return " ".join(re.sub(r"[\x00-\x20\x7f-\xa0]+", " ", text or "").split(" ")).strip(" ")


@dataclass
class Entry:
    """An entry as the readers give it back; what a reader does not give is None."""

    id: str
    date: str
    amount: Decimal
    name: str
    memo: str = ""
    # Currency of the order, and how much of the account's currency one unit of it is worth.
    original: tuple = None

    def key(self):
        return (self.id, self.date, self.amount, self.name)


@dataclass
class Account:
    entries: list = field(default_factory=list)
    # Final balances, (date, amount): one, unless the statements do not follow one another.
    balances: list = field(default_factory=list)


def account_key(account):
    return (account["bank_code"] or "", account["branch_code"] or "", account["number"])


# --- the JSON against the file -------------------------------------------------------------------------------


def iso(ddmmyy):
    """A date of the file; blanks and zeros are none."""
    if ddmmyy.strip(" 0") == "":
        return None
    century = "19" if int(ddmmyy[4:]) >= 70 else "20"
    return f"{century}{ddmmyy[4:]}-{ddmmyy[2:4]}-{ddmmyy[:2]}"


def amount(columns, decimals):
    digits, sign = columns[:13], columns[13]
    negative = sign in "}JKLMNOPQR"
    units = ("}JKLMNOPQR" if negative else "{ABCDEFGHI").index(sign)
    value = Decimal(digits + str(units)).scaleb(-decimals)
    return -value if negative else value


def decode(line):
    """UTF-8 if it is, or else Windows-1252, in which five bytes have no character."""
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return "".join(bytes([b]).decode("cp1252") if b not in b"\x81\x8d\x8f\x90\x9d" else chr(b) for b in line)


def records(file):
    """The records of a file, 120 columns each, as text."""
    return [
        line[start : start + 120].ljust(120)
        for line in map(decode, re.split(b"\r\n|\n|\r", file))
        for start in range(0, len(line), 120)
        if line[start : start + 120].strip(" ")
    ]


def eol(file):
    """The line end of a file, as the command names it, and its bytes."""
    names = {"crlf": b"\r\n", "lf": b"\n", "none": b""}
    return next((name, end) for name, end in names.items() if end in file)


def is_factor(r):
    """Whether a complement has a value date where others have a qualifier."""
    date = r[42:48]
    return date.isdigit() and 1 <= int(date[:2]) <= 31 and 1 <= int(date[2:4]) <= 12


def following(iterator, what):
    for item in iterator:
        return item
    raise Failure(f"a {what} is missing")


def code_of(text):
    """A code, which is ASCII and not blank."""
    return text.rstrip(" ") or None if text.isascii() else None


def number(text):
    """A number of decimals, then digits."""
    return Decimal(text[1:]).scaleb(-int(text[0]))


# Where each part of a complement goes in `info`: qualifier, first column, last column, path.
PARTS = [
    ("NPY", 0, 70, "debtor.name"),
    ("IPY", 0, 35, "debtor.id"),
    ("IPY", 35, 70, "debtor.id_type"),
    ("CPY", 0, 35, "debtor.account"),
    ("NBE", 0, 70, "creditor.name"),
    ("IBE", 0, 35, "creditor.id"),
    ("IBE", 35, 70, "creditor.id_type"),
    ("CBE", 0, 35, "creditor.account"),
    ("NPO", 0, 70, "ultimate_debtor.name"),
    ("IPO", 0, 35, "ultimate_debtor.id"),
    ("NBU", 0, 70, "ultimate_creditor.name"),
    ("IBU", 0, 35, "ultimate_creditor.id"),
    ("LCS", 0, 35, "creditor_reference"),
    ("RCN", 0, 35, "end_to_end_id"),
    ("RCN", 35, 70, "purpose"),
    ("REF", 0, 35, "payment_information_id"),
    ("REF", 35, 70, "instruction_id"),
    ("RUM", 0, 35, "mandate_id"),
    ("RUM", 35, 39, "sequence_type"),
]


def check_info(entry):
    """The typed view of the details, against the parts of their 70 columns."""
    info = entry.get("info") or {}
    texts = {detail["qualifier"]: detail["text"].ljust(70) for detail in entry["details"]}
    for qualifier, start, end, path in PARTS:
        expected = texts.get(qualifier, "")[start:end].strip(" ") or None
        found = info
        for key in path.split("."):
            found = (found or {}).get(key)
        same(f"info.{path}", expected, found)
    unspaced = lambda text: "".join(text.split())
    remittance = unspaced(texts.get("LCC", "") + texts.get("LC2", ""))
    same("info.remittance", remittance, unspaced(info.get("remittance") or ""))
    # An amount that is not written by the book is left out, and stays in the details.
    if re.match(r"[A-Z]{3}\d{15} *$", texts.get("FEE", "")):
        same("info.fees.currency", texts["FEE"][:3], info["fees"]["currency"])
        same("info.fees", number(texts["FEE"][3:18]), Decimal(info["fees"]["amount"]))
    if re.match(r"[A-Z]{3}\d{15}(\d{13}| {13})", texts.get("MMO", "")):
        original = info["original_amount"]
        same("info.original_amount.currency", texts["MMO"][:3], original["currency"])
        same("info.original_amount", number(texts["MMO"][3:18]), Decimal(original["amount"]))
        rate = texts["MMO"][18:31].strip()
        expected = Decimal(rate[2:]).scaleb(-int(rate[:2])) if rate.strip("0") else None
        same("info.exchange_rate", expected, original.get("exchange_rate") and Decimal(original["exchange_rate"]))


def check_json(file, document):
    """Every field of our JSON against the columns of the file, read here from scratch."""
    statements = iter(document["statements"])
    entries, details = iter(()), iter(())
    for r in records(file):
        code = r[:2]
        if code == "01":
            statement = following(statements, "statement")
            decimals = int(r[19]) if r[19].strip() else 2
            same("account", (r[2:7], r[11:16], r[21:32].strip(" ")), account_key(statement["account"]))
            same("decimals", decimals, statement["account"]["decimals"])
            same("opening date", iso(r[34:40]), statement["opening"]["date"])
            same("opening", amount(r[90:104], decimals), Decimal(statement["opening"]["amount"]))
            entries, total = iter(statement["entries"]), Decimal(statement["opening"]["amount"])
        elif code == "04":
            entry = following(entries, "entry")
            same("booking date", iso(r[34:40]), entry["booking_date"])
            same("value date", iso(r[42:48]), entry["value_date"])
            same("amount", amount(r[90:104], int(r[19])), Decimal(entry["amount"]))
            same("scale", int(r[19]), -Decimal(entry["amount"]).as_tuple().exponent)
            same("label", r[48:79].strip(" "), entry["label"])
            same("operation code", code_of(r[32:34]), entry["operation_code"])
            same("reject code", None if r[40:42] == "00" else code_of(r[40:42]), entry["reject_code"])
            same("internal code", code_of(r[7:11]), entry["internal_code"])
            same("entry number", r[81:88].strip(" ") if r[81:88].strip(" 0") else None, entry["entry_number"])
            same("reference", r[104:120].strip(" ") or None, entry["reference"])
            flags = {"0": False, "1": True}
            same("exempt", flags.get(r[88]), entry["commission_exempt"])
            same("unavailable", flags.get(r[89]), entry["unavailable"])
            details = iter(entry["details"])
            check_info(entry)
            total += Decimal(entry["amount"])
        elif code == "05":
            detail = following(details, "detail")
            qualifier, text = (None, r[48:79]) if is_factor(r) else (code_of(r[45:48]), r[48:118])
            same("qualifier", qualifier, detail["qualifier"])
            same("detail", text.rstrip(" "), detail["text"])
        elif code == "07":
            same("closing date", iso(r[34:40]), statement["closing"]["date"])
            same("closing", amount(r[90:104], int(r[19])), Decimal(statement["closing"]["amount"]))
            same("sum", total, Decimal(statement["closing"]["amount"]))
            same("entries left over", None, next(entries, None))
    same("statements left over", None, next(statements, None))


# --- the identifiers of OFX ----------------------------------------------------------------------------------

# Published in the crate's documentation as version 1; never to change.
SPELLING = {
    **dict.fromkeys("ÀÁÂÃÄÅàáâãäåª", "A"),
    **dict.fromkeys("Ææ", "AE"),
    **dict.fromkeys("Çç", "C"),
    **dict.fromkeys("ÈÉÊËèéêë", "E"),
    **dict.fromkeys("ÌÍÎÏìíîï", "I"),
    **dict.fromkeys("Ññ", "N"),
    **dict.fromkeys("ÒÓÔÕÖØòóôõöøº", "O"),
    **dict.fromkeys("Œœ", "OE"),
    **dict.fromkeys("ÙÚÛÜùúûüµ", "U"),
    "€": "EUR",
}


def normal(text):
    return collapse("".join(SPELLING.get(c, c.upper() if c.isascii() else c) for c in text or ""))


def hashed(*fields):
    return hashlib.sha256("\x1f".join(fields).encode()).hexdigest()[:32]


def entry_key(account, entry):
    """The thirteen fields that make an identifier, hashed."""
    digits = Decimal(entry["amount"]).as_tuple()
    return hashed(
        *("v1", *map(normal, account), entry["booking_date"], entry["value_date"] or ""),
        normal(entry["operation_code"]),
        "-" * digits.sign + str(int("".join(map(str, digits.digits)))),
        str(-digits.exponent),
        *map(normal, (entry["entry_number"], entry["reference"], entry["label"])),
    )


def chains(document):
    """The statements of each account that follow one another, in order: by trial, which is enough for an account
    that has one chain or whose chains are apart."""
    left = defaultdict(list)
    for statement in document["statements"]:
        account = statement["account"]
        left[(*account_key(account), account["currency"])].append(statement)
    for key, statements in left.items():
        start, end = (lambda s: balance(s["opening"])), (lambda s: balance(s["closing"]))
        ends = {end(s) for s in statements if start(s) != end(s)}
        following = defaultdict(list)
        for statement in statements:
            following[start(statement)].append(statement)
        firsts = [s for s in statements if start(s) not in ends] or statements[:1]
        for first in firsts:
            chain, point = [], start(first)
            while following[point]:
                # Those that lead back to where they start come first.
                following[point].sort(key=lambda s: start(s) != end(s))
                chain.append(following[point].pop(0))
                point = end(chain[-1])
            if chain:
                yield key, chain
        same("statements outside any chain", 0, sum(map(len, following.values())))


def balance(balance):
    return (balance["date"], Decimal(balance["amount"]))


def original(entry):
    """The currency of the order and its rate, to nine digits, if the rate explains the amount one way or the other."""
    order = (entry.get("info") or {}).get("original_amount") or {}
    if not order.get("exchange_rate") or not Decimal(order["amount"]) or not Decimal(entry["amount"]):
        return None
    amount, rate = Decimal(entry["amount"]), Decimal(order["exchange_rate"])
    unit = Decimal(1).scaleb(amount.as_tuple().exponent)
    distances = [(abs(Decimal(order["amount"]) * r - abs(amount)), r) for r in (rate, 1 / rate)]
    distance, rate = min(distances, key=lambda pair: pair[0])
    return (order["currency"], digits(rate)) if distance <= unit else None


def digits(rate):
    return Context(prec=9).create_decimal(rate).normalize()


def accounts(document, charset="cp1252"):
    """Entries and final balances by account."""
    result = defaultdict(Account)
    for key, chain in chains(document):
        account, seen = result[key[:3]], defaultdict(int)
        for entry in (entry for statement in chain for entry in statement["entries"]):
            id = entry["id"]
            if id is None:
                id = entry_key(key, entry)
                seen[id] += 1
                if seen[id] > 1:
                    id = hashed("v1", id, str(seen[id]))
            name = collapse(entry["label"]).encode(charset, "replace").decode(charset)[:32].rstrip()
            order = original(entry)
            order = None if order and order[0] == key[3] else order  # In the account's own currency.
            amount = Decimal(entry["amount"])
            account.entries.append(Entry(id, entry["booking_date"], amount, name, wordings(entry), order))
        account.balances.append(balance(chain[-1]["closing"]))
    return dict(result)


def in_order(document):
    """Whether each statement of an account follows the one before."""
    ends = {}
    for statement in document["statements"]:
        key = (*account_key(statement["account"]), statement["account"]["currency"])
        if ends.get(key, statement["opening"]) != statement["opening"]:
            return False
        ends[key] = statement["closing"]
    return True


def wordings(entry):
    """The texts that a memo must hold: label continuations, messages, mandates."""
    texts = []
    for detail in entry["details"]:
        width = {"LIB": 70, "LCC": 70, "LC2": 70, "LCS": 35, "RUM": 35}.get(detail["qualifier"] or "LIB")
        if width:
            texts.append(collapse(detail["text"][:width]))
    texts.append(entry.get("month"))
    return [text for text in texts if text]
