/// Schemas of documents that are written by hand, as components of the API's document.
struct ResultSchema {
  /// The schema of the document itself.
  let root: JSONValue
  /// The definitions it refers to, by their names in the API's document.
  let definitions: [String: JSONValue]

  /// Lifts the definitions of a schema file: `#/$defs/figure` becomes `#/components/schemas/Simulation.figure`.
  ///
  /// - Parameters:
  ///   - text: the file.
  ///   - name: what the document is called in the API.
  init(_ text: [UInt8], name: String) throws {
    guard case .object(var members) = try JSONValue(reading: text) else {
      throw Problem(.internalError, detail: "The schema of \(name) is no object.")
    }
    var definitions: [String: JSONValue] = [:]
    if case .object(let found)? = members["$defs"] {
      for (key, value) in found { definitions["\(name).\(key)"] = Self.lifted(value, name) }
    }
    for key in ["$schema", "$id", "$defs"] { members[key] = nil }
    root = Self.lifted(.object(members), name)
    self.definitions = definitions
  }

  private static func lifted(_ value: JSONValue, _ name: String) -> JSONValue {
    switch value {
    case .array(let items): return .array(items.map { lifted($0, name) })
    case .object(let members):
      var lifted = members.mapValues { Self.lifted($0, name) }
      if case .string(let reference)? = members["$ref"], reference.hasPrefix("#/$defs/") {
        lifted["$ref"] = .string("#/components/schemas/\(name).\(reference.dropFirst("#/$defs/".count))")
      }
      return .object(lifted)
    default: return value
    }
  }
}
