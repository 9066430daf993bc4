public import Foundation

/// A structural check against the part of JSON Schema that the project's schemas use.
public struct EncodingSchema {
  private let root: [String: Any]

  /// The schema of that name, such as `simulation-1`, in the folder `Documentation/schemas`.
  public init(named name: String) throws {
    let folder = URL(filePath: #filePath).appending(path: "../../../Documentation/schemas")
    try self.init(Data(contentsOf: folder.appending(path: "\(name).json").standardizedFileURL))
  }

  public init(_ data: Data) throws {
    root = try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
  }

  /// What is wrong with a value, with paths; empty when it conforms.
  public func problems(_ value: Any) -> [String] { problems(value, root, at: "$") }

  /// What is wrong with a JSON document; empty when it conforms.
  public func problems(inDocument text: String) throws -> [String] {
    problems(try JSONSerialization.jsonObject(with: Data(text.utf8)))
  }

  private func problems(_ value: Any, _ schema: [String: Any], at path: String) -> [String] {
    if let reference = schema["$ref"] as? String {
      let definitions = root["$defs"] as? [String: Any] ?? [:]
      let name = String(reference.dropFirst("#/$defs/".count))
      return problems(value, definitions[name] as? [String: Any] ?? ["const": "no such definition"], at: path)
    }
    if let choices = schema["anyOf"] as? [[String: Any]] {
      let all = choices.map { problems(value, $0, at: path) }
      return all.contains(where: \.isEmpty) ? [] : all.flatMap { $0 }
    }
    if let wanted = schema["const"] as? String, value as? String != wanted { return ["\(path): not \(wanted)"] }
    if let allowed = schema["enum"] as? [Any], !allowed.contains(where: { isEqual($0, value) }) {
      return ["\(path): \(value) is none of the allowed"]
    }
    let types = schema["type"] as? [String] ?? (schema["type"] as? String).map { [$0] } ?? []
    if !types.isEmpty, !types.contains(where: { matches(value, $0) }) { return ["\(path): \(value) is not \(types)"] }
    return members(value, schema, at: path) + elements(value, schema, at: path)
  }

  private func members(_ value: Any, _ schema: [String: Any], at path: String) -> [String] {
    guard let object = value as? [String: Any] else { return [] }
    let known = schema["properties"] as? [String: [String: Any]] ?? [:]
    let required = schema["required"] as? [String] ?? []
    var problems = required.filter { object[$0] == nil }.map { "\(path).\($0): missing" }
    for (key, member) in object {
      if let rule = known[key] ?? schema["additionalProperties"] as? [String: Any] {
        problems += self.problems(member, rule, at: "\(path).\(key)")
      } else if schema["additionalProperties"] as? Bool == false {
        problems.append("\(path).\(key): not in the schema")
      }
    }
    return problems
  }

  private func elements(_ value: Any, _ schema: [String: Any], at path: String) -> [String] {
    guard let array = value as? [Any], let rule = schema["items"] as? [String: Any] else { return [] }
    var problems: [String] = []
    if let least = schema["minItems"] as? Int, array.count < least { problems.append("\(path): too short") }
    if let most = schema["maxItems"] as? Int, array.count > most { problems.append("\(path): too long") }
    for (i, element) in array.enumerated() { problems += self.problems(element, rule, at: "\(path)[\(i)]") }
    return problems
  }

  private func isEqual(_ a: Any, _ b: Any) -> Bool {
    if a is NSNull || b is NSNull { return a is NSNull && b is NSNull }
    return a as? String == b as? String
  }

  private func matches(_ value: Any, _ type: String) -> Bool {
    switch type {
    case "null": value is NSNull
    case "string": value is String
    case "object": value is [String: Any]
    case "array": value is [Any]
    case "boolean": value is Bool
    case "integer": value is Int
    case "number": value is Double || value is Int
    default: false
    }
  }
}
