/// What a person looks at to believe, or not, what is said of a component.
public struct HydraulicEvidence: Hashable, Sendable {
  /// Where sound cycles lie: 90 % of those learned from.
  public struct Band: Hashable, Sendable {
    /// Column of the schema.
    public let column: Int
    public let low, median, high: Double

    init(column: Int, low: Double, median: Double, high: Double) {
      (self.column, self.low, self.median, self.high) = (column, low, median, high)
    }

    /// How far a value lies from the median, in half widths of the band; beyond ±1 about it is outside.
    public func deviation(_ value: Double) -> Double {
      let half = max((high - low) / 2, 1e-9 * max(abs(median), 1))
      return (value - median) / half
    }
  }

  /// A signal of a cycle held against sound cycles.
  public struct Finding: Hashable, Sendable {
    public let feature: HydraulicFeature
    /// `nil` where the signal is missing.
    public let value: Double?
    public let band: Band

    /// How far it lies from the median of sound cycles, in half widths of their band.
    public var deviation: Double { value.map(band.deviation) ?? 0 }
    /// Whether it lies outside the band.
    public var isOutside: Bool { value.map { $0 < band.low || $0 > band.high } ?? false }
  }

  /// Names of the features that tell of a target, the most telling first.
  static func features(_ target: HydraulicTarget) -> [String] {
    switch target {
    case .cooler: ["cooler_CE_end", "cooler_CP_end", "cooling_TS1_2", "cooling_TS4_2", "cooling_PS5_2"]
    case .valve: ["opening_PS2_9", "opening_FS1_9", "opening_PS1_9", "opening_PS3_9", "opening_SE_9"]
    case .pump: ["level_FS1_1", "level_SE_1", "ratio_FS1_per_PS1_1", "level_PS2_1", "level_EPS1_1"]
    case .accumulator:
      ["opening_PS1_10", "opening_FS1_10", "opening_PS3_10", "transition_PS2_50", "transition_FS1_50"]
    case .stable:
      [
        "history_TS1_mean_40", "history_TS4_mean_10", "history_FS1_level_1_10", "history_PS2_second_9_10",
        "history_CE_mean_10",
      ]
    }
  }

  /// Bands of the sound cycles of a target among some rows; features that all of them lack have none.
  static func bands(_ target: HydraulicTarget, _ features: HydraulicFeatureMatrix, rows: [Int]) -> [Band] {
    Self.features(target).compactMap { name in
      guard let column = HydraulicFeatureSchema.current.column(name) else { return nil }
      let values = rows.map { features[$0, column] }.filter(\.isFinite).sorted()
      guard !values.isEmpty else { return nil }
      func share(_ share: Double) -> Double { values[Int(share * Double(values.count - 1))] }
      return Band(column: column, low: share(0.05), median: share(0.5), high: share(0.95))
    }
  }

  /// What a condition of the component does to the signals, in one sentence.
  public static func reason(_ target: HydraulicTarget, level: Int) -> String {
    guard level > 0 else {
      return switch target {
      case .cooler: "The cooler takes the share of the heat that a sound one takes."
      case .valve: "Behind the valve, pressure and flow rise within the second in which it opens, as they should."
      case .pump: "The flow that arrives at a given pressure is that of a tight pump."
      case .accumulator: "After each step the pressure settles as it does with a full gas cushion."
      case .stable: "Temperatures and plateaus are those of the cycles before."
      }
    }
    return switch target {
    case .cooler:
      "A cooler that fails takes less heat: its efficiency falls, and the oil runs hotter and thinner everywhere."
    case .valve:
      "A valve that lags opens late: behind it pressure and flow stay low in the second of opening, before it the "
        + "pressure stays high."
    case .pump:
      "Oil that leaks inside the pump does not arrive: flow and efficiency fall at the same pressure and motor power."
    case .accumulator:
      "With less gas pressure the cushion gives and takes oil differently: pressure and flow settle in another way "
        + "after a step."
    case .stable: "Something was changed a short while ago, and temperatures or plateaus still move."
    }
  }

