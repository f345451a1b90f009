-- The ledger in SQLite. Times are epoch milliseconds, amounts are cents.
-- order_events is a rowid table: its rows are wide, and a wide row in a WITHOUT ROWID tree costs twice the time. The narrow tables are
-- clustered by keys that begin with the time-ordered order id, so that they grow at their end. Every index is paid for by every order:
-- the partial one holds restocks only. Those that orders are found by are in adapters/sql/schema_upgrade.cpp: an older ledger gets them later.
CREATE TABLE IF NOT EXISTS ledger_schema (version INTEGER NOT NULL);

CREATE TABLE IF NOT EXISTS orders (
  order_id TEXT NOT NULL PRIMARY KEY,
  user_id TEXT NOT NULL,
  state TEXT NOT NULL,
  amount_minor INTEGER NOT NULL,
  currency TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  seen INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS order_items (
  order_id TEXT NOT NULL,
  product_id TEXT NOT NULL,
  quantity INTEGER NOT NULL,
  unit_price_minor INTEGER NOT NULL,
  PRIMARY KEY (order_id, product_id)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS order_events (
  event_id TEXT NOT NULL PRIMARY KEY,
  order_id TEXT NOT NULL,
  event TEXT NOT NULL,
  occurred_at INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL,
  node TEXT NOT NULL,
  topic TEXT NOT NULL,
  partition INTEGER NOT NULL,
  "offset" INTEGER NOT NULL,
  body TEXT NOT NULL
);

CREATE TABLE IF NOT EXISTS payments (
  payment_id TEXT NOT NULL PRIMARY KEY,
  order_id TEXT NOT NULL UNIQUE,
  captured_minor INTEGER NOT NULL,
  refunded_minor INTEGER NOT NULL,
  status TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS points (
  order_id TEXT NOT NULL PRIMARY KEY,
  user_id TEXT NOT NULL,
  accrued INTEGER NOT NULL,
  reversed INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS stock_movements (
  movement_id TEXT NOT NULL PRIMARY KEY,
  order_id TEXT NOT NULL,
  product_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  quantity INTEGER NOT NULL,
  occurred_at INTEGER NOT NULL
) WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS stock_movements_stocked ON stock_movements (product_id, movement_id) WHERE kind = 'stocked';

-- Rare, so an index costs nothing. fingerprint tells messages apart, wherever they stand.
CREATE TABLE IF NOT EXISTS dead_letters (
  letter_id TEXT NOT NULL PRIMARY KEY,
  topic TEXT NOT NULL,
  partition INTEGER NOT NULL,
  "offset" INTEGER NOT NULL,
  service TEXT NOT NULL,
  order_id TEXT NOT NULL,
  event TEXT NOT NULL,
  event_id TEXT NOT NULL,
  why TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  failed_at INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL,
  message_key BLOB NOT NULL,
  body_bytes INTEGER NOT NULL,
  truncated INTEGER NOT NULL,
  status TEXT NOT NULL,
  redriven_at INTEGER,
  redrives INTEGER NOT NULL,
  fingerprint TEXT NOT NULL,
  body BLOB NOT NULL,
  message_headers BLOB,
  null_key INTEGER NOT NULL DEFAULT 0,
  null_value INTEGER NOT NULL DEFAULT 0
);

CREATE INDEX IF NOT EXISTS dead_letters_recorded ON dead_letters (recorded_at, letter_id);

CREATE INDEX IF NOT EXISTS dead_letters_waiting ON dead_letters (topic, order_id) WHERE status = 'waiting';

CREATE INDEX IF NOT EXISTS dead_letters_fingerprint ON dead_letters (fingerprint);

-- What the hot store was seen to count, by its epochs; marks is JSON: the highest numbers of each. The row with the highest number is the one that counts.
CREATE TABLE IF NOT EXISTS store_marks (
  epoch TEXT NOT NULL PRIMARY KEY,
  number INTEGER NOT NULL,
  since INTEGER NOT NULL,
  noted_at INTEGER NOT NULL,
  marks TEXT NOT NULL
) WITHOUT ROWID;
