import Plant
import Quantities

/// Reads the filters of the command line.
enum ImportQuery {
  /// The instant of `--from` or `--to`.
  static func instant(_ text: String?, option: String) throws(CommandFailure) -> Instant? {
    guard let text else { return nil }
    if let instant = Instant(text) { return instant }
    throw CommandFailure(
      place: option, found: "`\(text)`",
      expected: "a day in UTC such as 2026-03-01, or a time with its zone such as 2026-03-01T08:15:00+01:00")
  }

  /// The verdicts of `--status`.
  static func statuses(_ words: [String]) throws(CommandFailure) -> Set<QualityStatus> {
    var statuses: Set<QualityStatus> = []
    let known = QualityStatus.allCases.map(\.rawValue)
    for word in words {
      guard let status = QualityStatus(rawValue: word) else {
        let near = Spelling.nearest(to: word, among: known).map { "did you mean `\($0)`?" }
        throw CommandFailure(
          place: "--status", found: "`\(word)`", expected: "one of \(known.joined(separator: ", "))",
          remedy: near ?? "")
      }
      statuses.insert(status)
    }
    return statuses
  }

  /// The first filter on something that a datasource does not record, or `nil`.
  static func unrecorded(_ query: ShotQuery, _ description: DatasourceDescription) -> LogTarget? {
    let targets = Set((description.shots.columns + (description.quality?.columns ?? [])).map(\.target))
    let filters: [(isSet: Bool, target: LogTarget)] = [
      (!query.molds.isEmpty, .mold), (!query.systems.isEmpty, .system), (!query.statuses.isEmpty, .status),
    ]
    return filters.first { $0.isSet && !targets.contains($0.target) }?.target
  }
}
