import Columnar
import Foundation
import Learning

/// The file of a table of features: written beside its place, and renamed when it is complete.
final class FeatureFile {
  /// Rows of a group in Parquet.
  private static let groupRows = 1 << 14

  /// The form, by the end of the file's name.
  private enum Form {
    case parquet(ParquetWriter)
    case csv
  }

  private let path: String
  private let draft: String
  private let schema: FeatureSchema
  private let descriptor: Int32
  private var form: Form
  /// Rows that wait for a group to be full.
  private var waiting: [ColumnTable] = []
  private var waitingRows = 0
  private var isOpen = true

  init(_ path: String, schema: FeatureSchema) throws {
    self.path = path
    self.schema = schema
    let isParquet = path.hasSuffix(".parquet")
    guard isParquet || path.hasSuffix(".csv") else {
      throw CommandFailure(
        place: "--out", found: "`\(path)`", expected: "a name that ends in .parquet or .csv")
    }
    let target = URL(filePath: path)
    guard !ProgramPlace.isFolder(target) else { throw Descriptor.failure(EISDIR, place: path) }
    draft = target.deletingLastPathComponent().appending(path: ".\(target.lastPathComponent).\(getpid()).part").path
    form = isParquet ? .parquet(try ParquetWriter(schema: schema.columns, metadata: schema.metadata)) : .csv
    descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw Descriptor.failure(errno, place: path) }
    Interruption.protect(draft)
    do {
      switch form {
      case .parquet(let writer): try write(writer.head)
      case .csv: try write(schema.table([]).csv())
      }
    } catch {
      discard()
      throw error
    }
  }

  deinit { if isOpen { discard() } }

  /// Adds rows behind the others.
  func append(_ table: ColumnTable) throws {
    waiting.append(table)
    waitingRows += table.rowCount
    while waitingRows >= Self.groupRows { try flush(Self.groupRows) }
  }

  /// Writes the rest and puts the file into its place.
  func finish() throws {
    try flush(waitingRows)
    if case .parquet(let writer) = form { try write(writer.end()) }
    guard fsync(descriptor) == 0, rename(draft, path) == 0 else { throw Descriptor.failure(errno, place: path) }
    isOpen = false
    close(descriptor)
    Interruption.release()
  }

  private func flush(_ count: Int) throws {
    let all = try waiting.isEmpty ? schema.table([]) : ColumnTable.stacked(waiting)
    // Groups end at the same rows however the rows arrive.
    let table = try count < all.rowCount ? all[0..<count] : all
    waiting = try count < all.rowCount ? [all[count..<all.rowCount]] : []
    waitingRows -= count
    switch form {
    case .csv: try write(table.csv(hasHead: false))
    case .parquet(var writer):
      try write(try writer.group(table))
      form = .parquet(writer)
    }
  }

  private func write(_ bytes: [UInt8]) throws { try Descriptor.write(bytes, to: descriptor, place: path) }

  private func discard() {
    isOpen = false
    close(descriptor)
    unlink(draft)
    Interruption.release()
  }
}
