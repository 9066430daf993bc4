import RealModule

/// A hydraulic unit that repeats a load cycle of a minute: pump, load valve, accumulator, tank, cooler.
///
/// Levels of pressure, flow, power and temperature are those of the rig of Helwig, Pignanelli and Schütze (I2MTC 2015,
/// doi:10.1109/I2MTC.2015.7151267) when it is healthy. Pressure follows its set point with a first-order lag, the tank
/// keeps the heat that the motor brings in and the cooler takes out:
///
///     C dT/dt = φ P - c q₂ η (T₃ - Tₐ),  T₃ = T + 1.5 K
///
/// Efficiencies and cooling power follow from these by their definitions, so that the identities between them hold
/// exactly. The numbers of faults are assumptions, not measurements.
struct HydraulicRig: Sendable {
  /// Length of the load cycle [s].
  static let cycle = 60.0
  /// Ends of the steps of the load cycle [s] and their pressures [Pa]. In the first the circuit is closed.
  private static let steps: [(end: Double, pressure: Double)] = [
    (9, 191.4e5), (19, 146.6e5), (29, 156.4e5), (39, 166.2e5), (49, 156.4e5), (60, 151.5e5),
  ]
  /// Lag of the pressure behind its set point [s].
  private static let lag = 0.3
  /// Flow of the working circuit when healthy [m³/s].
  private static let flow = 7.8e-3 / 60
  /// Flow of the cooling circuit [m³/s].
  private static let coolingFlow = 9.69e-3 / 60
  /// Heat capacity of the volume of oil [J/(m³ K)].
  static let volumetricHeat = 1.617e6
  /// Heat capacity of tank and oil [J/K].
  private static let tankHeat = 4e4
  /// Temperature of the air [K].
  static let ambient = 297.15
  /// Share of the motor's power that warms the oil.
  private static let heatShare = 0.62
  /// Efficiency of the cooler, healthy and at its worst.
  private static let coolerEfficiency = (healthy: 0.469, worst: 0.17)

  /// Faults at one moment, each 0 … 1.
  struct Wear: Sendable {
    var leakage = 0.0
    var valveLag = 0.0
    var coolerLoss = 0.0
    var accumulatorLoss = 0.0
  }

  private var time = 0.0
  private var pressure = 191.4e5
  /// Temperature of the tank [K].
  private var tank = 309.0
  private var wear = Wear()

  /// Lets the rig run on to `end` [s].
  mutating func run(to end: Double, _ wear: Wear) {
    self.wear = wear
    while time < end {
      let step = min(0.1, end - time)
      let target = Self.step(at: time - 2 * wear.valveLag).pressure
      pressure = target + (pressure - target) * Double.exp(-step / Self.lag)
      let readings = readings
      tank += step * (Self.heatShare * readings.power - readings.coolingPower) / Self.tankHeat
      time += step
    }
  }

  private static func step(at time: Double) -> (start: Double, pressure: Double, isClosed: Bool) {
    let phase = time - (time / cycle).rounded(.down) * cycle
    let place = steps.firstIndex { phase < $0.end } ?? 0
    return (place == 0 ? 0 : steps[place - 1].end, steps[place].pressure, place == 0)
  }

  /// What sensors without fault or noise show [SI].
  struct Readings: Sendable {
    var ps1, ps2, ps3, ps5, ps6: Double
    var power: Double
    var fs1, fs2: Double
    var ts1, ts2, ts3, ts4: Double
    var vibration: Double
    var coolerEfficiency, coolingPower, efficiency: Double
    /// Whole cycles since the start.
    var cycle: Int64
  }

  var readings: Readings {
    let delayed = time - 2 * wear.valveLag
    let step = Self.step(at: delayed)
    let sinceSwitch = delayed - (delayed / Self.cycle).rounded(.down) * Self.cycle - step.start
    // The accumulator smooths the blow of each switch; without its gas the pressure rings.
    let blow = (0.3e5 + 8e5 * wear.accumulatorLoss) * Double.exp(-sinceSwitch / 1.5)
    let ps1 = pressure + blow * Double.sin(2 * Double.pi * 0.7 * sinceSwitch)
    let flow = step.isClosed ? 0 : Self.flow * (1 - 0.25 * wear.leakage)
    let share = (flow / Self.flow) * (flow / Self.flow)
    let ps2 = step.isClosed ? 0 : max(0, ps1 - 21e5 * share)
    let power = 641 + 12e-5 * ps1 + 90 * wear.leakage
    let ts3 = tank + 1.5
    let cooler =
      Self.coolerEfficiency.healthy + (Self.coolerEfficiency.worst - Self.coolerEfficiency.healthy) * wear.coolerLoss
    let ts4 = ts3 - cooler * (ts3 - Self.ambient)
    let ps5 = 9.1e5 - 0.07e5 * (tank - 318)
    return Readings(
      ps1: ps1, ps2: ps2, ps3: 2.04e5 * share, ps5: ps5, ps6: ps5 - 0.09e5, power: power, fs1: flow,
      fs2: Self.coolingFlow, ts1: tank, ts2: tank + 5, ts3: ts3, ts4: ts4,
      vibration: 0.6e-3 + 0.3e-3 * wear.leakage, coolerEfficiency: cooler,
      coolingPower: Self.volumetricHeat * Self.coolingFlow * (ts3 - ts4), efficiency: ps2 * flow / power,
      cycle: Int64(time / Self.cycle))
  }
}
