/// A plant as its file describes it: devices, machines, signals, what must hold between them, and what is an alarm.
public struct PlantDescription: Hashable, Sendable {
  public let id: String
  public var name: String
  public var devices: [DeviceDescription]
  /// Tables of databases into which others write samples of signals without a register.
  public var tables: [SampleTableDescription]
  /// Files that are played instead of reading devices and tables.
  public var replay: ReplayDescription?
  public var machines: [MachineDescription]
  /// All signals; a ``SignalIndex`` is a place in this list.
  public var signals: [SignalDescription]
  /// What physics says about signals of one machine.
  public var identities: [PhysicalIdentity]
  public var alarms: [AlarmRule]

  /// A plant; the caller has checked that identifiers are unique and that places in `signals` exist.
  public init(
    id: String, name: String? = nil, devices: [DeviceDescription] = [], machines: [MachineDescription] = [],
    signals: [SignalDescription] = [], identities: [PhysicalIdentity] = [], alarms: [AlarmRule] = [],
    tables: [SampleTableDescription] = [], replay: ReplayDescription? = nil
  ) {
    self.id = id
    self.name = name ?? id
    self.devices = devices
    self.tables = tables
    self.replay = replay
    self.machines = machines
    self.signals = signals
    self.identities = identities
    self.alarms = alarms
  }

  /// The description at a place; the place must come from this plant.
  public subscript(index: SignalIndex) -> SignalDescription { signals[Int(index.rawValue)] }

  /// The place of a name, if the plant has such a signal.
  public func index(of id: SignalID) -> SignalIndex? {
    signals.firstIndex { $0.id == id }.map { SignalIndex(rawValue: UInt32($0)) }
  }

  /// The places of all signals, in order.
  public var indices: [SignalIndex] { signals.indices.map { SignalIndex(rawValue: UInt32($0)) } }
}

/// A machine: a name for signals that belong together.
public struct MachineDescription: Hashable, Sendable {
  /// What a machine is; models and simulations choose by it. The raw value is the word in plant files.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    case foamLine = "foam-line"
    case hydraulicUnit = "hydraulic-unit"
    case other
  }

  /// Its name in the plant file; signals are named `machine.signal`.
  public let id: String
  public var name: String
  public var kind: Kind

  /// A machine.
  public init(id: String, name: String? = nil, kind: Kind = .other) {
    self.id = id
    self.name = name ?? id
    self.kind = kind
  }
}
