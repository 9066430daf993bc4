import Quantities

/// Reads the parts of a `--vary` option; every error names the column of the part.
struct VariationReader {
  /// Most values of a list and most levels of a range.
  static let countMaximum = 10_000

  let text: String
  let path: String

  /// An error at a part of the text.
  func failure(_ part: Substring, found: String? = nil, expected: String, remedy: String = "") -> FileErrors {
    FileErrors(
      FileError(
        .variation(text, column: column(part)), path: path, found: found ?? "`\(part.prefix(60))`",
        expected: expected, remedy: remedy))
  }

  /// Errors of a file, said at a part of the text.
  func moved(_ errors: FileErrors, to part: Substring) -> FileErrors {
    let moved = errors.errors.map { error in
      var error = error
      error.origin = .variation(text, column: column(part))
      return error
    }
    return FileErrors(moved[0], Array(moved.dropFirst()))
  }

  private func column(_ part: Substring) -> Int {
    text.distance(from: text.startIndex, to: min(part.startIndex, text.endIndex)) + 1
  }

  // MARK: Quantities

  func quantities(
    _ form: VariationForm, _ dimension: any Dimension.Type, _ range: ClosedRange<Double>
  ) throws(FileErrors) -> (Variation.Values, levels: Int?) {
    switch form {
    case .list(let items):
      try limit(items)
      var values: [Double] = []
      for item in items { values.append(try number(item, dimension, range, unitOf: items[items.count - 1])) }
      return (.numbers(values), nil)
    case .range(let low, let high, let levels):
      let first = try number(low, dimension, range, unitOf: high)
      let last = try number(high, dimension, range)
      guard first < last else {
        throw failure(low, expected: "a value below `\(high)`", remedy: "write the smaller value first")
      }
      return (.uniform(first...last), try levels.map(count))
    case .distribution(let name, let first, let second, let levels):
      let names = ["normal", "lognormal"]
      guard names.contains(String(name)) else {
        let near = Spelling.nearest(to: String(name), among: names + ["uniform"])
        throw failure(
          name, expected: "normal or lognormal",
          remedy: near == "uniform"
            ? "a uniform distribution is written `a..b`" : near.map { "did you mean `\($0)`?" } ?? "")
      }
      let middle = try number(first, dimension, range)
      let count = try levels.map(count)
      guard name == "normal" else {
        guard middle > 0 else { throw failure(first, expected: "a positive median") }
        return (.lognormal(median: middle, deviation: try logarithmic(second), bounds: range), count)
      }
      return (.normal(mean: middle, deviation: try deviation(second, dimension, middle), bounds: range), count)
    }
  }

  /// A quantity; one without unit takes that of another part.
  private func number(
    _ part: Substring, _ dimension: any Dimension.Type, _ range: ClosedRange<Double>, unitOf other: Substring = ""
  ) throws(FileErrors) -> Double {
    let borrows = part.unit.isEmpty && !part.isEmpty
    let value: Double
    do throws(QuantityError) {
      value = try dimension.siValue(of: borrows ? "\(part) \(other.unit)" : String(part))
    } catch {
      throw failure(part, found: part.isEmpty ? "nothing" : nil, expected: error.expected, remedy: error.remedy)
    }
    guard range.contains(value) else {
      throw failure(part, expected: "\(dimension.name) \(dimension.text(ofSI: range))")
    }
    return value
  }

  /// A standard deviation: a difference in the dimension's units, or a share of the mean in percent.
  private func deviation(
    _ part: Substring, _ dimension: any Dimension.Type, _ mean: Double
  ) throws(FileErrors) -> Double {
    let hasOffset = (try? dimension.siValue(of: "0 \(part.unit)")).map { $0 != 0 } ?? false
    if hasOffset {
      throw failure(part, expected: "a difference in K", remedy: "a difference of 1 °C is 1 K")
    }
    // The humidity's own unit is the percent; of everything else a percentage is a share of the mean.
    let isShare = part.unit == "%" && dimension != FractionDimension.self && dimension != TemperatureDimension.self
    let value: Double
    do throws(QuantityError) {
      value =
        isShare ? try FractionDimension.siValue(of: String(part)) * abs(mean) : try dimension.siValue(of: String(part))
    } catch {
      throw failure(part, found: part.isEmpty ? "nothing" : nil, expected: error.expected, remedy: error.remedy)
    }
    guard value > 0, value.isFinite else { throw failure(part, expected: "a positive standard deviation") }
    return value
  }

