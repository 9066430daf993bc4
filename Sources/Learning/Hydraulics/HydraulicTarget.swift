/// A component, or the state of the rig, that a cycle is judged for.
public enum HydraulicTarget: String, Hashable, Sendable, CaseIterable {
  case cooler
  case valve
  case pump
  case accumulator
  case stable

  /// A condition of the component.
  public struct Level: Hashable, Sendable {
    /// The number that stands for it in the profile.
    public let code: Int
    /// What it means, in words.
    public let words: String
  }

  /// The conditions from sound to worst; a level is an index into them.
  public var levels: [Level] {
    switch self {
    case .cooler:
      [
        Level(code: 100, words: "full efficiency"), Level(code: 20, words: "reduced efficiency"),
        Level(code: 3, words: "close to total failure"),
      ]
    case .valve:
      [
        Level(code: 100, words: "switches as it should"), Level(code: 90, words: "small lag"),
        Level(code: 80, words: "severe lag"), Level(code: 73, words: "close to total failure"),
      ]
    case .pump:
      [
        Level(code: 0, words: "no internal leakage"), Level(code: 1, words: "weak internal leakage"),
        Level(code: 2, words: "severe internal leakage"),
      ]
    case .accumulator:
      [
        Level(code: 130, words: "full gas pressure"), Level(code: 115, words: "slightly reduced gas pressure"),
        Level(code: 100, words: "severely reduced gas pressure"), Level(code: 90, words: "close to total failure"),
      ]
    case .stable:
      [Level(code: 0, words: "static conditions"), Level(code: 1, words: "static conditions perhaps not yet reached")]
    }
  }

  /// Column of the profile, from 0.
  public var column: Int {
    switch self {
    case .cooler: 0
    case .valve: 1
    case .pump: 2
    case .accumulator: 3
    case .stable: 4
    }
  }

  /// Whether levels are grades of one thing, so that being wrong by two is worse than by one.
  public var isOrdinal: Bool { self != .stable }

  /// Unit of the codes, in words.
  public var unit: String {
    switch self {
    case .cooler, .valve: "%"
    case .accumulator: "bar"
    case .pump, .stable: ""
    }
  }

  /// The level of a number of the profile; `nil` for a number that the data set does not use.
  public func level(ofCode code: Int) -> Int? { levels.firstIndex { $0.code == code } }
}
