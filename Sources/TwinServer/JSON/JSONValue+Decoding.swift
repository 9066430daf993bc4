import Foundation

extension JSONValue {
  /// The value as a Swift value.
  func decoded<Value: Decodable>(as type: Value.Type) throws -> Value {
    try JSONDecoder().decode(type, from: JSONEncoder().encode(self))
  }
}

extension JSONValue {
  /// The text, where the value is one.
  var text: String? {
    if case .string(let text) = self { text } else { nil }
  }

  /// The number, where the value is one.
  var real: Double? {
    if case .number(let number) = self { number } else { nil }
  }

  /// The whole number, where the value is one.
  var whole: Int? { real.flatMap { Int(exactly: $0) } }

  /// Whether it is true, where the value says so.
  var flag: Bool? {
    if case .boolean(let isTrue) = self { isTrue } else { nil }
  }

  /// The elements of an array.
  var items: [JSONValue]? {
    if case .array(let items) = self { items } else { nil }
  }

  /// The texts of an array.
  var texts: [String]? { items?.compactMap(\.text) }
}

extension Encodable {
  /// The value as JSON text, keys in alphabetic order.
  func jsonText() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(self))
  }
}
