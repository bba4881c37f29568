"""What a French spreadsheet makes of the French CSV: dates are dates, amounts are numbers, texts are texts."""

import re
import xml.etree.ElementTree as ET
from decimal import Decimal

import readers
from expected import Failure, same

# Semicolon, double quote, UTF-8, first line 1, French, quoted cells are no text of their own, numbers recognised.
FILTER = "CSV:59,34,76,1,,1036,false,true"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


def opened(path, work):
    """The rows of a CSV file as LibreOffice opens it; a cell is a date, a number or a text."""
    profile = f"-env:UserInstallation=file://{work / 'profile'}"
    found = readers.run(
        *("soffice", profile, "--headless", "--convert-to", "fods"),
        *(f"--infilter={FILTER}", "--outdir", work / "sheet", path),
    )
    sheet = work / "sheet" / f"{path.stem}.fods"
    if found.returncode or not sheet.exists():
        raise Failure(f"soffice: exit {found.returncode}: {found.stderr.decode()[:300]!r}")
    rows = []
    for row in ET.parse(sheet).iter(f"{TABLE}table-row"):
        cells = []
        for cell in row.iter(f"{TABLE}table-cell"):
            repeated = int(cell.get(f"{TABLE}number-columns-repeated", "1"))
            cells += [value(cell)] * min(repeated, 12)
        rows += [cells[:12]] * min(int(row.get(f"{TABLE}number-rows-repeated", "1")), 1 if not any(cells) else 10**6)
    return [row for row in rows if any(cell is not None for cell in row)]


def value(cell):
    kind = cell.get(f"{OFFICE}value-type")
    if cell.get(f"{TABLE}formula"):
        raise Failure("a cell is a formula")
    match kind:
        case None:
            return None
        case "date":
            return ("date", cell.get(f"{OFFICE}date-value"))
        case "float":
            return ("number", Decimal(cell.get(f"{OFFICE}value")))
        case _:
            # Runs of blanks are elements of their own.
            return ("text", " ".join("".join(cell.itertext()).split()))


def check(path, document, work):
    """Dates, debit, credit, amount, currency and label of every row."""
    header, *rows = opened(path, work)
    same("header", ("text", "Date"), header[0])
    entries = [
        (statement["account"], entry) for statement in document["statements"] for entry in statement["entries"]
    ]
    same("rows", len(entries), len(rows))
    for (account, entry), row in zip(entries, rows):
        amount = Decimal(entry["amount"])
        same("date", ("date", entry["booking_date"]), row[0])
        same("value date", entry["value_date"] and ("date", entry["value_date"]), row[1])
        same("debit", ("number", -amount) if amount < 0 else None, row[4])
        same("credit", None if amount < 0 else ("number", amount), row[5])
        same("amount", ("number", amount), row[6])
        same("currency", ("text", account["currency"]), row[7])
        check_label(entry["label"], row[2])


def check_label(label, cell):
    """A label that a spreadsheet takes for a number or a date is its own; any other is text, letter for letter."""
    if cell is not None and cell[0] == "text":
        guarded = "'" + label if label[:1] in tuple("=+-@") else label
        same("label", " ".join(re.sub(r"[\x00-\x1f]", " ", guarded).split()), cell[1])
    elif label and not re.search(r"\d", label):
        raise Failure(f"label: {label!r} is not a text: {cell!r}")
