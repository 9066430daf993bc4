/// The shape of a JSON value: describes it in the API's document and checks it when it arrives.
///
/// The part of JSON Schema 2020-12 that the service uses.
package struct JSONSchema: Sendable {
  /// What kind of value it is.
  package indirect enum Shape: Sendable {
    case boolean
    case integer
    case number
    case string
    case array(JSONSchema)
    case object([Property])
    /// An object whose keys are data.
    case map(JSONSchema)
    /// A schema of the document's components, by name.
    case reference(String)
    /// A schema written elsewhere; values are not checked against it.
    case written(JSONValue)
  }

  /// A member of an object.
  package struct Property: Sendable {
    package let name: String
    package let schema: JSONSchema
    package let isRequired: Bool

    package init(_ name: String, _ schema: JSONSchema, isRequired: Bool = true) {
      self.name = name
      self.schema = schema
      self.isRequired = isRequired
    }
  }

  package var shape: Shape
  package var isNullable: Bool
  /// What the value means.
  package var summary: String?
  /// The texts allowed; any where `nil`.
  package var words: [String]?
  /// Least and largest number.
  package var bounds: ClosedRange<Double>?
  /// Shortest and longest text, or fewest and most elements.
  package var length: ClosedRange<Int>?
  /// A regular expression that texts match; described, and checked by who reads the value.
  package var pattern: String?
  /// `date-time` and the like.
  package var format: String?
  package var example: JSONValue?
  /// Members of an object of which exactly one has to be there; any may be missing where it is empty.
  package var alternatives: [String] = []

  package init(
    _ shape: Shape, isNullable: Bool = false, summary: String? = nil, words: [String]? = nil,
    bounds: ClosedRange<Double>? = nil, length: ClosedRange<Int>? = nil, pattern: String? = nil,
    format: String? = nil, example: JSONValue? = nil
  ) {
    self.shape = shape
    self.isNullable = isNullable
    self.summary = summary
    self.words = words
    self.bounds = bounds
    self.length = length
    self.pattern = pattern
    self.format = format
    self.example = example
  }
}

extension JSONSchema {
  /// The schema as the API's document states it.
  package var json: JSONValue {
    var members: [String: JSONValue] = [:]
    switch shape {
    case .boolean: members["type"] = typeName("boolean")
    case .integer: members["type"] = typeName("integer")
    case .number: members["type"] = typeName("number")
    case .string: members["type"] = typeName("string")
    case .array(let element):
      members["type"] = typeName("array")
      members["items"] = element.json
    case .object(let properties):
      members["type"] = typeName("object")
      members["properties"] = .object(Dictionary(properties.map { ($0.name, $0.schema.json) }) { $1 })
      let required = properties.filter(\.isRequired).map { JSONValue.string($0.name) }
      if !required.isEmpty { members["required"] = .array(required) }
      members["additionalProperties"] = false
      if !alternatives.isEmpty {
        members["oneOf"] = .array(alternatives.map { ["required": .array([.string($0)])] })
      }
    case .map(let element):
      members["type"] = typeName("object")
      members["additionalProperties"] = element.json
    case .reference(let name): members["$ref"] = .string("#/components/schemas/\(name)")
    case .written(let json): return json
    }
    if let summary { members["description"] = .string(summary) }
    if let words { members["enum"] = .array(words.map { .string($0) } + (isNullable ? [.null] : [])) }
    if let bounds {
      if bounds.lowerBound.isFinite { members["minimum"] = .number(bounds.lowerBound) }
      if bounds.upperBound.isFinite { members["maximum"] = .number(bounds.upperBound) }
    }
    addLength(to: &members)
    if let pattern { members["pattern"] = .string(pattern) }
    if let format { members["format"] = .string(format) }
    if let example { members["examples"] = [example] }
    return .object(members)
  }

  private func typeName(_ name: String) -> JSONValue { isNullable ? [.string(name), "null"] : .string(name) }

  private func addLength(to members: inout [String: JSONValue]) {
    guard let length else { return }
    let noun =
      switch shape {
      case .array: "Items"
      case .map: "Properties"
      default: "Length"
      }
    members["min" + noun] = .number(Double(length.lowerBound))
    members["max" + noun] = .number(Double(length.upperBound))
  }
}

extension JSONSchema {
  /// Everything about `value` that does not fit, with the JSON pointer of each place.
  ///
  /// - Parameters:
  ///   - components: the schemas that references name.
  package func findings(
    in value: JSONValue, at pointer: String = "", components: [String: JSONSchema] = [:]
  ) -> [Problem.Finding] {
    findings(in: value, at: .root(pointer), components)
  }

