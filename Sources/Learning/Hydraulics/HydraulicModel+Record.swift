internal import Integrators

extension HydraulicModel {
  /// A document as a tree of values, in the order in which they are written.
  public struct Record: Hashable, Sendable {
    /// A value of the document.
    public indirect enum Value: Hashable, Sendable {
      case text(String)
      case whole(Int)
      case number(Double)
      case numbers([Double])
      case none
      case list([Value])
      case record(Record)
    }

    /// Keys and values.
    public let members: [(key: String, value: Value)]

    init(_ members: [(key: String, value: Value)]) { self.members = members }

    /// Whether keys and values are equal, in order.
    public static func == (first: Record, second: Record) -> Bool {
      first.members.count == second.members.count
        && zip(first.members, second.members).allSatisfy { $0.key == $1.key && $0.value == $1.value }
    }

    /// Feeds keys and values in order.
    public func hash(into hasher: inout Hasher) {
      for (key, value) in members {
        hasher.combine(key)
        hasher.combine(value)
      }
    }
  }

  /// The model as a document; bytes of trees are named by digest.
  public var record: Record {
    Record([
      ("schema", .text(Self.schema)),
      ("feature_schema", .text(HydraulicFeatureSchema.current.hash)),
      ("version", .text(origin.version)), ("revision", .text(origin.revision)), ("trees", .text(origin.trees)),
      ("recording", .text(origin.recording)), ("cycles", .whole(origin.cycles)), ("folds", .text(origin.folds)),
      ("baseline", origin.baseline.map { .whole($0) } ?? .none), ("seed", .whole(origin.seed)),
      ("targets", .list(classifiers.map { .record(record($0)) })),
    ])
  }

  private func record(_ classifier: HydraulicClassifier) -> Record {
    let range = classifier.range
    let bands = (bands[classifier.target] ?? []).map { band in
      Record.Value.record(
        Record([
          ("feature", .text(HydraulicFeatureSchema.current.features[band.column].name)), ("low", .number(band.low)),
          ("median", .number(band.median)), ("high", .number(band.high)),
        ]))
    }
    let trials = classifier.selection.trials.map { trial in
      Record.Value.record(
        Record([
          ("members", .list(trial.members.map { .text($0) })), ("error", .number(trial.error)),
          ("level_error", .number(trial.levelError)),
        ]))
    }
    return Record([
      ("target", .text(classifier.target.rawValue)),
      ("temperature", .number(classifier.temperature)),
      ("voters", .list(classifier.voters.indices.map { .record(record(classifier, voter: $0)) })),
      (
        "range",
        .record(
          Record([
            ("limit", .number(range.limit)), ("columns", .numbers(range.columns.map { Double($0) })),
            ("low", .numbers(range.lows)), ("high", .numbers(range.highs)), ("deviation", .numbers(range.deviations)),
          ]))
      ),
      (
        "selection",
        .record(
          Record([
            ("folds", .text(classifier.selection.folds)), ("chosen", .whole(classifier.selection.chosen)),
            ("trials", .list(trials)),
          ]))
      ),
      ("bands", .list(bands)),
    ])
  }

  private func record(_ classifier: HydraulicClassifier, voter index: Int) -> Record {
    let voter = classifier.voters[index]
    var members: [(key: String, value: Record.Value)] = [
      ("groups", .list(voter.member.groups.map { .text($0.rawValue) })),
      ("rezeroed", .whole(voter.member.isRezeroed ? 1 : 0)), ("temperature", .number(voter.temperature)),
    ]
    switch voter.scorer {
    case .trees(_, let bytes):
      members += [
        ("form", .text("trees")), ("file", .text(Self.file(classifier.target, index))),
        ("digest", .text(SHA256Digest(bytes).description)),
      ]
    case .linear(let scores):
      let parameter: Double =
        switch voter.member.method {
        case .discriminant(let shrinkage): shrinkage
        case .ordinal(let penalty): penalty
        case .trees: 0
        }
      members += [
        ("form", .text(scores.form.rawValue)), ("parameter", .number(parameter)),
        ("mean", .numbers(scores.standardization.means)),
        // A column that does not vary has no finite scale; 0 stands for it.
        ("scale", .numbers(scores.standardization.scales.map { $0.isFinite ? $0 : 0 })),
        ("weights", .list(scores.weights.map { .numbers($0) })), ("offsets", .numbers(scores.offsets)),
      ]
    }
    return Record(members)
  }
}
