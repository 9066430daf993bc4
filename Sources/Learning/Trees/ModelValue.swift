/// A value of a model file, whichever of its two encodings it was read from.
///
/// Rows of numbers keep the type they were written in: thresholds must come back to the very bits they had.
enum ModelValue: Sendable {
  case null
  case boolean(Bool)
  case integer(Int64)
  case number(Float)
  /// A number of a document whose numbers keep double precision.
  case double(Double)
  case text(String)
  case integers([Int64])
  case numbers([Float])
  case array([ModelValue])
  case object([String: ModelValue])
}

/// Where in a model document a value stands, and what is asked of it.
struct ModelField: Sendable {
  let value: ModelValue
  let path: String

  init(_ value: ModelValue, path: String = "model") {
    self.value = value
    self.path = path
  }

  /// The member of this name; `nil` if there is none.
  func optional(_ key: String) throws(ModelFileError) -> ModelField? {
    guard case .object(let members) = value else { throw wrong("an object") }
    return members[key].map { ModelField($0, path: "\(path).\(key)") }
  }

  /// The member of this name.
  func member(_ key: String) throws(ModelFileError) -> ModelField {
    guard let field = try optional(key) else {
      throw ModelFileError(kind: .malformed, place: path, found: "no \(key)", expected: "a member \(key)")
    }
    return field
  }

  /// A whole number, also one written as text, as parameters are.
  func integer(in range: ClosedRange<Int>) throws(ModelFileError) -> Int {
    let found: Int? =
      switch value {
      case .integer(let number): Int(exactly: number)
      case .text(let text): Int(text)
      default: nil
      }
    guard let found, range.contains(found) else {
      throw wrong("a whole number \(range.lowerBound) … \(range.upperBound)")
    }
    return found
  }

  func text() throws(ModelFileError) -> String {
    guard case .text(let text) = value else { throw wrong("text") }
    return text
  }

  func elements() throws(ModelFileError) -> [ModelField] {
    switch value {
    case .array(let elements):
      return elements.enumerated().map { ModelField($1, path: "\(path)[\($0)]") }
    case .integers(let row) where row.isEmpty: return []
    case .numbers(let row) where row.isEmpty: return []
    default: throw wrong("an array")
    }
  }

  /// A row of `count` numbers; any number of them where `count` is `nil`.
  func numbers(count: Int? = nil) throws(ModelFileError) -> [Float] {
    let row: [Float]
    switch value {
    case .numbers(let numbers): row = numbers
    case .integers(let integers): row = integers.map { Float($0) }
    default: throw wrong("an array of numbers")
    }
    return try checked(row, count: count)
  }

  /// A row of `count` whole numbers, each within `range`; any number of them where `count` is `nil`.
  func integers(count: Int? = nil, in range: ClosedRange<Int64>) throws(ModelFileError) -> [Int] {
    let row: [Int64]
    switch value {
    case .integers(let integers): row = integers
    case .numbers(let numbers) where numbers.isEmpty: row = []
    case .array(let elements):
      // Short forms of whole numbers of several widths, and booleans.
      var whole: [Int64] = []
      for element in elements {
        switch element {
        case .integer(let number): whole.append(number)
        case .boolean(let isTrue): whole.append(isTrue ? 1 : 0)
        default: throw wrong("an array of whole numbers")
        }
      }
      row = whole
    default: throw wrong("an array of whole numbers")
    }
    if let (index, outlier) = row.enumerated().first(where: { !range.contains($1) }) {
      throw ModelFileError(
        kind: .malformed, place: "\(path)[\(index)]", found: "\(outlier)",
        expected: "\(range.lowerBound) … \(range.upperBound)")
    }
    return try checked(row.map { Int($0) }, count: count)
  }

  func texts() throws(ModelFileError) -> [String] {
    var texts: [String] = []
    for element in try elements() { texts.append(try element.text()) }
    return texts
  }

  private func checked<Element>(_ row: [Element], count: Int?) throws(ModelFileError) -> [Element] {
    if let count, row.count != count { throw wrong("\(count) elements", found: "\(row.count)") }
    return row
  }

  func wrong(_ expected: String, found: String? = nil) -> ModelFileError {
    ModelFileError(kind: .malformed, place: path, found: found ?? value.kindName, expected: expected)
  }
}

extension ModelValue {
  /// What kind of value this is, in words.
  var kindName: String {
    switch self {
    case .null: "null"
    case .boolean: "true or false"
    case .integer(let number): "\(number)"
    case .number(let number): "\(number)"
    case .double(let number): "\(number)"
    case .text(let text): "the text \"\(text.prefix(40))\""
    case .integers(let row): "\(row.count) whole numbers"
    case .numbers(let row): "\(row.count) numbers"
    case .array(let elements): "an array of \(elements.count)"
    case .object: "an object"
    }
  }
}
