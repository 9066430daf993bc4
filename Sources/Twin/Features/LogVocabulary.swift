import Plant
import Quantities

/// The words of a standardized log as bytes, so that a reader compares bytes and makes no texts of them.
struct LogVocabulary: Sendable {
  /// Keys of a line.
  enum Field: String, CaseIterable {
    case schema, id, start, machine, mold, system, conditions, quality, series, metadata
  }

  /// Keys of a judgment.
  enum Judgment: String, CaseIterable {
    case status, defects, figures, remark
  }

  /// Words that stand alone.
  enum Keys {
    static let schema = Array(StandardLog.schema.utf8)
    static let missing = Array("missing".utf8)
    static let signal = Array("signal".utf8)
    static let time = Array("time_s".utf8)
    static let value = Array("value".utf8)
  }

  /// Words with what they stand for, found fastest in the order in which they were found last time.
  struct Words<Meaning: Sendable>: Sendable {
    private let entries: [(bytes: [UInt8], meaning: Meaning)]
    private var next = 0

    init(_ words: [(String, Meaning)]) { entries = words.map { (Array($0.0.utf8), $0.1) } }

    /// What a word stands for; `nil` for one that is not known.
    mutating func find(_ word: JSONCursor.Word, _ text: Span<UInt8>) -> Meaning? {
      var index = next
      for _ in 0..<entries.count {
        if index >= entries.count { index = 0 }
        if word.means(entries[index].bytes, text) {
          next = index + 1
          return entries[index].meaning
        }
        index += 1
      }
      return nil
    }
  }

  /// The words of readings: a value with its unit, and the name alone where it is missing.
  struct Figures<Key: Sendable>: Sendable {
    var stated, missing: Words<Key>
    /// Most readings met in one shot.
    var expected = 0

    init(_ all: [Key], _ describe: (Key) -> (name: String, dimension: any Dimension.Type)) {
      stated = Words(all.map { (describe($0).name + StandardLog.suffix(describe($0).dimension), $0) })
      missing = Words(all.map { (describe($0).name, $0) })
    }
  }

  private static let everything = LogVocabulary()

  var fields = Words(Field.allCases.map { ($0.rawValue, $0) })
  var judgments = Words(Judgment.allCases.map { ($0.rawValue, $0) })
  var verdicts = Words(QualityStatus.allCases.map { ($0.rawValue, $0) })
  var conditions = Figures(ShotCondition.allCases) { ($0.rawValue, $0.dimension) }
  var figures = Figures(QualityFigure.allCases) { ($0.rawValue, $0.dimension) }
  var signals = Words(ShotSignal.allCases.map { ($0.rawValue, (signal: $0, isWanted: true)) })
  /// Number of signals wanted.
  private(set) var wanted = ShotSignal.allCases.count

  private init() {}

  /// - Parameter signals: the series wanted, `nil` for all.
  init(signals: Set<ShotSignal>?) {
    self = Self.everything
    guard let signals else { return }
    wanted = signals.count
    self.signals = Words(ShotSignal.allCases.map { ($0.rawValue, (signal: $0, isWanted: signals.contains($0))) })
  }
}

extension Span where Element == UInt8 {
  /// These bytes as an array of their own.
  func copy(_ range: Range<Int>) -> [UInt8] {
    extracting(range).withUnsafeBufferPointer { unsafe Array($0) }
  }
}
