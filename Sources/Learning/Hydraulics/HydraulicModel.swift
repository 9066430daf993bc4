/// All that is needed to judge cycles: a classifier for each target and where sound cycles lie.
public struct HydraulicModel: Sendable {
  /// The value of the key `schema` of its document.
  public static let schema = "pur-mold-twin/hydraulic-model/1"

  /// How it came about.
  public struct Origin: Hashable, Sendable {
    /// Version of the program, and revision of its sources or `unknown`.
    public var version, revision: String
    /// The library that grew trees, with its version, or `none`.
    public var trees: String
    /// SHA-256 of the recording, 64 hexadecimal digits.
    public var recording: String
    /// Cycles of the recording.
    public var cycles: Int
    /// The division of the recording that selection imitated.
    public var folds: String
    /// Cycles of the commissioning baseline; `nil` without one.
    public var baseline: Int?
    public var seed: Int

    public init(
      version: String, revision: String, trees: String, recording: String, cycles: Int, folds: String, baseline: Int?,
      seed: Int
    ) {
      (self.version, self.revision, self.trees) = (version, revision, trees)
      (self.recording, self.cycles, self.folds) = (recording, cycles, folds)
      (self.baseline, self.seed) = (baseline, seed)
    }
  }

  public let origin: Origin
  /// One a target, in the order of ``HydraulicTarget/allCases``.
  public let classifiers: [HydraulicClassifier]
  /// Where sound cycles lie, by target.
  let bands: [HydraulicTarget: [HydraulicEvidence.Band]]
  /// Files of trees with their bytes, by name.
  public let treeFiles: [String: [UInt8]]

  init(
    origin: Origin, classifiers: [HydraulicClassifier], bands: [HydraulicTarget: [HydraulicEvidence.Band]]
  ) {
    self.origin = origin
    self.classifiers = classifiers
    self.bands = bands
    var files: [String: [UInt8]] = [:]
    for classifier in classifiers {
      for (index, voter) in classifier.voters.enumerated() {
        if case .trees(_, let bytes) = voter.scorer { files[Self.file(classifier.target, index)] = bytes }
      }
    }
    treeFiles = files
  }

  /// A model of classifiers that learned from all cycles of a recording.
  public init(
    _ classifiers: [HydraulicClassifier], origin: Origin, features: HydraulicFeatureMatrix, labels: [HydraulicLabels]
  ) {
    let bands = HydraulicTarget.allCases.map { target in
      let rows = labels.indices.filter { labels[$0][target] == 0 }
      return (target, HydraulicEvidence.bands(target, features, rows: rows))
    }
    self.init(origin: origin, classifiers: classifiers, bands: Dictionary(uniqueKeysWithValues: bands))
  }

  /// Name of the file of a voter's trees.
  static func file(_ target: HydraulicTarget, _ voter: Int) -> String { "\(target.rawValue)-\(voter).json" }

  /// Why a target of a cycle is not judged.
  public enum Silence: String, Hashable, Sendable, CaseIterable {
    /// A signal that it needs is missing.
    case missing = "missing_signal"
    /// The model counts from a commissioning baseline, and none is given.
    case noBaseline = "no_baseline"
    /// A relation between signals does not hold, so a sensor is wrong.
    case implausible = "implausible_signal"
    /// The cycle lies outside of what was seen.
    case unseen = "unseen_regime"
  }

  /// What is said of one target of a cycle.
  public struct Diagnosis: Hashable, Sendable {
    public let target: HydraulicTarget
    /// `nil` where nothing could be computed.
    public let judgment: HydraulicJudgment?
    /// Why the judgment, if there is one, is not to be acted on; `nil` when it is.
    public let silence: Silence?
    /// Largest deviation first.
    public let evidence: [HydraulicEvidence.Finding]
  }

  /// Judges a cycle of a recording.
  ///
  /// - Parameters:
  ///   - index: position in the recording.
  ///   - baseline: positions of cycles of the same machine and season that are known to be sound; may be empty.
  public func diagnose(_ cycles: [HydraulicCycle], at index: Int, baseline: [Int] = []) -> [Diagnosis] {
    // A cycle needs those before it, and no others but the baseline's.
    let first = max(0, index - (HydraulicFeatureSchema.histories.max() ?? 0))
    let recent = Array(cycles[first...index])
    let matrix = HydraulicFeatureMatrix(recent + baseline.map { cycles[$0] })
    let row = recent.count - 1
    let features = Array(matrix.row(row))
    let rezeroed =
      baseline.isEmpty ? nil : matrix.rezeroed(row: row, baseline: Array(recent.count..<matrix.rows))
    let broken = Set(HydraulicIdentity.all(cycles[index]).filter { !$0.holds }.flatMap(\.sensors))
    return classifiers.map { classifier in
      let judgment = classifier.judge(features, rezeroed: rezeroed)
      let looked = Set(classifier.voters.flatMap { HydraulicFeatureSchema.current.sensors($0.member.groups) })
      let silence: Silence? =
        if judgment == nil {
          classifier.needsBaseline && rezeroed == nil ? .noBaseline : .missing
        } else if !broken.isDisjoint(with: looked) {
          .implausible
        } else if judgment?.isUnseen ?? false {
          .unseen
        } else { nil }
      let findings = (bands[classifier.target] ?? []).map { band in
        let value = features[band.column]
        return HydraulicEvidence.Finding(
          feature: HydraulicFeatureSchema.current.features[band.column], value: value.isFinite ? value : nil,
          band: band)
      }
      return Diagnosis(
        target: classifier.target, judgment: judgment, silence: silence,
        evidence: findings.sorted { abs($0.deviation) > abs($1.deviation) })
    }
  }
}

extension HydraulicFeatureSchema {
  /// Signals that groups look at.
  func sensors(_ groups: [HydraulicFeatureGroup]) -> [HydraulicSensor] {
    groups.flatMap { features[range($0)].map(\.sensor) }
  }
}
