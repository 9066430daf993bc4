import Learning

/// The driver of libFuzzer; its header is not importable from Swift.
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
  _ count: UnsafeMutablePointer<CInt>, _ arguments: UnsafeMutablePointer<CommandLineArguments>,
  _ callback: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

private typealias CommandLineArguments = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>

/// Reads random bytes as models and as their cards: any input must end in a model whose two ways of evaluation agree,
/// in a card, or in an error with words. The last argument is `json`, `ubjson` or `card`.
@main enum FuzzModels {
  /// Features and outputs of a model that is also evaluated.
  private static let sizeMaximum = 4096

  static func main() {
    var count = CommandLine.argc
    var arguments = CommandLine.unsafeArgv
    if CommandLine.arguments.last == "card" {
      _ = runDriver(&count, &arguments) { bytes, count in
        FuzzModels.words { () throws(ModelFileError) in
          _ = try ModelCard([UInt8](UnsafeBufferPointer(start: bytes, count: count)))
        }
      }
    } else {
      _ = runDriver(&count, &arguments) { bytes, count in
        FuzzModels.words { () throws(ModelFileError) in
          try FuzzModels.check([UInt8](UnsafeBufferPointer(start: bytes, count: count)))
        }
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

  private static func words(_ check: () throws(ModelFileError) -> Void) -> CInt {
    do throws(ModelFileError) {
      try check()
    } catch {
      precondition(!error.found.isEmpty && !error.expected.isEmpty, "an error has words")
    }
    return 0
  }
}
