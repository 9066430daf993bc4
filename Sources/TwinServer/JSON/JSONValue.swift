import Foundation

/// A JSON value (RFC 8259).
package enum JSONValue: Hashable, Sendable {
  case null
  case boolean(Bool)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])

  /// Deepest nesting of a document that is read.
  package static let depthMaximum = 32

  /// The member of this name, where the value is an object that has it.
  package subscript(key: String) -> JSONValue? {
    if case .object(let members) = self { members[key] } else { nil }
  }

  /// What kind of value this is, in words.
  package var kindName: String {
    switch self {
    case .null: "null"
    case .boolean(let isTrue): "\(isTrue)"
    case .number(let number): number == number.rounded() && abs(number) < 1e15 ? "\(Int64(number))" : "\(number)"
    case .string(let text): "the text \"\(text.prefix(40))\""
    case .array(let items): "an array of \(items.count)"
    case .object: "an object"
    }
  }
}

extension JSONValue {
  /// Reads one document.
  ///
  /// - Throws: ``Problem`` of status 400 for text that is no JSON, is not UTF-8, has a key twice, or is nested deeper
  ///   than ``depthMaximum``.
  package init(reading bytes: some Collection<UInt8>) throws(Problem) {
    var parser = JSONParser(Array(bytes))
    do throws(JSONParser.Failure) {
      self = try parser.document()
    } catch {
      switch error {
      case .tooDeep:
        throw Problem(
          .malformedBody, detail: "The body is nested too deeply.",
          findings: [.init(pointer: "", found: "deeper nesting", expected: "at most \(Self.depthMaximum) levels")])
      case .malformed:
        throw Problem(
          .malformedBody, detail: "The body is not JSON.",
          findings: [.init(pointer: "", found: "text that is no JSON", expected: "a JSON document in UTF-8")])
      }
    }
  }
}

extension JSONValue: Codable {
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .boolean(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .string(value)
    } else if let value = try? container.decode([JSONValue].self) {
      self = .array(value)
    } else {
      self = .object(try container.decode([String: JSONValue].self))
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .boolean(let value): try container.encode(value)
    case .number(let value):
      // A whole number is written as one: readers of schemas tell 5 from 5.0.
      if let whole = Int64(exactly: value) { try container.encode(whole) } else { try container.encode(value) }
    case .string(let value): try container.encode(value)
    case .array(let items): try container.encode(items)
    case .object(let members): try container.encode(members)
    }
  }

  /// The document as text, keys in alphabetic order.
  package func text(indented: Bool = false) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    if indented { encoder.outputFormatting.insert(.prettyPrinted) }
    return Array(try encoder.encode(self))
  }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  package init(stringLiteral value: String) { self = .string(value) }
  package init(booleanLiteral value: Bool) { self = .boolean(value) }
  package init(integerLiteral value: Int) { self = .number(Double(value)) }
  package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  package init(dictionaryLiteral elements: (String, JSONValue)...) {
    self = .object(Dictionary(elements) { $1 })
  }
}
