import FuzzDriver
import Learning

/// Reads random bytes as models and as their cards: any input must end in a model whose two ways of evaluation agree,
/// in a card, or in an error with words. The last argument is `json`, `ubjson` or `card`.
@main enum FuzzModels {
  /// Features and outputs of a model that is also evaluated.
  private static let sizeMaximum = 4096

  static func main() {
    let isCard = CommandLine.arguments.last == "card"
    fuzz { bytes in
      words { () throws(ModelFileError) in
        if isCard { _ = try ModelCard(bytes) } else { try check(bytes) }
      }
    }
  }

  private static func check(_ bytes: [UInt8]) throws(ModelFileError) {
    let model = try TreeEnsemble(bytes)
    let (m, k) = (model.featureCount, model.groupCount)
    guard m <= sizeMaximum, k <= sizeMaximum else { return }
    let row = (0..<m).map { $0 % 5 == 4 ? Float.nan : Float($0 % 7) - 3 }
    var one = [Float](repeating: 0, count: k)
    var target = one.mutableSpan
    model.margins(of: row.span, into: &target)
    var rows = [Float](repeating: 0, count: 9 * k)
    var targets = rows.mutableSpan
    let table = Array([[Float]](repeating: row, count: 9).joined())
    model.margins(ofRows: table.span, into: &targets)
    for i in 0..<9 * k {
      precondition(rows[i].bitPattern == one[i % k].bitPattern || rows[i].isNaN, "the same margins")
    }
    var explainer = try TreeExplainer(model)
    var contributions = [Double](repeating: 0, count: k * (m + 1))
    var sums = contributions.mutableSpan
    explainer.contributions(of: row.span, into: &sums)
  }

  private static func words(_ check: () throws(ModelFileError) -> Void) {
    do throws(ModelFileError) {
      try check()
    } catch {
      precondition(!error.found.isEmpty && !error.expected.isEmpty, "an error has words")
    }
  }
}
