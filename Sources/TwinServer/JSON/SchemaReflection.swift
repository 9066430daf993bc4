/// A type that says more about its members than their types do.
package protocol SchemaDescribed: Decodable {
  /// Changes the schema of each named member: meaning, bounds, examples.
  static var memberSchemas: [String: @Sendable (inout JSONSchema) -> Void] { get }
  /// Members of which exactly one has to be there; none by default.
  static var alternatives: [String] { get }
}

extension SchemaDescribed {
  package static var alternatives: [String] { [] }
}

/// A type whose values are words.
package protocol WordChoice: CaseIterable, RawRepresentable<String>, Codable, Sendable {}

/// Derives the schema of a type from its own `init(from:)`.
///
/// A decoder that hands out placeholders and writes down what was asked for: what decodes is what is described, and a
/// schema cannot drift from its type. Nested structures become components of the document under their names; a
/// structure must not hold itself.
package struct SchemaReflection {
  /// The schemas met so far, by the names of their types.
  package private(set) var components: [String: JSONSchema] = [:]

  package init() {}

  /// The schema of a type: a reference for structures, the schema itself for everything else.
  ///
  /// - Precondition: every member named by ``SchemaDescribed/memberSchemas`` is decoded.
  package mutating func schema(of type: any Decodable.Type) -> JSONSchema {
    let recorder = SchemaRecorder(components: components)
    let schema = recorder.placeholder(of: type).schema
    components = recorder.components
    return schema
  }
}

/// What one reflection has seen. A class, because the containers of one decoding write to the same list.
private final class SchemaRecorder {
  var components: [String: JSONSchema]

  init(components: [String: JSONSchema]) { self.components = components }

  /// A value of the type to go on with, and its schema.
  func placeholder(of type: any Decodable.Type) -> (value: (any Decodable)?, schema: JSONSchema) {
    switch type {
    case is String.Type: return ("", JSONSchema(.string))
    case is Bool.Type: return (false, JSONSchema(.boolean))
    case is Double.Type: return (0.0, JSONSchema(.number))
    case is Int.Type: return (0, JSONSchema(.integer))
    case is JSONValue.Type: return (JSONValue.null, JSONSchema(.written([:])))
    case let list as any ElementList.Type:
      return (list.emptyValue, JSONSchema(.array(placeholder(of: list.elementType).schema)))
    case let map as any MemberMap.Type:
      return (map.emptyValue, JSONSchema(.map(placeholder(of: map.elementType).schema)))
    case let optional as any OptionalValue.Type:
      var schema = placeholder(of: optional.wrappedType).schema
      schema.isNullable = true
      return (optional.absent, schema)
    case let words as any WordChoice.Type:
      return (words.firstWord, JSONSchema(.string, words: words.allWords))
    default: return structure(type)
    }
  }

  private func structure(_ type: any Decodable.Type) -> (value: (any Decodable)?, schema: JSONSchema) {
    let name = String(describing: type)
    let decoder = PlaceholderDecoder(recorder: self)
    guard let value = try? type.init(from: decoder) else {
      preconditionFailure("\(name) decodes from placeholders of its members")
    }
    if components[name] == nil {
      var schema = JSONSchema(.object(Self.described(decoder.properties, by: type)))
      schema.alternatives = (type as? any SchemaDescribed.Type)?.alternatives ?? []
      components[name] = schema
    }
    return (value, JSONSchema(.reference(name)))
  }

  private static func described(
    _ properties: [JSONSchema.Property], by type: any Decodable.Type
  ) -> [JSONSchema.Property] {
    guard let changes = (type as? any SchemaDescribed.Type)?.memberSchemas else { return properties }
    let names = Set(properties.map(\.name))
    for name in changes.keys { precondition(names.contains(name), "\(type).\(name) is described but not decoded") }
    return properties.map { property in
      var schema = property.schema
      changes[property.name]?(&schema)
      return JSONSchema.Property(property.name, schema, isRequired: property.isRequired)
    }
  }
}

