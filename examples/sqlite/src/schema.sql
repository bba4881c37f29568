-- Amounts are whole minor units (cents), with as many decimals as the account says: never a floating point number.

CREATE TABLE IF NOT EXISTS accounts (
    id          INTEGER PRIMARY KEY,
    bank_code   TEXT NOT NULL,
    branch_code TEXT NOT NULL,
    number      TEXT NOT NULL,
    currency    TEXT NOT NULL,
    decimals    INTEGER NOT NULL,
    iban        TEXT,
    UNIQUE (bank_code, branch_code, number, currency)
) STRICT;

CREATE TABLE IF NOT EXISTS statements (
    id           INTEGER PRIMARY KEY,
    account      INTEGER NOT NULL REFERENCES accounts,
    opening_date TEXT NOT NULL,
    opening      INTEGER NOT NULL,
    closing_date TEXT NOT NULL,
    closing      INTEGER NOT NULL,
    UNIQUE (account, opening_date, opening, closing_date, closing)
) STRICT;

-- `key` is what is known of an entry, whatever statement it came in; `occurrence` tells twins of one day apart.
CREATE TABLE IF NOT EXISTS entries (
    id             INTEGER PRIMARY KEY,
    account        INTEGER NOT NULL REFERENCES accounts,
    booking_date   TEXT NOT NULL,
    value_date     TEXT,
    amount         INTEGER NOT NULL,
    operation_code TEXT,
    label          TEXT NOT NULL,
    details        TEXT NOT NULL,
    key            TEXT NOT NULL,
    occurrence     INTEGER NOT NULL,
    UNIQUE (account, key, occurrence)
) STRICT;
