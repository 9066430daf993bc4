import Acquisition
import Foundation
import Plant
import Twin

/// Brings shots from sources into a folder: page by page, joined, cleaned, counted.
///
/// Every source is read in turn. A shot is written when the first source that knows it is read; the others add to it.
struct LogImport {
  /// Names of the tables of an import.
  static let (index, findings) = ("index.csv", "findings.csv")

  private let sources: [OpenedLogSource]
  private let query: ShotQuery
  private let assembly: ShotAssembly
  /// `nil` when nothing is kept but the counts.
  private let folder: ImportFolder?
  private let limit: PageLimit
  private(set) var summary = ImportSummary()
  /// Identifiers met, and those of them that were imported.
  private var met: Set<String> = []
  private var imported: Set<String> = []

  /// An import; of an interrupted one the rows so far are counted.
  init(
    _ sources: [OpenedLogSource], _ query: ShotQuery, now: Instant, folder: ImportFolder?, limit: PageLimit
  ) throws {
    self.limit = limit
    self.sources = sources
    self.query = query
    self.folder = folder
    let begun = folder?.state.now.flatMap { Instant(microseconds: $0) } ?? now
    assembly = ShotAssembly(
      sources.map { ShotAssembly.Source($0.description, clock: $0.clock) }, now: begun)
    guard let folder else { return }
    var (summary, met, imported) = (ImportSummary(), Set<String>(), Set<String>())
    try folder.forEachRow(Self.index) { cells in
      guard let row = ShotIndexRow(cells: cells) else { return false }
      summary.add(row)
      met.insert(row.id)
      if row.outcome == .imported { imported.insert(row.id) }
      return true
    }
    try folder.forEachRow(Self.findings) { cells in
      guard let finding = LogFinding(cells: cells) else { return false }
      summary.add(finding)
      return true
    }
    (self.summary, self.met, self.imported) = (summary, met, imported)
  }

  /// How many shots there are in all sources together, as far as they know.
  func count() async throws -> Int {
    var count = 0
    for (index, opened) in sources.enumerated() where canAnswer(index) {
      count += try await opened.source.count(query) ?? 0
    }
    return count
  }

  /// Reads the sources to their end, or until an interruption is asked for.
  /// - Throws: when a source is away; what was committed stays, and the import can be continued.
  mutating func run(_ progress: (ImportSummary) -> Void) async throws {
    var pass = folder?.state.pass ?? 0
    var cursor = folder?.state.cursor.flatMap(ShotCursor.init)
    if folder?.state.files.isEmpty ?? false {
      try folder?.commit(
        [Self.index: Self.line(ShotIndexRow.columns), Self.findings: Self.line(LogFinding.columns)], pass: 0,
        cursor: nil)
    }
    while pass < sources.count {
      guard canAnswer(pass) else {
        pass += 1
        continue
      }
      if Interruption.isRequested { throw Interruption.status }
      let page = try await sources[pass].source.page(query, after: cursor, limit: limit)
      let additions = try await additions(page, pass)
      cursor = page.next
      if cursor == nil { pass += 1 }
      try folder?.commit(additions, pass: pass, cursor: cursor)
      progress(summary)
    }
  }

  /// A source after the first that does not record what is filtered by holds no shot that matches.
  private func canAnswer(_ index: Int) -> Bool {
    index == 0 || ImportQuery.unrecorded(query, sources[index].description) == nil
  }

  // MARK: Pages

