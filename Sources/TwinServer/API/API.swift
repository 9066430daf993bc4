import Foundation
import HTTPTypes
package import Hummingbird

/// The operations of the service, as routes and as a document.
package struct API: Sendable {
  package let operations: [Operation]
  /// Schemas that operations refer to by name.
  package let components: [String: JSONSchema]
  private let gate: CallGate
  private let acting: Acting

  package init(
    operations: [Operation], components: [String: JSONSchema], gate: CallGate, acting: Acting = Acting()
  ) {
    self.operations = operations
    self.components = components
    self.gate = gate
    self.acting = acting
  }

  /// Makes a route of each operation.
  package func register(on router: Router<ServiceContext>) {
    for operation in operations {
      router.on(RouterPath(operation.path), method: operation.method) { request, context in
        try await call(operation, request, context)
      }
    }
  }

  /// The methods that some path knows, in the order of their names; empty for a path that no operation has.
  package func methods(of path: String) -> [String] {
    let steps = Self.steps(path)
    let methods = operations.filter { operation in
      let pattern = Self.steps(operation.path)
      return pattern.count == steps.count
        && zip(pattern, steps).allSatisfy { $0.hasPrefix("{") ? !$1.isEmpty : $0 == $1 }
    }.map(\.method.rawValue)
    return (methods.contains("GET") ? methods + ["HEAD"] : methods).sorted()
  }

  private static func steps(_ path: String) -> [Substring] {
    path.split(separator: "/", omittingEmptySubsequences: true)
  }

  private func call(_ operation: Operation, _ request: Request, _ context: ServiceContext) async throws -> Response {
    let principal = try gate.principal(request, context, for: operation)
    context.caller.principal = principal
    let parameters = try parameters(operation, request, context)
    let body = try await body(operation, request)
    let call = Call(request: request, context: context, principal: principal, parameters: parameters, body: body)
    guard operation.waits else { return try await operation.work(call) }
    return try await gate.timed {
      operation.acts ? try await acting.perform(operation, call, at: gate.now()) : try await operation.work(call)
    }
  }

  private func parameters(
    _ operation: Operation, _ request: Request, _ context: ServiceContext
  ) throws(Problem) -> [String: String] {
    var values: [String: String] = [:]
    var findings: [Problem.Finding] = []
    let query = request.uri.queryParameters
    for parameter in operation.parameters {
      let text: String? =
        switch parameter.place {
        case .path: context.parameters.get(parameter.name)?.removingPercentEncoding
        case .query: query[Substring(parameter.name)].map(String.init)
        case .header: HTTPField.Name(parameter.name).flatMap { request.headers[$0] }
        }
      guard let text else {
        if parameter.isRequired {
          findings.append(
            .init(pointer: parameter.name, found: "nothing", expected: parameter.schema.summary ?? "a value"))
        }
        continue
      }
      findings += parameter.schema.findings(in: parameter.schema.value(of: text), at: parameter.name)
      values[parameter.name] = text
    }
    let known = operation.parameters.filter { $0.place == .query }.map(\.name)
    for name in known where query.count(where: { $0.key == name }) > 1 {
      findings.append(.init(pointer: name, found: "the parameter more than once", expected: "it once"))
    }
    for key in Set(query.map { String($0.key) }).sorted() where !known.contains(key) {
      var finding = Problem.Finding.unknownMember(key, at: "", among: known)
      finding.pointer = String(key.prefix(60))
      finding.found = "an unknown parameter"
      findings.append(finding)
    }
    if !findings.isEmpty {
      throw Problem(.invalidRequest, detail: "A parameter is not valid.", findings: findings)
    }
    return values
  }

  private func body(_ operation: Operation, _ request: Request) async throws -> JSONValue {
    guard let schema = operation.body else { return .null }
    let type = request.headers[.contentType]?.split(separator: ";").first.map { $0.lowercased() }
    guard type?.trimmingPrefix(" ") == "application/json" else {
      throw Problem(
        .unsupportedMediaType, detail: "The body has to be JSON.",
        findings: [
          .init(pointer: "Content-Type", found: type ?? "nothing", expected: "application/json")
        ])
    }
    let bytes = try await gate.bytes(of: request)
    let value = try JSONValue(reading: bytes)
    let findings = schema.findings(in: value, components: components)
    guard findings.isEmpty else {
      throw Problem(
        .invalidRequest, detail: "The body has \(findings.count == 1 ? "an error" : "\(findings.count) errors").",
        findings: findings)
    }
    return value
  }
}

extension JSONSchema {
  /// What a text in a path or query stands for, by the kind of value that is wanted.
  func value(of text: String) -> JSONValue {
    switch shape {
    case .integer, .number: Double(text).map { .number($0) } ?? .string(text)
    case .boolean: text == "true" ? .boolean(true) : text == "false" ? .boolean(false) : .string(text)
    default: .string(text)
    }
  }
}
