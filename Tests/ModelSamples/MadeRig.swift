package import Foundation
package import Learning

/// A made-up rig: load cycles whose signals follow from known conditions, in the shape of the recorded ones.
///
/// It is no model of a machine. Each condition moves what it moves on the machine, so that what is planted can be
/// found.
package struct MadeRig: Sendable {
  /// Conditions of each cycle, in the order of the profile: full factorial, the cooler slowest, three cycles each.
  package let labels: [HydraulicLabels]
  package let cycles: [HydraulicCycle]

  package init(repeats: Int = 3, seed: UInt64 = 7) {
    var random = SplitMix64(seed: seed)
    var labels: [HydraulicLabels] = []
    var cycles: [HydraulicCycle] = []
    for cooler in 0..<3 {
      for accumulator in 0..<4 {
        for pump in 0..<3 {
          for valve in 0..<4 {
            for repetition in 0..<repeats {
              // Conditions settle after the accumulator was changed.
              let isSettling = pump == 0 && valve == 0 && repetition == 0
              labels.append(HydraulicLabels([cooler, valve, pump, accumulator, isSettling ? 1 : 0]))
              let drift = isSettling ? 3.0 : 0
              let conditions = [cooler, valve, pump, accumulator]
              cycles.append(Self.cycle(cycles.count, conditions, drift: drift, &random))
            }
          }
        }
      }
    }
    self.labels = labels
    self.cycles = cycles
  }

  /// A model of all targets, without trees, that has learned from the whole rig.
  package func model() throws -> HydraulicModel {
    let features = HydraulicFeatureMatrix(cycles)
    let classifiers = try HydraulicTarget.allCases.map { target in
      let problem = HydraulicProblem(target, features: features, labels: labels, baseline: nil, grower: nil)
      return try HydraulicClassifier(problem, training: Array(labels.indices), gap: 10)
    }
    let origin = HydraulicModel.Origin(
      version: "test", revision: "unknown", trees: "none", recording: HydraulicRecording.digest(cycles, labels),
      cycles: cycles.count, folds: "block5", baseline: nil, seed: 1)
    return HydraulicModel(classifiers, origin: origin, features: features, labels: labels)
  }

  private static func cycle(
    _ number: Int, _ conditions: [Int], drift: Double, _ random: inout SplitMix64
  ) -> HydraulicCycle {
    func noise(_ size: Double) -> Double { size * (SplitMix64.unit(random.next()) - 0.5) }
    let (cooler, valve, pump, accumulator) = conditions.map { Double($0) }.four
    let oil = 36 + 9 * cooler + drift + noise(0.4)
    var means: [HydraulicSensor: [Double]] = [:]
    var signals = [[Double]](repeating: [], count: 6)
    for second in 0..<60 {
      let step = [0.0, 147, 156, 166, 156, 151][segment(second)] - 0.2 * (oil - 36)
      let isOpen = second >= 9
      // The valve opens within second 9; the accumulator gives back its oil in second 10.
      let share = second == 9 ? 0.7 - 0.1 * valve : 1
      let cushion = second == 10 ? 1 - 0.004 * accumulator : 1
      let ps1 = isOpen ? step + (second == 9 ? 25 + 4 * valve : 0) : 191 - 0.1 * (oil - 36)
      let ps2 = isOpen ? (step - 26) * share * cushion : 0
      let fs1 = isOpen ? 7.8 * (1 - 0.09 * pump) * share * (second == 10 ? 1.1 - 0.02 * accumulator : 1) : 0
      let eps1 = isOpen ? 15.8 * step : 2950 + noise(1)
      let row = [ps1 + noise(0.1), ps2 + (isOpen ? noise(0.1) : 0), isOpen ? 2.1 - 0.1 * valve + noise(0.02) : 0]
      let (flow, power) = (fs1 + (isOpen ? noise(0.02) : 0), eps1 + noise(1))
      for (place, value) in (row + [flow, power, 100 * row[1] * flow / (0.6 * power)]).enumerated() {
        signals[place].append(value)
      }
    }
    for (sensor, signal) in zip([HydraulicSensor.ps1, .ps2, .ps3, .fs1, .eps1, .se], signals) { means[sensor] = signal }
    let ambient = 22.0
    let efficiency = [47.0, 27, 20][Int(cooler)]
    let cold = oil - efficiency / 100 * (oil - ambient)
    for (sensor, value) in [
      (HydraulicSensor.ts1, oil - 1), (.ts2, oil + 4), (.ts3, oil), (.ts4, cold), (.ce, efficiency),
      (.fs2, 9.7), (.ps5, 9.9 - 0.05 * (oil - 36)), (.ps6, 9.8 - 0.05 * (oil - 36)), (.ps4, 0), (.vs1, 0.6),
    ] {
      means[sensor] = (0..<60).map { _ in value + (value == 0 ? 0 : noise(0.01)) }
    }
    means[.cp] = (0..<60).map { _ in 0.02695 * 9.7 * (oil - cold) + noise(0.002) }
    return HydraulicCycle(number: number, means: means)
  }

  private static func segment(_ second: Int) -> Int { [0, 9, 19, 29, 39, 49].lastIndex { $0 <= second } ?? 0 }

  /// Writes the recording as files of text: means over seconds.
  package func write(into folder: URL) throws {
    for sensor in HydraulicSensor.allCases {
      let lines = cycles.map { cycle in (cycle.means[sensor] ?? []).map { "\($0)" }.joined(separator: "\t") }
      let name = sensor.samplesPerCycle > 60 ? "\(sensor.rawValue)_mean1hz.tsv" : "\(sensor.rawValue).txt"
      try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: folder.appending(path: name))
    }
    let profile = labels.map { one in
      HydraulicTarget.allCases.map { "\($0.levels[one[$0]].code)" }.joined(separator: "\t")
    }
    try Data((profile.joined(separator: "\n") + "\n").utf8).write(to: folder.appending(path: "profile.txt"))
  }
}

extension [Double] {
  fileprivate var four: (Double, Double, Double, Double) { (self[0], self[1], self[2], self[3]) }
}
