import Acquisition
import FileLocks
import Foundation
import Plant
import Twin

/// The folder of an import: grows beside its final place as `NAME.part`, and is renamed when it is complete.
///
/// `import.json` says up to which byte each file counts and from where the sources are read on. It is replaced, whole,
/// after the files have reached the disk; whatever lies behind those bytes is of an interrupted run and is cut off.
final class ImportFolder {
  /// How far an import is.
  struct State: Codable {
    /// What is imported: sources, query, program.
    var definition: String
    var complete = false
    /// The time of the import, by which shots in the future are told; gone when the import is complete.
    var now: Int64?
    /// Index of the source being read.
    var pass = 0
    var cursor: String?
    /// Bytes of each file that count.
    var files: [String: Int] = [:]

    /// Whether the first step was done.
    var hasRead: Bool { pass > 0 || cursor != nil }
  }

  private static let stateName = "import.json"

  /// Where the import will be.
  let path: String
  private(set) var state: State
  /// True when the import was complete before.
  let wasComplete: Bool
  /// True when an interrupted import is continued.
  private(set) var isResumed = false
  private let part: String
  /// None of an import that was complete before.
  private let lock: FileLock?

  /// Opens the folder: a new one, an interrupted one to be continued, or a complete one to be looked at.
  init(_ path: String, definition: String, now: Instant) throws {
    var place = path
    while place.count > 1, place.hasSuffix("/") { place.removeLast() }
    self.path = place
    part = place + ".part"
    let manager = FileManager.default
    state = State(definition: definition, now: now.microseconds)
    if manager.fileExists(atPath: place) {
      guard let found = Self.state(in: place), found.complete, found.definition == definition else {
        throw CommandFailure(
          place: "--out", found: "`\(place)`, which exists and is another import or none",
          expected: "the name of a new folder", remedy: "choose another name or remove it")
      }
      state = found
      wasComplete = true
      lock = nil
      return
    }
    wasComplete = false
    do {
      try manager.createDirectory(atPath: part + "/shots", withIntermediateDirectories: true)
    } catch {
      throw CommandFailure(
        place: "--out", found: "a folder that cannot be created: \(error.localizedDescription)",
        expected: "a place that can be written to", remedy: "choose another place")
    }
    do {
      lock = try FileLock(folder: part)
    } catch {
      throw CommandFailure(
        place: "--out", found: "`\(part)`, into which another import is writing", expected: "one import at a time")
    }
    // What has read nothing yet may become another import: a description is often corrected after the first try.
    if let found = Self.state(in: part), found.definition == definition || found.hasRead {
      guard found.definition == definition else {
        throw CommandFailure(
          place: "--out", found: "`\(part)`, an interrupted import of something else",
          expected: "the same sources, options and program as before",
          remedy: "repeat the first command, or remove the folder")
      }
      state = found
      isResumed = true
    }
    try cutBack()
  }

  private static func state(in folder: String) -> State? {
    guard let bytes = try? Data(contentsOf: URL(filePath: folder + "/" + stateName)) else { return nil }
    return try? JSONDecoder().decode(State.self, from: bytes)
  }

  /// Removes what the state does not count.
  private func cutBack() throws {
    for file in try FileManager.default.subpathsOfDirectory(atPath: part) {
      let place = "\(part)/\(file)"
      guard file != Self.stateName, !ProgramPlace.isFolder(URL(filePath: place)) else { continue }
      guard let length = state.files[file] else {
        unlink(place)
        continue
      }
      var status = stat()
      guard stat(place, &status) == 0, status.st_size >= length, truncate(place, off_t(length)) == 0 else {
        throw damage(place)
      }
    }
    for file in state.files.keys.sorted() where !FileManager.default.fileExists(atPath: "\(part)/\(file)") {
      throw damage("\(part)/\(file)")
    }
  }

  private func damage(_ place: String) -> CommandFailure {
    CommandFailure(
      .dataUnusable, place: place, found: "less than an interrupted import left there",
      expected: "the files as they were", remedy: "remove `\(part)` and import again")
  }

  // MARK: Writing

  /// Adds to files and moves on to a place of the sources; after an interruption all of it has happened, or nothing.
  func commit(_ additions: [String: String], pass: Int, cursor: ShotCursor?) throws(CommandFailure) {
    for (file, text) in additions.sorted(by: { $0.key < $1.key }) where !text.isEmpty { try append(text, to: file) }
    state.pass = pass
    state.cursor = cursor?.description
    try writeState()
  }

  private func append(_ text: String, to file: String) throws(CommandFailure) {
    let place = "\(part)/\(file)"
    let descriptor = open(place, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw Descriptor.failure(errno, place: place) }
    defer { close(descriptor) }
    try Descriptor.write(text, to: descriptor, place: place)
    guard fdatasync(descriptor) == 0 else { throw Descriptor.failure(errno, place: place) }
    state.files[file, default: 0] += text.utf8.count
  }

  private func writeState() throws(CommandFailure) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    guard let text = try? String(decoding: encoder.encode(state), as: UTF8.self) else {
      throw CommandFailure(place: part, found: "a state that cannot be written", expected: "JSON")
    }
    try AtomicFile.write(text + "\n", to: "\(part)/\(Self.stateName)")
  }

  /// Adds the report and puts the folder into its place.
  func finish(_ report: [(name: String, text: String)]) throws(CommandFailure) {
    try AtomicFile.write(report, into: part)
    for file in report { state.files[file.name] = file.text.utf8.count }
    state.complete = true
    state.now = nil
    state.cursor = nil
    try writeState()
    guard rename(part, path) == 0 else { throw Descriptor.failure(errno, place: path) }
  }

  // MARK: Reading

  /// Calls `body` with the cells of each row of a table of the import, its head aside.
  func forEachRow(_ file: String, _ body: ([String]) -> Bool) throws {
    let place = "\(wasComplete ? path : part)/\(file)"
    guard state.files[file] != nil else { return }
    let handle = try FileHandle(forReadingFrom: URL(filePath: place))
    defer { try? handle.close() }
    var reader = CSVReader { [UInt8](try handle.read(upToCount: 1 << 16) ?? Data()) }
    _ = try reader.row()
    do {
      while let row = try reader.row() {
        guard body(row.cells) else { throw damage("\(place):\(row.line)") }
      }
    } catch let fault as CSVReader.Fault {
      throw CommandFailure(
        .dataUnusable, place: "\(place):\(fault.line):\(fault.column)", found: fault.found, expected: fault.expected,
        remedy: "remove the folder and import again")
    }
  }
}