  /// The standard deviation of a natural logarithm, a pure number.
  private func logarithmic(_ part: Substring) throws(FileErrors) -> Double {
    guard let value = try? FractionDimension.siValue(of: String(part)), value > 0, value <= 5 else {
      throw failure(
        part, found: part.isEmpty ? "nothing" : nil,
        expected: "the standard deviation of the natural logarithm, a number above 0 and at most 5",
        remedy: "0.1 or 10 % spreads the value by about a tenth")
    }
    return value
  }

  private func count(_ part: Substring) throws(FileErrors) -> Int {
    guard let count = Int(part), (2...Self.countMaximum).contains(count) else {
      throw failure(
        part, found: part.isEmpty ? "nothing" : nil, expected: "a number of levels 2 … \(Self.countMaximum)")
    }
    return count
  }

  private func limit(_ items: [Substring]) throws(FileErrors) {
    guard items.count <= Self.countMaximum else {
      throw failure(items[Self.countMaximum], found: "\(items.count) values", expected: "at most \(Self.countMaximum)")
    }
  }

  // MARK: Whole numbers and words

  func counts(_ form: VariationForm, _ range: ClosedRange<Int>) throws(FileErrors) -> [Int] {
    func whole(_ part: Substring) throws(FileErrors) -> Int {
      guard let number = Int(part), range.contains(number) else {
        throw failure(
          part, found: part.isEmpty ? "nothing" : nil,
          expected: "a whole number \(range.lowerBound) … \(range.upperBound)")
      }
      return number
    }
    switch form {
    case .list(let items):
      try limit(items)
      var counts: [Int] = []
      for item in items { counts.append(try whole(item)) }
      return counts
    case .range(let low, let high, let levels):
      if let levels { throw failure(levels, expected: "no number of levels: every whole number is one") }
      let (first, last) = (try whole(low), try whole(high))
      guard first < last, last - first < Self.countMaximum else {
        throw failure(low, expected: "a number below `\(high)`, at most \(Self.countMaximum) numbers in all")
      }
      return Array(first...last)
    case .distribution(let name, _, _, _):
      throw failure(name, expected: "a range `a..b` or a list `{v1,v2}` of whole numbers")
    }
  }

  func words(_ form: VariationForm, among words: [String]?) throws(FileErrors) -> [String] {
    guard case .list(let items) = form else {
      throw failure(
        text.split(separator: "=", maxSplits: 1).last?.blankless ?? "",
        expected: "a list of words `{a,b}`" + (words.map { " of \($0.joined(separator: ", "))" } ?? ""))
    }
    try limit(items)
    for item in items {
      guard let words, !words.contains(String(item)) else { continue }
      let near = Spelling.nearest(to: String(item), among: words).map { "did you mean `\($0)`?" }
      throw failure(item, expected: "one of \(words.joined(separator: ", "))", remedy: near ?? "")
    }
    return items.map(String.init)
  }
}

extension Substring {
  /// What follows the decimal number at the start.
  fileprivate var unit: Substring {
    var rest = drop { $0 == "+" || $0 == "-" }.drop { $0.isASCII && $0.isNumber || $0 == "." }
    if let first = rest.first, first == "e" || first == "E" {
      let digits = rest.dropFirst().drop { $0 == "+" || $0 == "-" }
      if let digit = digits.first, digit.isASCII, digit.isNumber { rest = digits.drop { $0.isASCII && $0.isNumber } }
    }
    return rest.blankless
  }
}