  /// What to look at on the machine.
  public static func check(_ target: HydraulicTarget, level: Int) -> String {
    guard level > 0 else { return "Nothing to do." }
    return switch target {
    case .cooler: "Look at fan and fins of the cooler and at the flow of its circuit; compare TS3 with TS4."
    case .valve:
      "Measure the switching time of the valve; look at the current of its solenoid and for dirt at the spool."
    case .pump: "Measure the leakage at the pump's drain, warm and at full pressure; compare with the last reading."
    case .accumulator: "Measure the gas pressure with the oil side empty, and fill up; look for a leaking membrane."
    case .stable: "Wait until temperatures no longer move before other conditions are judged."
    }
  }
}

/// A relation between signals that physics sets, and how well a cycle keeps it: a sensor that drifts breaks it.
public struct HydraulicIdentity: Hashable, Sendable {
  public let name: String
  /// The relation, in words.
  public let formula: String
  /// The signals in it.
  public let sensors: [HydraulicSensor]
  /// Mean of |stated − computed|, in the unit of the first signal; `nil` where a signal is missing.
  public let residual: Double?
  /// Largest residual of sound sensors: some times the largest of the recording, 0.25 and 0.011.
  public let limit: Double

  /// Whether the cycle keeps it; `true` where it cannot be told.
  public var holds: Bool { residual.map { $0 <= limit } ?? true }

  /// The relations of a cycle.
  ///
  /// The efficiency of the work circuit is hydraulic power by motor power, SE = 100·PS2·FS1/(0.6·EPS1) with bar, l/min
  /// and W; the signal is renewed every other second only, so plateaus are compared. The power of the cooler is
  /// CP = 0.02695·FS2·(TS3 − TS4), by heat capacity and density of the oil. The efficiency of the cooler,
  /// CE = 100·(TS3 − TS4)/(TS3 − T) with the ambient temperature T, tells T, which must be one of a room.
  public static func all(_ cycle: HydraulicCycle) -> [HydraulicIdentity] {
    func identity(
      _ name: String, _ formula: String, _ sensors: [HydraulicSensor], limit: Double, _ seconds: [Int],
      _ residual: ([Double]) -> Double
    ) -> HydraulicIdentity {
      let signals = sensors.compactMap { cycle.means[$0] }
      let mean =
        signals.count < sensors.count
        ? nil
        : seconds.reduce(0) { sum, second in sum + residual(signals.map { $0[second] }) } / Double(seconds.count)
      return HydraulicIdentity(name: name, formula: formula, sensors: sensors, residual: mean, limit: limit)
    }
    let plateaus = (1..<6).flatMap { Array(LoadCycle.plateau($0)) }
    return [
      identity(
        "work_efficiency", "SE = 100·PS2·FS1/(0.6·EPS1)", [.se, .ps2, .fs1, .eps1], limit: 0.6, plateaus
      ) { $0[3] > 0 ? abs($0[0] - 100 * $0[1] * $0[2] / (0.6 * $0[3])) : 1e9 },
      identity(
        "cooling_power", "CP = 0.02695·FS2·(TS3 − TS4)", [.cp, .fs2, .ts3, .ts4], limit: 0.05, Array(0..<60)
      ) { abs($0[0] - 0.02695 * $0[1] * ($0[2] - $0[3])) },
      identity(
        "cooling_efficiency", "CE = 100·(TS3 − TS4)/(TS3 − T) with T of 10 … 35 °C", [.ce, .ts3, .ts4], limit: 0,
        Array(0..<60)
      ) { values in
        let ambient = values[0] > 0 ? values[1] - 100 * (values[1] - values[2]) / values[0] : -.infinity
        return max(10 - ambient, ambient - 35, 0)
      },
    ]
  }
}
