internal import Integrators

/// A model ready to answer: its card, its trees and, where intervals follow a second model, that one's trees.
public struct PredictionModel: Sendable {
  /// Names of the files that a model may have beside its card.
  public static let (modelFiles, scaleFile) = (["model.ubj", "model.json"], "scale.ubj")

  public let card: ModelCard
  public let ensemble: TreeEnsemble
  /// Predicts how wide an interval is; only with normalized residuals.
  public let scale: TreeEnsemble?

  /// Reads trees from files and holds them against the card.
  ///
  /// - Parameter files: contents by name: one of ``modelFiles``, and ``scaleFile`` where the card needs it.
  /// - Throws: ``ModelFileError``, with the file: damaged, of a kind that is not evaluated, not the file that the card
  ///   states, or not of the card's shape.
  public init(_ card: ModelCard, files: [String: [UInt8]]) throws(ModelFileError) {
    guard let name = Self.modelFiles.first(where: { files[$0] != nil }), let bytes = files[name] else {
      throw ModelFileError(
        kind: .malformed, place: "model", found: "none of \(Self.modelFiles.joined(separator: ", "))",
        expected: "a file of the trees")
    }
    ensemble = try Self.trees(bytes, name, card)
    if card.conformal?.score == .normalizedResidual {
      guard let bytes = files[Self.scaleFile] else {
        throw ModelFileError(
          kind: .malformed, place: Self.scaleFile, found: "no such file",
          expected: "the model of the intervals that the card names")
      }
      scale = try Self.trees(bytes, Self.scaleFile, card)
      guard scale?.groupCount == 1 else {
        throw ModelFileError(
          kind: .malformed, place: Self.scaleFile, found: "several outputs", expected: "one, the width of an interval")
      }
    } else {
      scale = nil
    }
    self.card = card
    let expected = Self.outputCounts(card)
    guard expected.contains(ensemble.groupCount) else {
      throw ModelFileError(
        kind: .malformed, place: name, found: "\(ensemble.groupCount) outputs",
        expected: expected.map(String.init).joined(separator: " or ") + ", as the card states")
    }
  }

  /// Outputs that trees of this card may have; of two classes one output is enough.
  private static func outputCounts(_ card: ModelCard) -> [Int] {
    guard card.kind == .classification else { return [1] }
    return card.target.classes.count == 2 ? [2, 1] : [card.target.classes.count]
  }

  private static func trees(_ bytes: [UInt8], _ name: String, _ card: ModelCard) throws(ModelFileError) -> TreeEnsemble
  {
    if let stated = card.files.first(where: { $0.name == name }) {
      let digest = SHA256Digest(bytes).description
      guard stated.bytes == bytes.count, stated.digest == digest else {
        throw ModelFileError(
          kind: .malformed, place: name, found: "\(bytes.count) bytes of digest \(digest.prefix(12))",
          expected: "\(stated.bytes) bytes of digest \(stated.digest.prefix(12)), as the card states")
      }
    }
    let trees: TreeEnsemble
    do throws(ModelFileError) {
      trees = try TreeEnsemble(bytes)
    } catch {
      throw ModelFileError(
        kind: error.kind, place: "\(name): \(error.place)", found: error.found, expected: error.expected)
    }
    let names = card.features.columns.map(\.name)
    guard trees.featureCount == names.count, trees.featureNames.isEmpty || trees.featureNames == names else {
      throw ModelFileError(
        kind: .malformed, place: name, found: "other features than the card: \(trees.featureCount)",
        expected: "the card's \(names.count), in its order")
    }
    return trees
  }
}
