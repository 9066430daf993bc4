/// What probably changed in the plant, with the evidence. `Documentation/Calibration.md` states the rules.
public struct DriftCause: Hashable, Sendable {
  /// The raw value is the word in files.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// An instrument shows something else than it did; the shots are what they were.
    case sensor
    /// A machine or mold does something else than its log says.
    case machine
    /// Something else is made, or made otherwise, and the log says so: set points, room, mix of products.
    case recipe
    /// The material behaves otherwise.
    case material
    /// The model's idea of good and bad no longer fits, or inspection judges otherwise.
    case model
  }

  public let kind: Kind
  /// Share of the evidence that speaks for it, 0 … 1; all causes together 1.
  public let share: Double
  /// The sensor, machine, input or system concerned, where one stands out.
  public let subject: String?
  /// Why, one sentence each.
  public let reasons: [String]

  /// The causes that evidence speaks for, the likeliest first.
  static func likely(
    _ features: [FeatureDrift], _ findings: [DriftFinding], _ reference: DriftReference, current: [DriftGroups.Group]
  ) -> [DriftCause] {
    guard !findings.isEmpty else { return [] }
    var evidence = DriftEvidence(features, findings, reference, current: current)
    evidence.weigh()
    let total = evidence.arguments.reduce(0) { $0 + $1.weight }
    guard total > 0 else { return [] }
    return Kind.allCases.compactMap { kind -> DriftCause? in
      let own = evidence.arguments.filter { $0.kind == kind }
      guard !own.isEmpty else { return nil }
      let strongest = own.max { $0.weight < $1.weight }
      return DriftCause(
        kind: kind, share: own.reduce(0) { $0 + $1.weight } / total, subject: strongest?.subject,
        reasons: own.map(\.words))
    }.sorted { $0.share > $1.share }
  }
}
