import Foundation
import Plant

/// A folder of shots in one of the layouts: finds them and reads them.
struct ShotFolder: Sendable {
  /// What is kept of a shot while its files are closed.
  struct Entry: Sendable {
    let key: ShotKey
    /// The shot's folder, or its file, below the folder of the source.
    let path: String
    let mold: String?
    let system: String?
    let status: String?
    /// A shot that cannot be read matches every query, so that it is reported.
    let isReadable: Bool
    /// Numbers of its documents and of its series when the folder was looked through.
    let documents, series: Int
  }

  let path: String
  let layout: FolderLayout
  let form: CSVForm
  let description: DatasourceDescription
  let clock: LocalClock?
  let document: FolderSource.DocumentReading

  /// Every shot, in order; equal keys in the order of their paths.
  func entries() throws(SourceError) -> [Entry] {
    try checkFolder()
    var paths: [String] = []
    var series: [String: Int] = [:]
    let below = FileManager.default.enumerator(atPath: path)
    while let found = below?.nextObject() as? String {
      let isSeries = found.lowercased().hasSuffix(".csv")
      switch layout {
      case .shots: if Self.name(found) == "shot.yaml" { paths.append(Self.parent(found)) }
      case .former: if Self.name(found) == "meta.yaml" { paths.append(Self.parent(found)) }
      case .cup: if isSeries { paths.append(found) }
      }
      if isSeries { series[layout == .cup ? found : Self.parent(found), default: 0] += 1 }
    }
    var entries: [Entry] = []
    entries.reserveCapacity(paths.count)
    for path in paths.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
      let (fields, faults, documents) = try fields(of: path)
      func text(_ target: LogTarget) -> String? {
        guard let (mapping, field) = stated(target, in: fields) else { return nil }
        return field.value.text.map(mapping.ourWord)
      }
      entries.append(
        Entry(
          key: key(fields), path: path, mold: text(.mold), system: text(.system), status: text(.status),
          isReadable: faults.isEmpty, documents: documents, series: series[path] ?? 0))
    }
    // A folder that went away meanwhile looks empty.
    try checkFolder()
    // The paths are in order, and equal keys keep it.
    return entries.enumerated().sorted { ($0.element.key, $0.offset) < ($1.element.key, $1.offset) }.map(\.element)
  }

  func matches(_ entry: Entry, _ query: ShotQuery) -> Bool {
    if let ids = query.ids, !ids.contains(entry.key.id) { return false }
    guard entry.isReadable else { return true }
    func allows(_ value: String?, _ wanted: Set<String>) -> Bool {
      wanted.isEmpty || value.map(wanted.contains) ?? false
    }
    return query.includes(start: entry.key.start) && allows(entry.mold, query.molds)
      && allows(entry.system, query.systems) && allows(entry.status, Set(query.statuses.map(\.rawValue)))
  }

  /// Reads the files of a shot.
  /// - Throws: when fewer are there than when the folder was looked through: it is being removed, and what is left of a
  ///   shot is no shot.
  func shot(_ entry: Entry) throws(SourceError) -> RawShot {
    var (fields, faults, documents) = try fields(of: entry.path)
    let files = try seriesFiles(of: entry.path)
    guard documents >= entry.documents, files.count >= entry.series else { throw gone(entry.path) }
    var series: [RawSeries] = []
    for file in files {
      do {
        let times = description.series.map(\.time.column)
        let handle = try open(file)
        defer { try? handle.close() }
        if let read = try SeriesFile.read(
          file, times: times, form: form, more: { [UInt8](try handle.read(upToCount: 1 << 16) ?? Data()) })
        {
          series.append(read)
        }
      } catch let fault as CSVReader.Fault {
        faults.append(
          RawShot.Fault(
            origin: .file(file, line: fault.line, column: fault.column), found: fault.found, expected: fault.expected))
      } catch let error as SourceError {
        throw error
      } catch {
        try checkFolder()
        guard exists(file) else { throw gone(file) }
        faults.append(unreadable(file, error))
      }
    }
    return RawShot(key: entry.key, fields: fields, series: series, faults: faults, origin: .file(entry.path))
  }

  // MARK: Fields

  private func key(_ fields: [RawField]) -> ShotKey {
    let start = stated(.start, in: fields).flatMap {
      StartReading($0.field.value, unit: $0.mapping.unit, clock: clock).instant
    }
    return ShotKey(start: start, id: stated(.id, in: fields)?.field.value.text ?? "")
  }

  /// The first field that states a target, in the order of the mappings.
  private func stated(_ target: LogTarget, in fields: [RawField]) -> (mapping: ColumnMapping, field: RawField)? {
    for mapping in description.shots.columns where mapping.target == target {
      if let field = fields.first(where: { $0.name == mapping.column && !$0.value.isNull }) { return (mapping, field) }
    }
    return nil
  }

  private func fields(of path: String) throws(SourceError) -> DocumentFields {
    switch layout {
    case .shots: return try documents(["\(path)shot.yaml"])
    case .former:
      return try documents(["meta.yaml", "process.yaml", "qc.yaml", "density_mech.yaml"].map { path + $0 })
    case .cup:
      let stem = String(path.dropLast(4))
      var (fields, faults, count) = try documents([stem + ".yaml"])
      if !fields.contains(where: { $0.name == "id" }) {
        fields.append(RawField("id", .text(Self.name(stem)), origin: .file(path)))
      }
      if !fields.contains(where: { $0.name == "start" }), let start = Self.start(in: Self.name(stem)) {
        fields.append(RawField("start", .text(start), origin: .file(path)))
      }
      return (fields, faults, count)
    }
  }

  /// What the documents of a shot say, what is wrong with them, and how many there are.
  private typealias DocumentFields = (fields: [RawField], faults: [RawShot.Fault], documents: Int)

  /// The fields of those files that exist.
  private func documents(_ files: [String]) throws(SourceError) -> DocumentFields {
    var count = 0
    var fields: [RawField] = []
    var faults: [RawShot.Fault] = []
    for file in files where exists(file) {
      count += 1
      do {
        let handle = try open(file)
        defer { try? handle.close() }
        // One byte more than a document may have, so that the reader sees that it is too long.
        let bytes = try handle.read(upToCount: 1 << 20 + 1) ?? Data()
        let (found, wrong) = document([UInt8](bytes), file)
        fields += found
        faults += wrong
      } catch {
        try checkFolder()
        guard exists(file) else { throw gone(file) }
        faults.append(unreadable(file, error))
      }
    }
    return (fields, faults, count)
  }

  private func seriesFiles(of shot: String) throws(SourceError) -> [String] {
    guard layout != .cup else { return [shot] }
    do {
      return try FileManager.default.contentsOfDirectory(atPath: "\(path)/\(shot)")
        .filter { $0.lowercased().hasSuffix(".csv") }.sorted().map { shot + $0 }
    } catch {
      try checkFolder()
      return []
    }
  }

  // MARK: Files

  private func open(_ file: String) throws -> FileHandle {
    try FileHandle(forReadingFrom: URL(filePath: "\(path)/\(file)"))
  }

  private func exists(_ file: String) -> Bool { FileManager.default.fileExists(atPath: "\(path)/\(file)") }

  private func gone(_ file: String) -> SourceError {
    SourceError(
      .unavailable, place: description.id,
      found: "files of `\(path)/\(file)` that are gone since the folder was opened",
      expected: "a folder that stays while it is read", remedy: "go on when the folder is complete again")
  }

  private func unreadable(_ file: String, _ error: any Error) -> RawShot.Fault {
    RawShot.Fault(
      origin: .file(file), found: "a file that cannot be read (\(error.localizedDescription))",
      expected: "a readable file")
  }

  /// Tells a source that is away from a file that is.
  private func checkFolder() throws(SourceError) {
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
    guard exists, isFolder.boolValue, FileManager.default.isReadableFile(atPath: path) else {
      throw SourceError(
        .unavailable, place: description.id,
        found: exists ? "`\(path)`, which is no folder that can be read" : "no folder `\(path)`",
        expected: "the folder of the logs", remedy: "check the path and whether its disk is mounted")
    }
  }

  private static func name(_ path: String) -> String { String(path.split(separator: "/").last ?? "") }

  /// The folder of a file with a slash behind it; empty at the top.
  private static func parent(_ path: String) -> String {
    path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
  }

  /// A time at the start of a file name, which cannot hold colons: `2026-03-01_07-15-00 run 3`.
  private static func start(in name: String) -> String? {
    let letters = Array(name)
    let day = String(letters.prefix(10))
    guard case .day = TimeText(day) else { return nil }
    guard letters.count >= 16, "T_ ".contains(letters[10]) else { return day }
    var time = String(letters[11..<13]) + ":" + String(letters[14..<16])
    if letters.count >= 19, letters[16] == "-" { time += ":" + String(letters[17..<19]) }
    return TimeText("\(day) \(time)") == nil ? day : "\(day) \(time)"
  }
}
