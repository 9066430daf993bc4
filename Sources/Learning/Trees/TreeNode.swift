/// One node of a tree, laid out for evaluation: the children of a node stand side by side.
///
/// A leaf is its own left child and nothing compares at or above its threshold, so that a walk of fixed length stays
/// on it.
struct TreeNode: Sendable {
  /// A row goes left below this and right from it on; NaN in a leaf.
  var threshold: Float
  /// Index of the feature, with ``missingGoesLeft`` and ``isCategorical`` in the highest bits.
  var feature: UInt32
  /// Index of the left child; the right one is next to it.
  var left: Int32
  /// Leaves: the value added. Categorical nodes: where the set of categories begins.
  var payload: UInt32

  static let missingGoesLeft: UInt32 = 1 << 31
  static let isCategorical: UInt32 = 1 << 30
  static let featureMask: UInt32 = 1 << 30 - 1

  static func leaf(_ value: Float, at index: Int) -> TreeNode {
    TreeNode(threshold: .nan, feature: missingGoesLeft, left: Int32(index), payload: value.bitPattern)
  }

  var leafValue: Float { Float(bitPattern: payload) }
}
