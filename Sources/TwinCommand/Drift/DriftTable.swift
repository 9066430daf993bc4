import Columnar
import Foundation
import Learning

/// A table whose columns are read one by one, so that a file may be larger than the memory.
struct DriftTable: Sendable {
  private enum Form: Sendable {
    case whole(ColumnTable)
    case parquet(DriftFile)
  }

  private let form: Form
  let schema: [ColumnSchema]
  let rowCount: Int
  /// Where it comes from, for messages.
  private let path: String

  /// Opens a table: Parquet, or CSV of at most 512 MiB.
  init(_ path: String, option: String) throws(CommandFailure) {
    self.path = path
    let file = try DriftFile(path, option: option)
    do throws(ColumnarError) {
      if file.isParquet {
        let parquet = try file.parquet()
        (schema, rowCount, form) = (parquet.schema, parquet.rowCount, .parquet(file))
      } else {
        guard file.size <= 1 << 29 else {
          throw ColumnarError(
            .limit, found: "\(file.size) bytes of CSV", expected: "at most \(1 << 29); Parquet may be larger")
        }
        let table = try ColumnTable(csv: try file.bytes(0, file.size))
        (schema, rowCount, form) = (table.schema, table.rowCount, .whole(table))
      }
    } catch {
      throw Self.failure(error, path)
    }
  }

  private static func failure(_ error: ColumnarError, _ path: String) -> CommandFailure {
    CommandFailure(
      .dataUnusable, place: error.column.map { "\(path), column \($0)" } ?? path, found: error.found,
      expected: error.expected, remedy: "use a table of build-features, in Parquet or CSV")
  }

  /// Some columns, those that there are.
  func table(_ names: Set<String>) throws(CommandFailure) -> ColumnTable {
    do throws(ColumnarError) {
      switch form {
      case .whole(let table): return try ColumnTable(table.columns.filter { names.contains($0.name) })
      case .parquet(let file): return try file.parquet().table(columns: names)
      }
    } catch {
      throw Self.failure(error, path)
    }
  }

  /// What must be known before the columns are looked at.
  func head() throws(CommandFailure) -> DriftHead {
    DriftHead(try table(DriftHead.needed), columns: schema, rowCount: rowCount)
  }

  /// Works on columns side by side.
  ///
  /// - Returns: what `work` made of each, in the order of `names`.
  func map<Value: Sendable>(
    _ names: [String], threads: Int?, _ work: @escaping @Sendable (String, ColumnCells) -> Value
  ) async throws -> [Value] {
    // A file is opened once for several columns; the last ones are shared among the threads.
    let step = max(1, min(8, names.count / (4 * Threads.count(threads))))
    var start = 0
    var values: [Value] = []
    try await OrderedTasks(threads: threads).run {
      guard start < names.count else { return nil }
      defer { start = min(start + step, names.count) }
      return Array(names[start..<min(start + step, names.count)])
    } _: { (batch: [String]) in
      try columns(batch, work)
    } _: {
      values += $0
    }
    return values
  }

  private func columns<Value>(
    _ names: [String], _ work: (String, ColumnCells) -> Value
  ) throws(CommandFailure) -> [Value] {
    do throws(ColumnarError) {
      var values: [Value] = []
      switch form {
      case .whole(let table):
        for name in names { if let cells = table[name] { values.append(work(name, cells)) } }
      case .parquet(let file):
        let parquet = try file.parquet()
        for name in names {
          if let cells = try parquet.table(columns: [name])[name] { values.append(work(name, cells)) }
        }
      }
      return values
    } catch {
      throw Self.failure(error, path)
    }
  }
}

/// A file open for reading at any place by several threads.
final class DriftFile: Sendable {
  let size: Int
  private let descriptor: Int32

  init(_ path: String, option: String) throws(CommandFailure) {
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw CommandFailure(
        place: option, found: "`\(path)`, which cannot be read (\(String(cString: strerror(errno))))",
        expected: "a readable file", remedy: "check the path")
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw CommandFailure(place: option, found: "`\(path)`, which is no file", expected: "a file")
    }
    size = Int(status.st_size)
  }

  deinit { close(descriptor) }

  /// Whether the file ends as Parquet does.
  var isParquet: Bool { size >= 12 && (try? bytes(size - 4, 4)) == Array("PAR1".utf8) }

  func parquet() throws(ColumnarError) -> ParquetFile {
    try ParquetFile(size: size) { offset, count throws(ColumnarError) in try self.bytes(offset, count) }
  }

  /// Bytes from a place; fewer when the file ends.
  func bytes(_ offset: Int, _ count: Int) throws(ColumnarError) -> [UInt8] {
    var failed = false
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while filled < count {
        let more = pread(descriptor, buffer.baseAddress.map { $0 + filled }, count - filled, off_t(offset + filled))
        if more < 0, errno == EINTR { continue }
        failed = more < 0
        guard more > 0 else { break }
        filled += more
      }
    }
    guard !failed else {
      throw ColumnarError(.malformed, offset: offset, found: "an error of input", expected: "a readable file")
    }
    return bytes
  }
}
