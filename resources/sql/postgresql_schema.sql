-- The ledger in PostgreSQL: the tables of sqlite_schema.sql. Keys are compared byte by byte (COLLATE "C"), as prefix ranges and the time
-- order of ids need it whatever the database's locale is.
CREATE TABLE IF NOT EXISTS ledger_schema (version INTEGER NOT NULL);

CREATE TABLE IF NOT EXISTS orders (
  order_id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  user_id TEXT COLLATE "C" NOT NULL,
  state TEXT NOT NULL,
  amount_minor BIGINT NOT NULL,
  currency TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  seen INTEGER NOT NULL
) WITH (fillfactor = 70);

CREATE TABLE IF NOT EXISTS order_items (
  order_id TEXT COLLATE "C" NOT NULL,
  product_id TEXT COLLATE "C" NOT NULL,
  quantity BIGINT NOT NULL,
  unit_price_minor BIGINT NOT NULL,
  PRIMARY KEY (order_id, product_id)
);

CREATE TABLE IF NOT EXISTS order_events (
  event_id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  order_id TEXT COLLATE "C" NOT NULL,
  event TEXT NOT NULL,
  occurred_at BIGINT NOT NULL,
  recorded_at BIGINT NOT NULL,
  node TEXT NOT NULL,
  topic TEXT NOT NULL,
  partition INTEGER NOT NULL,
  "offset" BIGINT NOT NULL,
  body TEXT NOT NULL
);

CREATE TABLE IF NOT EXISTS payments (
  payment_id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  order_id TEXT COLLATE "C" NOT NULL UNIQUE,
  captured_minor BIGINT NOT NULL,
  refunded_minor BIGINT NOT NULL,
  status TEXT NOT NULL
);

CREATE TABLE IF NOT EXISTS points (
  order_id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  user_id TEXT COLLATE "C" NOT NULL,
  accrued BIGINT NOT NULL,
  reversed BIGINT NOT NULL
);

CREATE TABLE IF NOT EXISTS stock_movements (
  movement_id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  order_id TEXT COLLATE "C" NOT NULL,
  product_id TEXT COLLATE "C" NOT NULL,
  kind TEXT NOT NULL,
  quantity BIGINT NOT NULL,
  occurred_at BIGINT NOT NULL
);

CREATE INDEX IF NOT EXISTS stock_movements_stocked ON stock_movements (product_id, movement_id) WHERE kind = 'stocked';

-- Rare, so an index costs nothing. fingerprint tells messages apart, wherever they stand.
CREATE TABLE IF NOT EXISTS dead_letters (
  letter_id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  topic TEXT NOT NULL,
  partition INTEGER NOT NULL,
  "offset" BIGINT NOT NULL,
  service TEXT NOT NULL,
  order_id TEXT COLLATE "C" NOT NULL,
  event TEXT NOT NULL,
  event_id TEXT NOT NULL,
  why TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  failed_at BIGINT NOT NULL,
  recorded_at BIGINT NOT NULL,
  message_key BYTEA NOT NULL,
  body_bytes BIGINT NOT NULL,
  truncated INTEGER NOT NULL,
  status TEXT NOT NULL,
  redriven_at BIGINT,
  redrives INTEGER NOT NULL,
  fingerprint TEXT NOT NULL,
  body BYTEA NOT NULL,
  message_headers BYTEA,
  null_key INTEGER NOT NULL DEFAULT 0,
  null_value INTEGER NOT NULL DEFAULT 0
);

CREATE INDEX IF NOT EXISTS dead_letters_recorded ON dead_letters (recorded_at, letter_id);

CREATE INDEX IF NOT EXISTS dead_letters_waiting ON dead_letters (topic, order_id) WHERE status = 'waiting';

CREATE INDEX IF NOT EXISTS dead_letters_fingerprint ON dead_letters (fingerprint);

-- What the hot store was seen to count, by its epochs; marks is JSON: the highest numbers of each. The row with the highest number is the one that counts.
CREATE TABLE IF NOT EXISTS store_marks (
  epoch TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  number INTEGER NOT NULL,
  since BIGINT NOT NULL,
  noted_at BIGINT NOT NULL,
  marks TEXT NOT NULL
);