extension WordChoice {
  fileprivate static var allWords: [String] { allCases.map(\.rawValue) }
  fileprivate static var firstWord: (any Decodable)? { allCases.first }
}

private protocol ElementList {
  static var elementType: any Decodable.Type { get }
  static var emptyValue: any Decodable { get }
}

extension Array: ElementList where Element: Decodable {
  fileprivate static var elementType: any Decodable.Type { Element.self }
  fileprivate static var emptyValue: any Decodable { Self() }
}

private protocol OptionalValue {
  static var wrappedType: any Decodable.Type { get }
  static var absent: any Decodable { get }
}

extension Optional: OptionalValue where Wrapped: Decodable {
  fileprivate static var wrappedType: any Decodable.Type { Wrapped.self }
  fileprivate static var absent: any Decodable { Self.none }
}

private protocol MemberMap {
  static var elementType: any Decodable.Type { get }
  static var emptyValue: any Decodable { get }
}

extension Dictionary: MemberMap where Key == String, Value: Decodable {
  fileprivate static var elementType: any Decodable.Type { Value.self }
  fileprivate static var emptyValue: any Decodable { Self() }
}

/// Hands out placeholders and records what is asked; only structures with named members are described.
private final class PlaceholderDecoder: Decoder {
  let recorder: SchemaRecorder
  private(set) var properties: [JSONSchema.Property] = []
  let codingPath: [any CodingKey] = []
  let userInfo: [CodingUserInfoKey: Any] = [:]

  init(recorder: SchemaRecorder) { self.recorder = recorder }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
    KeyedDecodingContainer(Members<Key>(decoder: self))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer { throw NotDescribed() }
  func singleValueContainer() throws -> any SingleValueDecodingContainer { throw NotDescribed() }

  /// Notes a member and gives its placeholder.
  func member<Value: Decodable>(_ type: Value.Type, _ key: any CodingKey, isRequired: Bool) throws -> Value {
    let (value, schema) = recorder.placeholder(of: type)
    properties.append(JSONSchema.Property(key.stringValue, schema, isRequired: isRequired))
    guard let value = value as? Value else { throw NotDescribed() }
    return value
  }

  struct NotDescribed: Error {}

  private struct Members<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let decoder: PlaceholderDecoder
    var codingPath: [any CodingKey] { [] }
    var allKeys: [Key] { [] }

    func contains(_ key: Key) -> Bool { true }
    func decodeNil(forKey key: Key) -> Bool { false }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
      try decoder.member(type, key, isRequired: true)
    }

    func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool {
      try decoder.member(type, key, isRequired: true)
    }

    func decode(_ type: String.Type, forKey key: Key) throws -> String {
      try decoder.member(type, key, isRequired: true)
    }

    func decode(_ type: Double.Type, forKey key: Key) throws -> Double {
      try decoder.member(type, key, isRequired: true)
    }

    func decode(_ type: Int.Type, forKey key: Key) throws -> Int {
      try decoder.member(type, key, isRequired: true)
    }

    func decodeIfPresent<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value? {
      try decoder.member(type, key, isRequired: false)
    }

    func decodeIfPresent(_ type: Bool.Type, forKey key: Key) throws -> Bool? {
      try decoder.member(type, key, isRequired: false)
    }

    func decodeIfPresent(_ type: String.Type, forKey key: Key) throws -> String? {
      try decoder.member(type, key, isRequired: false)
    }

    func decodeIfPresent(_ type: Double.Type, forKey key: Key) throws -> Double? {
      try decoder.member(type, key, isRequired: false)
    }

    func decodeIfPresent(_ type: Int.Type, forKey key: Key) throws -> Int? {
      try decoder.member(type, key, isRequired: false)
    }

    func nestedContainer<Nested: CodingKey>(
      keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> {
      throw NotDescribed()
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer { throw NotDescribed() }
    func superDecoder() throws -> any Decoder { throw NotDescribed() }
    func superDecoder(forKey key: Key) throws -> any Decoder { throw NotDescribed() }
  }
}
