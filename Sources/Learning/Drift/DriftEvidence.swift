/// The rules that tell causes of drift by which inputs, measurements and residuals of the twin moved.
///
/// The twin is given what the log says and computes what should be measured. Where inputs move and the residuals stay,
/// the plant does as the log says. Where the residuals move, log, plant and material no longer belong together; which
/// of them it is shows in which signals moved, by how much, and in which machines and systems.
struct DriftEvidence {
  /// One reason for a cause.
  struct Argument {
    let kind: DriftCause.Kind
    let weight: Double
    let subject: String?
    let words: String
  }

  /// Signals whose offset shows as the same step in its start, mean and maximum.
  private static let levels: [(signal: String, start: String?, others: [String])] = [
    (
      "core_temperature", "measured_core_temperature_start_K",
      ["measured_core_temperature_maximum_K", "measured_core_temperature_mean_K"]
    ),
    ("pressure", nil, ["measured_pressure_maximum_Pa", "measured_pressure_mean_Pa"]),
  ]
  /// What tells how fast the material reacts.
  private static let timing = [
    "measured_core_temperature_maximum_time_s", "measured_core_temperature_half_rise_time_s",
    "measured_pressure_maximum_time_s", "measured_cream_time_s", "measured_rise_time_s",
    "residual_core_temperature_maximum_time_s", "residual_pressure_maximum_time_s",
    "measured_core_temperature_slope_K_per_s",
  ]

  private let features: [String: FeatureDrift]
  private let moved: [FeatureDrift]
  private let findings: [DriftFinding]
  private let reference: DriftReference
  private let groups: [DriftGroups.Group]
  private(set) var arguments: [Argument] = []

  init(
    _ features: [FeatureDrift], _ findings: [DriftFinding], _ reference: DriftReference, current: [DriftGroups.Group]
  ) {
    self.features = Dictionary(features.map { ($0.name, $0) }) { first, _ in first }
    moved = features.filter { $0.severity > .ok }
    self.findings = findings
    self.reference = reference
    groups = current
  }

  private func moved(_ role: DriftRole) -> [FeatureDrift] { moved.filter { $0.role == role } }

  /// Inputs that moved by themselves; one that is computed from others counts when none of those moved.
  private var inputs: [FeatureDrift] {
    let derived = [
      "process_poured_mass_kg", "process_mass_ratio", "process_component_temperature_difference_K",
      "process_mold_over_polyol_K",
    ]
    let all = moved(.process)
    let stated = all.filter { !derived.contains($0.name) }
    return stated.isEmpty ? all : stated
  }

  private mutating func add(_ kind: DriftCause.Kind, _ weight: Double, _ subject: String?, _ words: String) {
    arguments.append(Argument(kind: kind, weight: weight, subject: subject, words: words))
  }

  /// Collects the arguments.
  mutating func weigh() {
    let hasTwin = features.values.contains { $0.role == .residual && $0.gap == nil }
    let residuals = moved(.residual)
    weighLostSignals()
    weighProducts()
    if !inputs.isEmpty { weighInputs(residuals, hasTwin: hasTwin) }
    if inputs.isEmpty, !residuals.isEmpty { weighResiduals(residuals) }
    if inputs.isEmpty, residuals.isEmpty { weighRest(hasTwin: hasTwin) }
  }

  // MARK: Signals that are gone, and other products

  private mutating func weighLostSignals() {
    let gone = findings.filter { finding in
      guard [.missing, .lostColumn].contains(finding.kind), let name = finding.feature else { return false }
      return [DriftRole.measured, .process].contains(features[name]?.role ?? .other)
    }
    guard let first = gone.first?.feature else { return }
    add(.sensor, 1, first, "\(gone.count == 1 ? "A signal is" : "Signals are") missing more often, first `\(first)`.")
  }

  private mutating func weighProducts() {
    let mix = moved(.group)
    guard let first = mix.first else { return }
    add(.recipe, 1, first.name, "Another mix is made: the shares of `\(first.name)` changed.")
  }

  // MARK: Inputs moved

  private mutating func weighInputs(_ residuals: [FeatureDrift], hasTwin: Bool) {
    let inputs = inputs
    let names = inputs.prefix(4).map { "`\($0.name)`" }.joined(separator: ", ")
    let (computed, followed) = response
    // A sensor is believed by the twin and by nobody else: what is computed moves, what is measured stays.
    if inputs.count == 1, let input = inputs.first, computed > 0.2, followed < 0.4 {
      add(
        .sensor, 3, input.name,
        "Only `\(input.name)` moved; the twin answers, the measurement does not: the plant did not follow its sensor.")
      add(.machine, 0.5, nil, "A change of the log that the plant did not carry out would look the same.")
      return
    }
    if residuals.isEmpty {
      let trust = hasTwin ? "and the twin still agrees with what is measured" : "as the log says"
      add(.recipe, hasTwin ? 3 : 2, inputs.first?.name, "The inputs \(names) moved, \(trust).")
      return
    }
    add(.recipe, followed > 0.6 ? 2 : 1, inputs.first?.name, "The inputs \(names) moved.")
    add(.machine, 1, worst(of: "machine")?.name, "Residuals of the twin moved with them.")
  }

