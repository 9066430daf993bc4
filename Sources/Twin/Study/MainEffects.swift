import Foaming
import Learning

/// How figures go with each input: means by slice of the input, and a thinned cloud of single shots.
package struct MainEffects: Sendable {
  /// One slice of an input's values.
  package struct Slice: Sendable {
    /// The input's values in the slice; empty for words.
    package var input = RunningStatistics()
    /// The word, where the input is one.
    package var word: String?
    /// By the study's figures.
    package var figures: [RunningStatistics]
    package var shots = 0
    package var failed = 0
  }

  /// A single shot.
  package struct Point: Hashable, Sendable {
    /// A random number of the shot: a regular choice from a regular design would show a part of its cube only.
    var lot: UInt64
    package var inputs: [Double?]
    package var figures: [Double?]
  }

  /// Most slices of an input.
  static let sliceMaximum = 24
  /// Most single shots kept.
  static let pointMaximum = 300

  /// By input, then by slice in the order of the values.
  package private(set) var slices: [[Slice]]
  /// Shots chosen by lot.
  package private(set) var points: [Point] = []
  private var mask: UInt64 = 0
  private let variations: [Variation]
  private let design: any Design

  init(_ study: Study) {
    variations = study.variations
    design = study.design
    let empty = Slice(figures: Array(repeating: RunningStatistics(), count: study.figures.count))
    slices = variations.map { Array(repeating: empty, count: Self.sliceCount($0)) }
  }

  private static func sliceCount(_ variation: Variation) -> Int {
    guard let count = variation.valueCount, count <= sliceMaximum else { return 12 }
    return count
  }

  mutating func add(_ row: StudyRow, _ shot: StudyRow.Shot) {
    for (input, coordinate) in design.point(row.index).enumerated() {
      let count = slices[input].count
      let place = min(Int(coordinate * Double(count)), count - 1)
      slices[input][place].shots += 1
      if shot.verdict == .fail { slices[input][place].failed += 1 }
      if let number = row.inputs[input].number {
        slices[input][place].input.add(number)
      } else {
        slices[input][place].word = row.inputs[input].text
      }
      for (figure, value) in shot.figures.enumerated() {
        if let value { slices[input][place].figures[figure].add(value) }
      }
    }
    let lot = SplitMix64.value(seed: 0, at: UInt64(row.index))
    guard lot & mask == 0 else { return }
    points.append(Point(lot: lot, inputs: row.inputs.map(\.number), figures: shot.figures))
    if points.count > Self.pointMaximum {
      mask = mask << 1 | 1
      points.removeAll { $0.lot & mask != 0 }
    }
  }
}
