import Columnar
import Foundation

/// The file of a table, in Parquet or CSV by the end of its name: written beside its place, and renamed when it is
/// complete.
final class TableFile {
  /// Rows of a group in Parquet.
  private static let groupRows = 1 << 14

  /// The form, by the end of the file's name.
  private enum Form {
    case parquet(ParquetWriter)
    case csv
  }

  private let path: String
  private let draft: String
  private let columns: [ColumnSchema]
  private let descriptor: Int32
  /// Columns packed at once.
  private let threads: Int
  private var form: Form
  /// Rows that wait for a group to be full.
  private var waiting: [ColumnTable] = []
  private var waitingRows = 0
  private var isOpen = true

  /// - Parameter threads: threads to pack columns with.
  init(_ path: String, columns: [ColumnSchema], metadata: [String: String], threads: Int) throws {
    self.path = path
    self.columns = columns
    self.threads = threads
    let isParquet = path.hasSuffix(".parquet")
    guard isParquet || path.hasSuffix(".csv") else {
      throw CommandFailure(
        place: "--out", found: "`\(path)`", expected: "a name that ends in .parquet or .csv")
    }
    let target = URL(filePath: path)
    guard !ProgramPlace.isFolder(target) else { throw Descriptor.failure(EISDIR, place: path) }
    draft = target.deletingLastPathComponent().appending(path: ".\(target.lastPathComponent).\(getpid()).part").path
    form = isParquet ? .parquet(try ParquetWriter(schema: columns, metadata: metadata)) : .csv
    descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw Descriptor.failure(errno, place: path) }
    Interruption.protect(draft)
    do {
      switch form {
      case .parquet(let writer): try write(writer.head)
      case .csv: try write(ColumnTable(columns.map { Column($0.name, $0.type.cells) }).csv())
      }
    } catch {
      discard()
      throw error
    }
  }

  deinit { if isOpen { discard() } }

  /// True for a file of text, which is given bytes instead of tables.
  var isText: Bool { if case .csv = form { true } else { false } }

  /// Adds rows behind the others.
  func append(_ table: ColumnTable) throws {
    waiting.append(table)
    waitingRows += table.rowCount
    while waitingRows >= Self.groupRows { try flush(Self.groupRows) }
  }

  /// Adds rows as text behind the others.
  func append(_ text: [UInt8]) throws { try write(text) }

  /// Writes the rest and puts the file into its place.
  func finish() throws {
    try flush(waitingRows)
    if case .parquet(let writer) = form { try write(writer.end()) }
    guard fsync(descriptor) == 0, rename(draft, path) == 0 else { throw Descriptor.failure(errno, place: path) }
    isOpen = false
    close(descriptor)
    Interruption.release()
  }

  /// Writes a group; groups end at the same rows however the rows arrive.
  private func flush(_ count: Int) throws {
    guard count > 0, case .parquet(var writer) = form else { return }
    let (tables, packing) = (waiting, writer)
    let parts = try ParallelMap(threads: threads).map(0..<columns.count) { column throws(ColumnarError) in
      try packing.part(ColumnTable.stacked(column, of: tables, rows: count))
    }
    try write(try writer.group(parts))
    form = .parquet(writer)
    let last = waiting.last
    waitingRows -= count
    waiting = []
    if let last, waitingRows > 0 { waiting = [try last[last.rowCount - waitingRows..<last.rowCount]] }
  }

  private func write(_ bytes: [UInt8]) throws { try Descriptor.write(bytes, to: descriptor, place: path) }

  private func discard() {
    isOpen = false
    close(descriptor)
    unlink(draft)
    Interruption.release()
  }
}

extension ColumnType {
  /// No cells of this type.
  fileprivate var cells: ColumnCells {
    switch self {
    case .int32: .int32(Cells([]))
    case .int64: .int64(Cells([]))
    case .double: .double(Cells([]))
    case .bool: .bool(Cells([]))
    case .string: .string(Cells([]))
    case .timestamp: .timestamp(Cells([]))
    }
  }
}