  /// How much the computed figures moved, in standard deviations, and which share of that the measured ones followed.
  private var response: (computed: Double, followed: Double) {
    let pairs = ["core_temperature_maximum_K", "pressure_maximum_Pa"]
    var (computed, gap) = (0.0, 0.0)
    for name in pairs {
      guard let measured = features["measured_" + name], let twin = features["simulated_" + name],
        let rest = features["residual_" + name], measured.gap == nil, twin.gap == nil, rest.gap == nil,
        measured.reference.deviation > 0
      else { continue }
      let scale = measured.reference.deviation
      computed += abs(twin.mean - twin.reference.mean) / scale
      gap += abs(rest.mean - rest.reference.mean) / scale
    }
    return (computed, computed > 0 ? max(0, 1 - gap / computed) : 1)
  }

  // MARK: Inputs stayed, residuals moved

  private mutating func weighResiduals(_ residuals: [FeatureDrift]) {
    if let machine = worst(of: "machine") {
      add(.machine, 3, machine.name, "The residuals moved on `\(machine.name)` and not on the other machines.")
    }
    if let mold = worst(of: "mold") {
      add(.machine, 3, mold.name, "The residuals moved with the mold `\(mold.name)` and not with the others.")
    }
    if let system = worst(of: "system") {
      add(.material, 4, system.name, "The residuals moved with the system `\(system.name)` and not with the others.")
    }
    let signals = Set(residuals.compactMap { Self.signal($0.name) })
    for level in Self.levels {
      if let step = offset(level) {
        add(.sensor, 4, level.signal, "`\(level.signal)` is off by the same step from start to end: \(step).")
      }
    }
    if signals.count == 1, let signal = signals.first, isQuiet(besides: signal) {
      add(.sensor, 1.5, signal, "Only `\(signal)` disagrees with the twin; the other signals still agree.")
      if signal == "pressure" { add(.machine, 1, "vents", "Vents change the pressure and leave the temperature.") }
    }
    guard !arguments.contains(where: { $0.kind == .sensor && $0.weight > 3 }) else { return }
    let fast = Self.timing.compactMap { features[$0] }.filter { $0.severity > .ok }
    let heat = features["residual_core_temperature_maximum_K"]?.shift.map(abs) ?? 0
    let pace = Self.timing.compactMap { features[$0]?.shift.map(abs) }.max() ?? 0
    if !fast.isEmpty, pace > heat {
      add(
        .material, 2.5, nil,
        "The reaction has another pace with the same inputs: "
          + fast.prefix(3).map { "`\($0.name)`" }.joined(separator: ", ") + ".")
    }
    if signals.count > 1 {
      add(.machine, pace > heat ? 1 : 2.5, nil, "Several signals left the twin together while the log stayed the same.")
    }
  }

  /// The step of a signal whose start, mean and maximum all moved alike; `nil` when they did not.
  private func offset(_ level: (signal: String, start: String?, others: [String])) -> String? {
    guard let start = level.start.flatMap({ features[$0] }), start.severity > .ok else { return nil }
    let step = start.mean - start.reference.mean
    for name in level.others {
      guard let other = features[name], other.gap == nil else { continue }
      guard abs(other.mean - other.reference.mean - step) <= 0.35 * abs(step) else { return nil }
    }
    return "\(step.rounded(digits: 3)) in SI units"
  }

  /// Whether another signal is there, and agrees with the twin.
  private func isQuiet(besides signal: String) -> Bool {
    features.values.contains { feature in
      feature.role == .residual && feature.gap == nil && feature.severity == .ok
        && Self.signal(feature.name) != signal
    }
  }

  private static func signal(_ name: String) -> String? {
    ["core_temperature", "pressure", "mold_temperature", "vent"].first { name.contains($0) }
      ?? (name.contains("cream_time") || name.contains("rise") ? "rise_height" : nil)
  }

  /// The one machine, mold or system with which the residuals moved, where others show that it alone did.
  private func worst(of column: String) -> DriftGroups.Group? {
    let places = reference.groups.indices.filter { reference.groups[$0].column == column && groups[$0].rows >= 10 }
    guard places.count > 1 else { return nil }
    var shifts = Array(repeating: 0.0, count: places.count)
    for feature in features.values where feature.role == .residual && feature.reference.deviation > 0 {
      guard feature.groupMeans.count == groups.count, feature.reference.groupMeans.count == groups.count else {
        continue
      }
      for (index, place) in places.enumerated() {
        guard let before = feature.reference.groupMeans[place], let now = feature.groupMeans[place] else { continue }
        shifts[index] = max(shifts[index], abs(now - before) / feature.reference.deviation)
      }
    }
    guard let top = shifts.indices.max(by: { shifts[$0] < shifts[$1] }), shifts[top] > 0.5 else { return nil }
    let others = shifts.indices.filter { $0 != top }.map { shifts[$0] }.max() ?? 0
    return others < 0.35 * shifts[top] ? reference.groups[places[top]] : nil
  }

  // MARK: Neither inputs nor residuals moved

  private mutating func weighRest(hasTwin: Bool) {
    let targets = moved(.target)
    let failed = findings.contains { $0.kind == .performance }
    let calm = hasTwin ? "inputs and residuals of the twin stayed" : "the inputs stayed"
    if let first = targets.first {
      add(.model, 3, first.name, "Parts are judged otherwise (`\(first.name)`) though \(calm).")
    }
    if failed { add(.model, 3, nil, "The model errs more often though \(calm).") }
    let others = moved(.other) + (hasTwin ? [] : moved(.measured))
    if let first = others.first, targets.isEmpty {
      add(.recipe, 1, first.name, "`\(first.name)` moved; without a twin the cause cannot be told further.")
    }
  }
}
