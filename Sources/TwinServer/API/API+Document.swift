import HTTPTypes

extension API {
  /// The document of the API (OpenAPI 3.1).
  package func document(version: String) -> JSONValue {
    var paths: [String: JSONValue] = [:]
    for operation in operations {
      var item: [String: JSONValue] = [:]
      if case .object(let members)? = paths[operation.path] { item = members }
      item[operation.method.rawValue.lowercased()] = description(of: operation)
      paths[operation.path] = .object(item)
    }
    return [
      "openapi": "3.1.0",
      "info": [
        "title": "pur-mold-twin", "version": .string(version),
        "description": "Process twin of polyurethane molding. Problems are told as RFC 9457.",
        "license": ["name": "see the project", "identifier": "LicenseRef-Proprietary"],
      ],
      "servers": [["url": "/"]],
      "paths": .object(paths),
      "components": [
        "schemas": .object(components.mapValues(\.json).merging(["Problem": Problem.schema.json]) { $1 }),
        "securitySchemes": [
          "key": ["type": "http", "scheme": "bearer", "description": "A key made by `pur-mold-twin keys make`."]
        ],
      ],
      "tags": .array(Set(operations.map(\.tag)).sorted().map { ["name": .string($0)] }),
    ]
  }

  private func description(of operation: Operation) -> JSONValue {
    var members: [String: JSONValue] = [
      "operationId": .string(operation.id), "summary": .string(operation.summary), "tags": [.string(operation.tag)],
      "responses": .object(responses(of: operation)),
    ]
    if let role = operation.role {
      members["security"] = [["key": []]]
      members["description"] = .string("Needs the role \(role.rawValue) or more.")
    } else {
      members["security"] = []
    }
    if !operation.parameters.isEmpty {
      members["parameters"] = .array(
        operation.parameters.map { parameter in
          [
            "name": .string(parameter.name), "in": .string(parameter.place.rawValue),
            "required": .boolean(parameter.isRequired), "schema": parameter.schema.json,
          ]
        })
    }
    if let body = operation.body {
      members["requestBody"] = ["required": true, "content": ["application/json": ["schema": body.json]]]
    }
    return .object(members)
  }

  private func responses(of operation: Operation) -> [String: JSONValue] {
    var responses: [String: JSONValue] = [:]
    for answer in operation.answers {
      var members: [String: JSONValue] = ["description": .string(answer.summary)]
      if case .object(let content)? = responses["\(answer.status.code)"]?["content"] {
        var content = content
        content[answer.mediaType] = ["schema": answer.schema?.json ?? [:]]
        members["content"] = .object(content)
      } else if let schema = answer.schema {
        members["content"] = [answer.mediaType: ["schema": schema.json]]
      }
      responses["\(answer.status.code)"] = .object(members)
    }
    var problems: Set<Problem.Kind> = [.tooManyRequests, .busy, .internalError]
    problems.formUnion(operation.problems)
    problems.insert(.invalidRequest)
    if operation.role != nil { problems.formUnion([.unauthenticated, .forbidden]) }
    if operation.body != nil { problems.formUnion([.malformedBody, .unsupportedMediaType, .tooLarge]) }
    if operation.parameters.contains(where: { $0.place == .path }) { problems.insert(.notFound) }
    for problem in problems {
      responses["\(problem.status.code)"] = [
        "description": .string(problem.title),
        "content": ["application/problem+json": ["schema": ["$ref": "#/components/schemas/Problem"]]],
      ]
    }
    return responses
  }
}