  private func findings(
    in value: JSONValue, at place: JSONPlace, _ components: [String: JSONSchema]
  ) -> [Problem.Finding] {
    if case .null = value, isNullable { return [] }
    func wrong(_ expected: String) -> [Problem.Finding] {
      [Problem.Finding(pointer: place.pointer, found: value.kindName, expected: expected)]
    }
    switch (shape, value) {
    case (.boolean, .boolean), (.written, _): return []
    case (.boolean, _): return wrong("true or false")
    case (.integer, .number(let number)):
      return number == number.rounded() && isWithin(number) ? [] : wrong(numberWords("a whole number"))
    case (.integer, _): return wrong(numberWords("a whole number"))
    case (.number, .number(let number)): return isWithin(number) ? [] : wrong(numberWords("a number"))
    case (.number, _): return wrong(numberWords("a number"))
    case (.string, .string(let text)): return textFindings(text, at: place)
    case (.string, _): return wrong(words.map { "one of \($0.joined(separator: ", "))" } ?? "a text")
    case (.array(let element), .array(let items)):
      if let length, !length.contains(items.count) {
        return wrong("\(length.lowerBound) … \(length.upperBound) elements")
      }
      return items.enumerated().flatMap { element.findings(in: $1, at: .element(place, $0), components) }
    case (.array, _): return wrong("an array")
    case (.object(let properties), .object(let members)):
      return memberFindings(members, properties, at: place, components)
    case (.map(let element), .object(let members)):
      if let length, members.count > length.upperBound { return wrong("at most \(length.upperBound) members") }
      return members.sorted { $0.key < $1.key }.flatMap {
        element.findings(in: $0.value, at: .member(place, $0.key), components)
      }
    case (.object, _), (.map, _): return wrong("an object")
    case (.reference(let name), _):
      return components[name]?.findings(in: value, at: place, components) ?? []
    }
  }

  /// Whether a value fits that has no parts: seen without naming its place. Others have to be looked at closely.
  private func plainlyFits(_ value: JSONValue) -> Bool {
    switch (shape, value) {
    case (.number, .number(let number)): isWithin(number)
    case (.boolean, .boolean): true
    case (_, .null): isNullable
    default: false
    }
  }

  private func isWithin(_ number: Double) -> Bool { bounds?.contains(number) ?? true }

  private func numberWords(_ noun: String) -> String {
    guard let bounds else { return noun }
    let (low, high) = (JSONValue.number(bounds.lowerBound).kindName, JSONValue.number(bounds.upperBound).kindName)
    return "\(noun) \(low) … \(high)"
  }

  private func textFindings(_ text: String, at place: JSONPlace) -> [Problem.Finding] {
    if let words, !words.contains(text) {
      let found = JSONValue.string(text).kindName
      return [.init(pointer: place.pointer, found: found, expected: "one of \(words.joined(separator: ", "))")]
    }
    if let length, !length.contains(text.unicodeScalars.count) {
      let expected = "a text of \(length.lowerBound) … \(length.upperBound) characters"
      let found = "\(text.unicodeScalars.count) characters"
      return [.init(pointer: place.pointer, found: found, expected: expected)]
    }
    return []
  }

  private func memberFindings(
    _ members: [String: JSONValue], _ properties: [Property], at place: JSONPlace, _ components: [String: JSONSchema]
  ) -> [Problem.Finding] {
    var findings: [Problem.Finding] = []
    var known = 0
    // By index: a property is large, and is not copied so.
    for index in properties.indices {
      let name = properties[index].name
      if let member = members[name] {
        known += 1
        if properties[index].schema.plainlyFits(member) { continue }
        findings += properties[index].schema.findings(in: member, at: .member(place, name), components)
      } else if properties[index].isRequired {
        findings.append(
          .init(
            pointer: JSONPlace.member(place, name).pointer, found: "nothing",
            expected: properties[index].schema.summary ?? "a value"))
      }
    }
    if !alternatives.isEmpty {
      let given = alternatives.count { members[$0] != nil }
      if given != 1 {
        let names = alternatives.map { "`\($0)`" }
        findings.append(
          .init(
            pointer: place.pointer, found: given == 0 ? "none of them" : "\(given) of them",
            expected: "one of \(names.joined(separator: ", "))"))
      }
    }
    guard known < members.count else { return findings }
    let names = properties.map(\.name)
    for key in members.keys.sorted() where !names.contains(key) {
      findings.append(.unknownMember(key, at: place.pointer, among: names))
    }
    return findings
  }
}

/// Where in a document a value stands; written out only where something is wrong with it.
private indirect enum JSONPlace {
  case root(String)
  case member(JSONPlace, String)
  case element(JSONPlace, Int)

  /// The place as a JSON pointer (RFC 6901).
  var pointer: String {
    switch self {
    case .root(let pointer): pointer
    case .member(let place, let name): "\(place.pointer)/\(name.escapedForPointer)"
    case .element(let place, let index): "\(place.pointer)/\(index)"
    }
  }
}

extension String {
  /// The text as one step of a JSON pointer (RFC 6901).
  var escapedForPointer: String { replacing("~", with: "~0").replacing("/", with: "~1") }
}
