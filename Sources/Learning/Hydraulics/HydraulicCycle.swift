internal import Integrators

/// Why a signal of a cycle is not there.
public enum HydraulicGap: String, Hashable, Sendable, CaseIterable {
  /// The folder has no file of it.
  case noFile = "no_file"
  /// The file says `NaN` within the cycle.
  case missingSample = "missing_sample"
  /// Cycles before this one are needed and there are none.
  case noHistory = "no_history"
}

/// One load cycle of 60 s as the rig recorded it, each signal averaged over whole seconds.
///
/// Files at 100, 10 or 1 samples a second lead to the same means, so that one model serves both forms of the data.
public struct HydraulicCycle: Hashable, Sendable {
  /// Seconds of a cycle.
  public static let seconds = 60

  /// Position in the recording, from 0.
  public let number: Int
  /// Means over each second by signal, shape (60), in the unit of the signal; only signals that are there and whole.
  public private(set) var means: [HydraulicSensor: [Double]]
  /// Why signals are not there.
  public private(set) var gaps: [HydraulicSensor: HydraulicGap]

  /// A cycle of these means, each of shape (60). A signal with a number that is not finite is missing; so is one that
  /// is not given.
  public init(number: Int, means: [HydraulicSensor: [Double]]) {
    self.number = number
    self.means = [:]
    gaps = [:]
    for sensor in HydraulicSensor.allCases {
      guard let values = means[sensor] else {
        gaps[sensor] = .noFile
        continue
      }
      precondition(values.count == Self.seconds, "a mean for each second")
      if values.allSatisfy(\.isFinite) { self.means[sensor] = values } else { gaps[sensor] = .missingSample }
    }
  }

  /// SHA-256 over number and means, to the bit, as 64 hexadecimal digits.
  public var digest: String {
    var bytes: [UInt8] = []
    func append(_ word: UInt64) {
      for shift in stride(from: 56, through: 0, by: -8) {
        bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(shift)))
      }
    }
    append(UInt64(bitPattern: Int64(number)))
    for sensor in HydraulicSensor.allCases {
      bytes += Array(sensor.rawValue.utf8)
      for value in means[sensor] ?? [] { append(value.bitPattern) }
    }
    return SHA256Digest(bytes).description
  }
}

/// What the rig's operator set: the level of each target.
public struct HydraulicLabels: Hashable, Sendable {
  private var levels: [Int]

  /// Levels in the order of ``HydraulicTarget/allCases``, each an index into the target's levels.
  public init(_ levels: [Int]) {
    precondition(
      zip(HydraulicTarget.allCases, levels).allSatisfy { $0.levels.indices.contains($1) }
        && levels.count == HydraulicTarget.allCases.count, "a level for each target")
    self.levels = levels
  }

  /// The level of a target.
  public subscript(_ target: HydraulicTarget) -> Int { levels[target.column] }

  /// Whether valve, pump and accumulator are sound and the rig is stable: fit to commission a regime with.
  public var isSoundApartFromCooler: Bool {
    [.valve, .pump, .accumulator, .stable].allSatisfy { self[$0] == 0 }
  }
}

/// A recording: cycles in their order, with what was set.
public struct HydraulicRecording: Sendable {
  public let cycles: [HydraulicCycle]
  /// One per cycle.
  public let labels: [HydraulicLabels]
  /// SHA-256 over the files it was read from, in the order of their names, as 64 hexadecimal digits.
  public let digest: String

  /// A recording; as many labels as cycles.
  public init(cycles: [HydraulicCycle], labels: [HydraulicLabels], digest: String) {
    precondition(cycles.count == labels.count, "labels for each cycle")
    self.cycles = cycles
    self.labels = labels
    self.digest = digest
  }
}

extension HydraulicRecording {
  /// SHA-256 over the digests of the cycles and what was set, as 64 hexadecimal digits: the same for the same numbers,
  /// in whatever files they stood.
  public static func digest(_ cycles: [HydraulicCycle], _ labels: [HydraulicLabels]) -> String {
    var text = "pur-mold-twin/hydraulic-recording/1\n"
    for (cycle, labels) in zip(cycles, labels) {
      let levels = HydraulicTarget.allCases.map { "\(labels[$0])" }.joined()
      text += "\(cycle.digest) \(levels)\n"
    }
    return SHA256Digest(text).description
  }
}
