import Columnar

/// The driver of libFuzzer; its header is not importable from Swift.
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
  _ count: UnsafeMutablePointer<CInt>, _ arguments: UnsafeMutablePointer<CommandLineArguments>,
  _ callback: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

private typealias CommandLineArguments = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>

/// Reads random bytes as tables: any input must end in a table that survives being written and read, or in an error
/// with words.
@main enum FuzzTables {
  private static let limits = ColumnarLimits(
    columns: 64, rows: 20_000, cells: 100_000, unpacked: 1 << 22, footer: 1 << 20)

  static func main() {
    var count = CommandLine.argc
    var arguments = CommandLine.unsafeArgv
    _ = runDriver(&count, &arguments) { bytes, count in
      FuzzTables.check([UInt8](UnsafeBufferPointer(start: bytes, count: count)))
      return 0
    }
  }

  private static func check(_ bytes: [UInt8]) {
    do throws(ColumnarError) {
      if bytes.starts(with: Array("PAR1".utf8)) {
        let table = try ColumnTable(parquet: bytes, limits: limits)
        let again = try ColumnTable(parquet: table.parquet(compression: .snappy), limits: limits)
        precondition(again.schema == table.schema && again.rowCount == table.rowCount, "a table reads back")
        precondition(again.csv() == table.csv(), "the cells read back")
      } else {
        let table = try ColumnTable(csv: bytes, limits: limits)
        let again = try ColumnTable(csv: table.csv(), schema: table.schema, limits: limits)
        precondition(again.csv() == table.csv(), "the cells read back")
      }
    } catch {
      precondition(!error.found.isEmpty && !error.expected.isEmpty, "an error has words")
    }
  }
}
