#if PostgreSQL
  import Databases
  import Plant

  /// A connection of libpq with a server-side cursor, read in pieces as binary values.
  final class PostgresConnection: SQLConnection {
    private let link: PostgresLink
    private var decoders: [PostgresDecoder] = []
    private var isReading = false
    /// Rows asked for at a time, so that a piece stays below its bound whatever the length of a row.
    private var pieceRows = 256
    /// Names of types that only this database knows, by their number.
    private var types: [UInt32: PostgresDecoder] = [:]

    static var libraryVersion: String { PostgresLink.libraryVersion }

    /// Calls are broken off by a request to the server instead.
    let socket: Int32? = nil

    init(_ server: LogServer, _ address: SQLAddress, password: String?) throws(SQLFailure) {
      link = try PostgresLink(server, address, password: password)
      _ = try link.run("SET default_transaction_read_only = on")
    }

    func begin() throws(SQLFailure) {
      link.action = "starting to read"
      _ = try link.run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
    }

    func end() throws(SQLFailure) {
      try stop()
      link.action = "ending the reading"
      _ = try link.run("COMMIT")
    }

    func start(_ query: SQLQuery) throws(SQLFailure) -> [String] {
      try stop()
      link.action = query.purpose
      _ = try link.run("DECLARE shot_rows NO SCROLL CURSOR FOR " + query.text, query.parameters)
      isReading = true
      pieceRows = 256
      // No rows yet: the answer to this only describes the columns.
      let described = try link.run("FETCH FORWARD 0 FROM shot_rows")
      let columns = (0..<described.columnCount).map { (name: described.name($0), type: described.type($0)) }
      decoders = []
      for column in columns { decoders.append(try decoder(column.type, column.name)) }
      return columns.map(\.name)
    }

    func rows(_ count: Int) throws(SQLFailure) -> SQLBatch {
      var batch = SQLBatch(columns: decoders.count)
      guard isReading, count > 0 else { return batch }
      let asked = min(count, pieceRows)
      let answer = try link.run("FETCH FORWARD \(asked) FROM shot_rows")
      let received = answer.count
      batch.reserve(rows: received)
      var bytes = 0
      for row in 0..<received {
        for (column, decoder) in decoders.enumerated() {
          batch.append(try cell(answer, row, column, decoder, &bytes))
        }
      }
      if received < asked { try stop() }
      let perRow = max(1, bytes / max(1, received))
      pieceRows = max(1, min(SQLBounds.batchBytes / perRow, pieceRows * 4, 16_384))
      return batch
    }

    func stop() throws(SQLFailure) {
      guard isReading else { return }
      isReading = false
      _ = try link.run("CLOSE shot_rows")
    }

    private func cell(
      _ answer: PostgresAnswer, _ row: Int, _ column: Int, _ decoder: PostgresDecoder, _ bytes: inout Int
    ) throws(SQLFailure) -> SQLCell {
      guard let length = answer.length(row, column) else { return .null }
      bytes += length
      guard length <= SQLBounds.cellBytes else {
        throw link.failure(
          .unsupported, "column \(answer.name(column)) has a value of \(length) bytes, more than are read")
      }
      guard let cell = answer.withValue(row, column, { decoder.cell($0) }) ?? nil else {
        throw link.failure(.unsupported, "column \(answer.name(column)) has a value that is not of its type")
      }
      return cell
    }

    /// How the values of a type are read. Types of this database, such as enumerations, are looked up once.
    private func decoder(_ type: UInt32, _ column: String) throws(SQLFailure) -> PostgresDecoder {
      if let known = PostgresDecoder(type: type) ?? types[type] { return known }
      let answer = try link.run("SELECT typname::text, typtype::text FROM pg_type WHERE oid = \(type)")
      func text(_ column: Int) -> String? {
        answer.count == 1 ? answer.withValue(0, column) { String(decoding: $0, as: UTF8.self) } : nil
      }
      let name = text(0) ?? "\(type)"
      guard text(1) == "e" || name == "citext" else {
        throw link.failure(.unsupported, "column \(column) has the type \(name), which is not read")
      }
      types[type] = .text
      return .text
    }
  }
#endif
