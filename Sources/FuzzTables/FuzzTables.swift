import Columnar
import FuzzDriver

/// Reads random bytes as tables: any input must end in a table that survives being written and read, or in an error
/// with words. The last argument, `parquet` or `csv`, is the decoder.
@main enum FuzzTables {
  /// Tables stay small, so that the time of an input goes into the decoder: a dozen bytes can mean a run of any length.
  private static let limits = ColumnarLimits(columns: 64, rows: 1000, cells: 4000, unpacked: 1 << 18, footer: 1 << 16)

  static func main() {
    let isParquet = CommandLine.arguments.last == "parquet"
    fuzz { bytes in
      words { () throws(ColumnarError) in
        if isParquet { try checkParquet(bytes) } else { try checkCSV(bytes) }
      }
    }
  }

  private static func checkParquet(_ bytes: [UInt8]) throws(ColumnarError) {
    let table = try ColumnTable(parquet: framed(bytes), limits: limits)
    let again = try ColumnTable(parquet: table.parquet(compression: .snappy), limits: limits)
    precondition(again.schema == table.schema && again.rowCount == table.rowCount, "a table reads back")
    precondition(again.csv() == table.csv(), "the cells read back")
  }

  private static func checkCSV(_ bytes: [UInt8]) throws(ColumnarError) {
    let table = try ColumnTable(csv: bytes, limits: limits)
    let again = try ColumnTable(csv: table.csv(), schema: table.schema, limits: limits)
    precondition(again.csv() == table.csv(), "the cells read back")
  }

  /// The bytes between the marks of a Parquet file, so that no input is wasted on them.
  private static func framed(_ bytes: [UInt8]) -> [UInt8] {
    guard bytes.count >= 12 else { return bytes }
    let mark = Array("PAR1".utf8)
    return mark + bytes[4..<bytes.count - 4] + mark
  }

  private static func words(_ check: () throws(ColumnarError) -> Void) {
    do throws(ColumnarError) {
      try check()
    } catch {
      precondition(!error.found.isEmpty && !error.expected.isEmpty, "an error has words")
    }
  }
}
