import Foundation
public import Plant

/// Shots from a folder of files. The folder is looked through once, when the source is opened; the files of a shot are
/// read again for its page.
public struct FolderSource: ProcessLogSource {
  /// Reads a YAML document into fields: maps give `outer.inner`, lists one field for each item.
  public typealias DocumentReading =
    @Sendable (_ bytes: [UInt8], _ file: String) -> (fields: [RawField], faults: [RawShot.Fault])

  public let name: String
  private let folder: ShotFolder
  private let index: [ShotFolder.Entry]

  /// Opens a folder.
  ///
  /// - Parameters:
  ///   - path: the folder itself; that of the description may be relative to its file.
  ///   - clock: the clock of times without zone.
  ///   - document: reads YAML.
  /// - Throws: when the description is not of a folder, or the folder cannot be looked through.
  public init(
    _ description: DatasourceDescription, path: String, clock: LocalClock?, document: @escaping DocumentReading
  ) throws(SourceError) {
    guard case .folder(_, let layout, let form) = description.connection else {
      throw SourceError(
        .malformed, place: description.id, found: "a source of kind \(description.connection.kind)",
        expected: "a folder")
    }
    name = description.id
    folder = ShotFolder(
      path: path, layout: layout, form: form, description: description, clock: clock, document: document)
    index = try folder.entries()
  }

  public func page(
    _ query: ShotQuery, after cursor: ShotCursor?, limit: PageLimit
  ) async throws(SourceError) -> ShotPage {
    var shots: [RawShot] = []
    var points = 0
    var rest = entries(query, after: cursor)
    while let entry = rest.popFirst() {
      let shot = try folder.shot(entry)
      shots.append(shot)
      points += shot.points
      if shots.count >= limit.shots || points >= limit.points { break }
    }
    return ShotPage(shots: shots, next: rest.isEmpty ? nil : ShotCursor(after: shots, from: cursor))
  }

  public func count(_ query: ShotQuery) async throws(SourceError) -> Int? { entries(query, after: nil).count }

  private func entries(_ query: ShotQuery, after cursor: ShotCursor?) -> ArraySlice<ShotFolder.Entry> {
    let matches = index.filter { folder.matches($0, query) }[...]
    guard let cursor else { return matches }
    let behind = matches.drop { $0.key < cursor.key }
    let equal = behind.prefix { $0.key == cursor.key }.count
    return behind.dropFirst(min(equal, cursor.occurrence))
  }
}