  private mutating func additions(_ page: ShotPage, _ pass: Int) async throws -> [String: String] {
    let ids = Set(page.shots.map(\.key.id).filter { !$0.isEmpty })
    var others: [Int: [String: [RawShot]]] = [:]
    if !ids.isEmpty {
      for other in sources.indices where other != pass { others[other] = try await shots(ids, of: other) }
    }
    var additions: [String: String] = [:]
    for shot in page.shots {
      let id = shot.key.id
      let earlier = sources.indices.prefix(pass).filter { others[$0]?[id] != nil }
      if !earlier.isEmpty {
        // Written, or left out, when that source was read.
        if met.insert(Self.plain(id)).inserted {
          add(ShotIndexRow(outside: id, sources: names(earlier + [pass])), [], nil, &additions)
        }
        continue
      }
      var parts = [ShotAssembly.Part(source: pass, shot: shot)]
      for other in sources.indices.dropFirst(pass + 1) {
        if let first = others[other]?[id]?.first { parts.append(ShotAssembly.Part(source: other, shot: first)) }
      }
      var assessment = assembly.assemble(parts)
      assessment.findings += repetitions(of: id, in: others)
      if imported.contains(Self.plain(id)) { assessment = duplicate(of: assessment, shot, pass) }
      let name = assessment.record.map { "shots/\($0.start.day).jsonl" } ?? ""
      let row = ShotIndexRow(assessment, sources: names(parts.map(\.source)), file: name)
      add(row, assessment.findings, assessment.record, &additions)
      if !id.isEmpty { met.insert(Self.plain(id)) }
      if assessment.record != nil { imported.insert(Self.plain(id)) }
    }
    return additions
  }

  private mutating func add(
    _ row: ShotIndexRow, _ findings: [LogFinding], _ record: ShotRecord?, _ additions: inout [String: String]
  ) {
    summary.add(row)
    for finding in findings { summary.add(finding) }
    guard folder != nil else { return }
    additions[Self.index, default: ""] += Self.line(row.cells)
    if !findings.isEmpty { additions[Self.findings, default: ""] += findings.map { Self.line($0.cells) }.joined() }
    if let record { additions[row.file, default: ""] += StandardLog.line(record) }
  }

  private func shots(_ ids: Set<String>, of other: Int) async throws -> [String: [RawShot]] {
    var found: [String: [RawShot]] = [:]
    var cursor: ShotCursor?
    repeat {
      let page = try await sources[other].source.page(ShotQuery(ids: ids), after: cursor, limit: limit)
      for shot in page.shots { found[shot.key.id, default: []].append(shot) }
      cursor = page.next
    } while cursor != nil
    return found
  }

  private func repetitions(of id: String, in others: [Int: [String: [RawShot]]]) -> [LogFinding] {
    sources.indices.flatMap { other -> [LogFinding] in
      (others[other]?[id] ?? []).dropFirst().map { shot in
        LogFinding(
          shot: id, source: sources[other].description.id, place: "\(shot.origin)", kind: .duplicate, severity: .noted,
          found: "the shot again", expected: "each shot once; the first is used")
      }
    }
  }

  private func duplicate(
    of assessment: ShotAssembly.Assessment, _ shot: RawShot, _ pass: Int
  ) -> ShotAssembly.Assessment {
    let finding = LogFinding(
      shot: shot.key.id, source: sources[pass].description.id, place: "\(shot.origin)", field: "id", kind: .duplicate,
      severity: .rejects, found: "`\(shot.key.id)` again", expected: "each shot once; the first is used")
    var rejected = assessment
    rejected.record = nil
    rejected.findings = [finding]
    return rejected
  }

  private func names(_ indices: [Int]) -> String { indices.map { sources[$0].description.id }.joined(separator: "+") }

  /// A row of a table that reads back to the same cells.
  private static func line(_ cells: [String]) -> String {
    cells.map { cell in
      let plain = plain(cell)
      // The reader takes outer blanks away unless they are quoted.
      return plain.hasPrefix(" ") || plain.hasSuffix(" ")
        ? "\"\(plain.replacing("\"", with: "\"\""))\"" : CSVWriter.quoted(plain)
    }.joined(separator: ",") + "\r\n"
  }

  /// The text on one line: control characters become blanks.
  private static func plain(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: { $0.value < 0x20 }) else { return text }
    return String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 0x20 ? " " : $0 }))
  }
}
