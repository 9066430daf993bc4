import Foundation
import Learning
import XGBoost

/// The libraries that this machine has.
struct Libraries {
  /// Path or name of each, by where it comes from.
  static let places: [(name: String, path: String)] = {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let folder = root.appending(path: ".venv-xgboost/lib").path
    let pythons = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    let packages = pythons.map { "\(folder)/\($0)/site-packages/xgboost/lib/libxgboost.so" }
    return [("the system's", "libxgboost.so.0")] + packages.map { ("the newest from PyPI", $0) }
  }()

  /// Those that can be loaded; says which cannot.
  static let all: [XGBoostLibrary] = places.compactMap { name, path in
    do {
      return try XGBoostLibrary.load(path)
    } catch {
      print("not tested: XGBoost, \(name): \(error)")
      return nil
    }
  }
}

/// Rows of known truth: four features, of which the last means nothing.
struct MadeRows {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

  /// A number in 0 ..< 1.
  mutating func unit() -> Float {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Float(state >> 40) / Float(1 << 24)
  }

  /// Numbers y = 2a − b + noise, c and d at random; a tenth of b missing.
  mutating func numbers(_ count: Int) -> LabeledRows {
    var rows = LabeledRows(features: [], columns: 4, labels: [])
    for _ in 0..<count {
      let (a, b, c, d) = (unit(), unit(), unit(), unit())
      rows.features += [a, unit() < 0.1 ? .nan : b, c, d]
      rows.labels.append(2 * a - b + 0.1 * (unit() - 0.5))
    }
    return rows
  }

  /// Three classes by the sum of the first two features.
  mutating func classes(_ count: Int) -> LabeledRows {
    var rows = LabeledRows(features: [], columns: 4, labels: [])
    for _ in 0..<count {
      let row = [unit(), unit(), unit(), unit()]
      rows.features += row
      rows.labels.append(min(2, ((row[0] + row[1]) * 1.5).rounded(.down)))
    }
    return rows
  }
}

extension TreeEnsemble {
  /// Predictions of many rows, shape (n, k).
  func predictions(_ rows: LabeledRows) -> [Float] {
    var all: [Float] = []
    for row in 0..<rows.count {
      var one = [Float](repeating: 0, count: groupCount)
      let features = Array(rows.features[row * featureCount..<(row + 1) * featureCount])
      var span = one.mutableSpan
      predictions(of: features.span, into: &span)
      all += one
    }
    return all
  }
}
