/// A signal of the hydraulic test rig; the raw value is the name of its file.
///
/// - Reference: N. Helwig, E. Pignanelli, A. Schütze, *Condition monitoring of a complex hydraulic system using
///   multivariate statistics*, I2MTC 2015, doi 10.1109/I2MTC.2015.7151267; UCI data set 447.
public enum HydraulicSensor: String, Hashable, Sendable, CaseIterable {
  case ps1 = "PS1"
  case ps2 = "PS2"
  case ps3 = "PS3"
  case ps4 = "PS4"
  case ps5 = "PS5"
  case ps6 = "PS6"
  case eps1 = "EPS1"
  case fs1 = "FS1"
  case fs2 = "FS2"
  case ts1 = "TS1"
  case ts2 = "TS2"
  case ts3 = "TS3"
  case ts4 = "TS4"
  case vs1 = "VS1"
  case ce = "CE"
  case cp = "CP"
  case se = "SE"

  /// Samples of a load cycle as published: 100, 10 or 1 a second.
  public var samplesPerCycle: Int {
    switch self {
    case .ps1, .ps2, .ps3, .ps4, .ps5, .ps6, .eps1: 6000
    case .fs1, .fs2: 600
    default: 60
    }
  }

  /// Unit of the file.
  public var unit: String {
    switch self {
    case .ps1, .ps2, .ps3, .ps4, .ps5, .ps6: "bar"
    case .eps1: "W"
    case .fs1, .fs2: "l/min"
    case .ts1, .ts2, .ts3, .ts4: "°C"
    case .vs1: "mm/s"
    case .ce, .se: "%"
    case .cp: "kW"
    }
  }

  /// What it measures, in words.
  public var meaning: String {
    switch self {
    case .ps1: "pressure at the pump"
    case .ps2: "pressure behind the valve"
    case .ps3: "pressure at the return of the work circuit"
    case .ps4: "pressure that was recorded in some of the runs only"
    case .ps5: "pressure of the cooling circuit"
    case .ps6: "pressure of the cooling circuit, second place"
    case .eps1: "power of the pump's motor"
    case .fs1: "flow of the work circuit"
    case .fs2: "flow of the cooling circuit"
    case .ts1: "oil temperature, first place"
    case .ts2: "oil temperature, second place"
    case .ts3: "oil temperature before the cooler"
    case .ts4: "oil temperature behind the cooler"
    case .vs1: "vibration"
    case .ce: "efficiency of the cooler"
    case .cp: "power of the cooler"
    case .se: "efficiency of the work circuit"
    }
  }

  /// Signals without which no cycle is judged. PS4 tells how a run was recorded, not how the machine is: it is never
  /// looked at. VS1 tells nothing that the others do not.
  public static let needed: [HydraulicSensor] = allCases.filter { $0 != .ps4 && $0 != .vs1 }

  /// Signals of the circuit that does the work, which know nothing of season or cooler but through the oil.
  static let work: [HydraulicSensor] = [.ps1, .ps2, .ps3, .fs1, .eps1, .se]

  /// Signals of the cooling circuit and of the oil.
  static let cooling: [HydraulicSensor] = [.ce, .cp, .fs2, .ps5, .ps6, .ts1, .ts2, .ts3, .ts4]
}
