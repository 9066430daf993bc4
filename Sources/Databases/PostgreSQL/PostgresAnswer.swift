#if PostgreSQL
  import CPostgres

  /// The answer to one statement: its columns and rows, whose values are in the binary form of their types.
  package final class PostgresAnswer {
    private let result: OpaquePointer

    /// Takes the result over and frees it with the last use.
    init(_ result: OpaquePointer) {
      self.result = result
    }

    deinit {
      PQclear(result)
    }

    /// Rows of the answer.
    package var count: Int { Int(PQntuples(result)) }
    /// Columns of the answer.
    package var columnCount: Int { Int(PQnfields(result)) }
    /// Rows that a statement without answer changed.
    package var changed: Int { Int(String(cString: PQcmdTuples(result))) ?? 0 }

    /// The name of a column, counted from 0.
    package func name(_ column: Int) -> String { String(cString: PQfname(result, Int32(column))) }
    /// The number of a column's type in the catalog `pg_type`.
    package func type(_ column: Int) -> UInt32 { PQftype(result, Int32(column)) }
    /// The length of a value [bytes], or `nil` for null.
    package func length(_ row: Int, _ column: Int) -> Int? {
      PQgetisnull(result, Int32(row), Int32(column)) == 1 ? nil : Int(PQgetlength(result, Int32(row), Int32(column)))
    }

    /// Calls `body` with the bytes of a value; `nil` for null.
    package func withValue<Result>(
      _ row: Int, _ column: Int, _ body: (UnsafeRawBufferPointer) -> Result
    ) -> Result? {
      guard let length = length(row, column), let start = PQgetvalue(result, Int32(row), Int32(column)) else {
        return nil
      }
      return body(UnsafeRawBufferPointer(start: start, count: length))
    }

    /// All rows; `nil` when a column is of a type that is not read.
    package var batch: SQLBatch? {
      var decoders: [PostgresDecoder] = []
      for column in 0..<columnCount {
        guard let decoder = PostgresDecoder(type: type(column)) else { return nil }
        decoders.append(decoder)
      }
      var batch = SQLBatch(columns: decoders.count)
      batch.reserve(rows: count)
      for row in 0..<count {
        for (column, decoder) in decoders.enumerated() {
          batch.append((withValue(row, column) { decoder.cell($0) } ?? .null) ?? .null)
        }
      }
      return batch
    }

    var status: ExecStatusType { PQresultStatus(result) }
    var state: String { field("C") ?? "" }
    var message: String { field("M") ?? String(cString: PQresultErrorMessage(result)) }

    private func field(_ code: Unicode.Scalar) -> String? {
      PQresultErrorField(result, Int32(code.value)).map { String(cString: $0) }
    }
  }
#endif
