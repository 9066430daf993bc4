/// What a field of a log means to us.
public enum LogTarget: Hashable, Sendable {
  case id
  case start
  case machine
  case mold
  case system
  case condition(ShotCondition)
  case status
  case defects
  case figure(QualityFigure)
  case remark
  /// Kept as written under this name.
  case metadata(String)

  /// The key in a mapping file: `polyol_temperature`.
  public var key: String {
    switch self {
    case .id: "id"
    case .start: "start"
    case .machine: "machine"
    case .mold: "mold"
    case .system: "system"
    case .condition(let condition): condition.rawValue
    case .status: "status"
    case .defects: "defects"
    case .figure(let figure): figure.rawValue
    case .remark: "remark"
    case .metadata(let name): "metadata.\(name)"
    }
  }

  /// Every target but metadata, in the order of the vocabulary.
  public static let vocabulary: [LogTarget] =
    [.id, .start, .machine, .mold, .system] + ShotCondition.allCases.map(LogTarget.condition)
    + [.status, .defects] + QualityFigure.allCases.map(LogTarget.figure) + [.remark]

  /// True when the log must name the unit.
  public var hasUnit: Bool {
    switch self {
    case .condition, .figure: true
    default: false
    }
  }
}

/// The meaning of one column or field.
public struct ColumnMapping: Hashable, Sendable {
  public var target: LogTarget
  /// The source's own name; in SQL valid as ``SQLIdentifier``.
  public var column: String
  /// The unit of a bare number; `nil` for texts.
  public var unit: String?
  /// Words of the source and ours: `IO` is `good`. A word that is not listed is taken as it is.
  public var words: [String: String]

  /// A meaning.
  public init(_ target: LogTarget, column: String, unit: String? = nil, words: [String: String] = [:]) {
    self.target = target
    self.column = column
    self.unit = unit
    self.words = words
  }

  /// Our word for a word of the source.
  public func ourWord(for word: String) -> String { words[word] ?? word }

  /// The words of the source that mean one of `ours`, sorted: what a source's own filter must look for.
  public func sourceWords(for ours: Set<String>) -> [String] {
    let listed = words.filter { ours.contains($0.value) }.keys
    return (Set(listed).union(ours.filter { words[$0] == nil })).sorted()
  }
}

/// The meaning of one column of a series, or of one tag.
public struct SignalMapping: Hashable, Sendable {
  public var signal: ShotSignal
  /// The source's own name of the column or tag.
  public var column: String
  public var unit: String

  /// A meaning.
  public init(_ signal: ShotSignal, column: String, unit: String) {
    self.signal = signal
    self.column = column
    self.unit = unit
  }
}

/// How a series states its times.
public struct TimeMapping: Hashable, Sendable {
  /// What the numbers or texts are.
  public enum Form: Hashable, Sendable {
    /// Numbers since the start of the shot, in `s`, `ms`, `us`, `min` or `h`.
    case sinceStart(unit: String)
    /// Times of day, as the start of a shot is written.
    case clock
  }

  public var column: String
  public var form: Form

  /// A meaning of times.
  public init(column: String, form: Form) {
    self.column = column
    self.form = form
  }
}
