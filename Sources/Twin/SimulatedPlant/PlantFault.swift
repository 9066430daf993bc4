package import Plant

/// Something that goes wrong in a simulated plant, and when: the truth that a diagnosis can be held against.
package struct PlantFault: Hashable, Sendable {
  /// What goes wrong. The raw value is the word in fault files and in the log of truth.
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    /// Oil leaks inside of the pump: less flow, more power. 100 %: a quarter of the flow is lost.
    case leakage
    /// The load valve switches late. 100 %: by two seconds.
    case valveLag = "valve-lag"
    /// The cooler takes less heat away. 100 %: what is left is its casing.
    case coolerLoss = "cooler-loss"
    /// The accumulator has lost its gas: pressure rings after every switch. 100 %: by eight bar.
    case accumulatorLoss = "accumulator-loss"
    /// A sensor stays at the value it had.
    case stuckSensor = "stuck-sensor"
    /// A sensor runs away. 100 %: by its whole range in an hour.
    case driftingSensor = "drifting-sensor"
    /// A sensor is noisy. 100 %: by a standard deviation of a tenth of its range.
    case noisySensor = "noisy-sensor"
    /// A sensor is broken: its controller says so by the failure mark of the signal, or by a number that is none.
    case failedSensor = "failed-sensor"
    /// The clock of the source is ahead. 100 %: by a minute. A register has no time: it shows in process only.
    case clockSkew = "clock-skew"
    /// The network is cut: connections break and none can be made.
    case networkCut = "network-cut"

    /// True where one sensor is concerned.
    package var needsSignal: Bool {
      switch self {
      case .stuckSensor, .driftingSensor, .noisySensor, .failedSensor: true
      default: false
      }
    }
  }

  package var kind: Kind
  /// The sensor concerned, for faults of sensors.
  package var signal: SignalIndex?
  /// When it begins [s since the start of the plant].
  package var start: Double
  /// When it is over [s since the start of the plant].
  package var end: Double
  /// How bad it is, 0 … 1.
  package var level: Double

  /// A fault.
  package init(_ kind: Kind, signal: SignalIndex? = nil, start: Double, end: Double = .infinity, level: Double = 1) {
    self.kind = kind
    self.signal = signal
    self.start = start
    self.end = end
    self.level = level
  }

  /// Whether it is there at a time [s].
  package func isActive(at time: Double) -> Bool { time >= start && time < end }
}

extension Sequence<PlantFault> {
  /// The worst level of a kind of fault of the whole plant at a time [s]; 0 where there is none.
  func level(of kind: PlantFault.Kind, at time: Double) -> Double {
    filter { $0.kind == kind && $0.isActive(at: time) }.map(\.level).max() ?? 0
  }
}
