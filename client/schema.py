"""The tables of the durable store, and the version they are.

`progress` is only ever appended to: each row is an event that was handled and where the cursor
stands since, so that both become durable in one statement; the last row has the cursor.

One script makes them all in one transaction. A file of another version is refused: guessing at
what an unknown client remembered is how an order is sent twice.
"""

VERSION = 3

TABLES = f"""
BEGIN IMMEDIATE;
CREATE TABLE progress (
    number INTEGER PRIMARY KEY,
    event_id TEXT,
    cursor INTEGER
);
CREATE TABLE signals (
    strategy_id INTEGER NOT NULL,
    account TEXT NOT NULL,
    state TEXT NOT NULL,
    event_seq_id INTEGER,
    PRIMARY KEY (strategy_id, account)
) WITHOUT ROWID;
CREATE TABLE errors (
    error_id TEXT PRIMARY KEY,
    strategy_id INTEGER NOT NULL,
    account TEXT
) WITHOUT ROWID;
CREATE TABLE losses (
    number INTEGER PRIMARY KEY,
    after_cursor INTEGER NOT NULL,
    resumed_at INTEGER NOT NULL,
    lost_at TEXT NOT NULL,
    orders INTEGER,
    positions INTEGER
);
CREATE TABLE intents (
    number INTEGER PRIMARY KEY,
    event_id TEXT NOT NULL,
    strategy_id INTEGER NOT NULL,
    account TEXT NOT NULL,
    position_name TEXT NOT NULL,
    underlying BLOB,
    opened_at TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT
);
CREATE TABLE steps (
    intent INTEGER NOT NULL REFERENCES intents (number),
    name TEXT NOT NULL,
    operation TEXT NOT NULL,
    key TEXT NOT NULL,
    payload TEXT NOT NULL,
    is_settled INTEGER NOT NULL,
    job_id TEXT,
    order_ids TEXT NOT NULL,
    prepared TEXT,
    PRIMARY KEY (intent, name)
) WITHOUT ROWID;
CREATE TABLE dead_letters (
    number INTEGER PRIMARY KEY,
    event_id TEXT,
    event_seq_id INTEGER,
    kind TEXT NOT NULL,
    payload BLOB NOT NULL,
    error TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    failed_at TEXT NOT NULL
);
PRAGMA user_version = {VERSION};
COMMIT;
"""
