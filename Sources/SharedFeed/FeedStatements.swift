/// The tables of a shared feed and what is done with them, in the schema `live` of PostgreSQL.
///
/// A topic's row is held by the transaction that adds items to it, so that numbers are given in the order in which they
/// can be read: who has read up to a number has missed nothing before it.
enum FeedStatements {
  /// The channel on which everybody is told that there is something to read.
  static let channel = "pur_mold_twin_live"

  /// The number only has to be the same for all of us.
  static let lock = "SELECT pg_advisory_xact_lock(7310589439)"

  /// The last table that is made; null where it is missing.
  static let isMade = "SELECT CAST(to_regclass('live.request') AS TEXT)"

  static let tables = [
    "CREATE SCHEMA IF NOT EXISTS live",
    "CREATE TABLE IF NOT EXISTS live.numbering (id BIGINT PRIMARY KEY CHECK (id = 1), epoch TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS live.topic (name TEXT PRIMARY KEY, head BIGINT NOT NULL, floor BIGINT NOT NULL)",
    """
    CREATE TABLE IF NOT EXISTS live.item (topic TEXT NOT NULL, sequence BIGINT NOT NULL, key TEXT NOT NULL,
      machine TEXT, number DOUBLE PRECISION, rest BOOLEAN NOT NULL, item TEXT NOT NULL, PRIMARY KEY (topic, sequence))
    """,
    "CREATE INDEX IF NOT EXISTS item_key ON live.item (topic, key, sequence)",
    "CREATE TABLE IF NOT EXISTS live.publisher (id TEXT PRIMARY KEY, batch BIGINT NOT NULL, seen TIMESTAMPTZ NOT NULL)",
    """
    CREATE TABLE IF NOT EXISTS live.request (id TEXT PRIMARY KEY, asked TIMESTAMPTZ NOT NULL DEFAULT now(),
      actor TEXT NOT NULL, request TEXT NOT NULL, taken BOOLEAN NOT NULL DEFAULT FALSE, reply TEXT)
    """,
  ]

  static let number = "INSERT INTO live.numbering VALUES (1, $1) ON CONFLICT (id) DO NOTHING"
  static let addTopic = "INSERT INTO live.topic VALUES ($1, 0, 0) ON CONFLICT (name) DO NOTHING"

  static let epoch = "SELECT epoch FROM live.numbering"
  /// Begins another numbering, unless somebody has done so.
  static let renumber = "UPDATE live.numbering SET epoch = $1 WHERE epoch = $2"
  static let topics = "SELECT name, head, floor FROM live.topic"

  // MARK: Reading

  private static let columns = "topic, sequence, key, machine, number, rest, item"
  static let everything = "SELECT \(columns) FROM live.item ORDER BY topic, sequence"
  static let news = """
    SELECT i.topic, i.sequence, i.key, i.machine, i.number, i.rest, i.item
    FROM json_each_text(CAST($1 AS JSON)) AS t, LATERAL (SELECT \(columns) FROM live.item
      WHERE topic = t.key AND sequence > CAST(t.value AS BIGINT) ORDER BY sequence LIMIT 2000) AS i
    ORDER BY i.topic, i.sequence
    """

  // MARK: Writing

  /// Answers nothing when the batch has been written before.
  static let begin = """
    INSERT INTO live.publisher AS p VALUES ($1, $2, now())
    ON CONFLICT (id) DO UPDATE SET batch = EXCLUDED.batch, seen = now() WHERE p.batch < EXCLUDED.batch
    RETURNING p.batch
    """
  static let reserve = "UPDATE live.topic SET head = head + $2 WHERE name = $1 RETURNING head"
  static let insert = """
    INSERT INTO live.item (\(columns))
    SELECT $1, CAST($2 AS BIGINT) + x.place, x.key, x.machine, x.number, x.rest, x.item
    FROM json_to_recordset(CAST($3 AS JSON))
      AS x(place BIGINT, key TEXT, machine TEXT, number DOUBLE PRECISION, rest BOOLEAN, item TEXT)
    """
  static let tell = "NOTIFY \(channel)"
  /// Keeps so many items of a topic, and the newest of each key.
  static let bound = """
    WITH bound AS (UPDATE live.topic SET floor = greatest(floor, head - CAST($2 AS BIGINT)) WHERE name = $1
      RETURNING floor)
    DELETE FROM live.item AS i USING bound WHERE i.topic = $1 AND i.sequence <= bound.floor
      AND (i.rest OR EXISTS (SELECT 1 FROM live.item AS j
        WHERE j.topic = i.topic AND j.key = i.key AND j.sequence > i.sequence))
    """
  static let forget = "DELETE FROM live.publisher WHERE seen < now() - INTERVAL '1 day'"

  // MARK: Requests

  static let ask = "INSERT INTO live.request (id, actor, request) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"
  static let reply = "SELECT reply FROM live.request WHERE id = $1"
  static let withdraw = "DELETE FROM live.request WHERE id = $1 OR asked < now() - INTERVAL '2 minutes'"
  /// Nobody waits any more for an answer to what is older.
  static let take = """
    UPDATE live.request SET taken = TRUE WHERE NOT taken AND asked > now() - INTERVAL '20 s'
    RETURNING id, actor, request
    """
  static let answer = "UPDATE live.request SET reply = $2 WHERE id = $1"
}
