import Foundation
import Twin

/// The file of a study's rows, written as they come, and beside it the definition by which it can be continued.
///
/// At any moment the file ends with a whole row, but for a crash of the machine; a torn last row is cut off when the
/// study is continued.
final class RowFile {
  private let path: String
  private let study: Study
  private let table: StudyTable
  private let descriptor: Int32
  /// Bytes of header and whole rows; `nil` for a device or pipe, which has no length.
  private var length: Int?

  /// Opens the file: a new one, or an interrupted one to be continued.
  init(path: String, study: Study, definition: String, resume: Bool) throws(CommandFailure) {
    self.path = path
    self.study = study
    var status = stat()
    let exists = stat(path, &status) == 0
    let isRegular = !exists || status.st_mode & S_IFMT == S_IFREG
    table = StudyTable(study, as: try Self.form(path, isRegular: isRegular))
    guard isRegular else {
      descriptor = open(path, O_WRONLY | O_CLOEXEC)
      guard descriptor >= 0 else { throw Descriptor.failure(errno, place: path) }
      try Descriptor.write(table.header, to: descriptor, place: path)
      return
    }
    if exists, !resume {
      throw CommandFailure(
        place: "--save", found: "`\(path)`, which exists", expected: "the name of a new file",
        remedy: "continue it with --resume, choose another name or remove it")
    }
    let sidecar = path + ".study.json"
    if exists {
      try Self.check(sidecar, path: path, study: study)
    } else {
      try AtomicFile.write(definition, to: sidecar)
    }
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw Descriptor.failure(errno, place: path) }
    length = 0
    let size = exists ? Int(status.st_size) : 0
    if size < table.header.utf8.count {
      guard ftruncate(descriptor, 0) == 0 else { throw Descriptor.failure(errno, place: path) }
      try write(table.header)
    }
  }

  deinit { Foundation.close(descriptor) }

  private static func form(_ path: String, isRegular: Bool) throws(CommandFailure) -> StudyTable.Form {
    if path.hasSuffix(".jsonl") || path.hasSuffix(".ndjson") { return .jsonLines }
    if path.hasSuffix(".csv") || !isRegular { return .csv }
    throw CommandFailure(
      place: "--save", found: "`\(path)`", expected: "a name that ends in .csv or .jsonl",
      remedy: "for one JSON document with rows and summary use --output json")
  }

  private static func check(_ sidecar: String, path: String, study: Study) throws(CommandFailure) {
    guard FileManager.default.fileExists(atPath: sidecar) else {
      throw CommandFailure(
        place: "--resume", found: "no `\(sidecar)` beside the rows",
        expected: "the definition that the study left there",
        remedy: "without it nobody knows what the rows are; choose another name for --save")
    }
    let text = try TextFile.read(sidecar, option: "--resume")
    let document = try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    let digest = document?["digest"] as? String
    guard digest == study.digest else {
      throw CommandFailure(
        place: "--resume", found: "rows of another study in `\(path)` (digest \(digest ?? "unreadable"))",
        expected: "rows of this one (digest \(study.digest))",
        remedy: "scenario, catalog, options and program must be those of the first run: see the command in \(sidecar)")
    }
  }

  /// Calls `body` with each row that is there, and cuts off a torn last one.
  func forEachRow(_ body: (StudyRow) throws -> Void) throws {
    guard length != nil, let reader = FileHandle(forReadingAtPath: path) else { return }
    defer { try? reader.close() }
    let header = Data(table.header.utf8)
    guard try header.isEmpty || reader.read(upToCount: header.count) == header else {
      throw damage("another header", at: 1)
    }
    var good = header.count
    var index = 0
    var rest = Data()
    while let more = try reader.read(upToCount: 1 << 20), !more.isEmpty {
      rest.append(more)
      while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
        let bytes = rest[rest.startIndex...end]
        let line = String(decoding: bytes, as: UTF8.self).dropLast()
        guard index < study.count, let row = table.row(line, at: index) else {
          throw damage("a row that this study does not make", at: index + 2)
        }
        try body(row)
        good += bytes.count
        index += 1
        rest = rest[rest.index(after: end)...]
      }
      rest = Data(rest)
    }
    guard ftruncate(descriptor, off_t(good)) == 0, lseek(descriptor, off_t(good), SEEK_SET) >= 0 else {
      throw Descriptor.failure(errno, place: path)
    }
    length = good
  }

  private func damage(_ found: String, at line: Int) -> CommandFailure {
    CommandFailure(
      .dataUnusable, place: "\(path):\(line)", found: found, expected: "the rows that an interrupted study left",
      remedy: "cut the file off before this line, or choose another name for --save")
  }

  /// Adds rows behind the others.
  func append(_ rows: [StudyRow]) throws(CommandFailure) { try write(rows.map(table.line).joined()) }

  /// Forces the rows to the disk.
  func close() throws(CommandFailure) {
    guard length != nil else { return }
    guard fsync(descriptor) == 0 else { throw Descriptor.failure(errno, place: path) }
  }

  private func write(_ text: String) throws(CommandFailure) {
    do throws(CommandFailure) {
      try Descriptor.write(text, to: descriptor, place: path)
    } catch {
      guard let length else { throw error }
      // What was written of these rows goes, so that the file ends with a whole one.
      ftruncate(descriptor, off_t(length))
      var failure = error
      failure.remedy = [failure.remedy, "then continue with --resume"].filter { !$0.isEmpty }.joined(separator: ", ")
      throw failure
    }
    if let length { self.length = length + text.utf8.count }
  }
}
