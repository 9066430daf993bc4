package import HTTPTypes
package import Hummingbird

/// One operation of the API: its route, its description and its work in one value, so that none exists without the
/// others.
package struct Operation: Sendable {
  /// A parameter of the path, of the query or of the head.
  package struct Parameter: Sendable {
    package enum Place: String, Sendable {
      case path
      case query
      case header
    }

    package let name: String
    package let place: Place
    package let schema: JSONSchema
    package let isRequired: Bool

    package init(_ name: String, in place: Place, _ schema: JSONSchema, isRequired: Bool? = nil) {
      self.name = name
      self.place = place
      self.schema = schema
      self.isRequired = isRequired ?? (place == .path)
    }
  }

  /// An answer that is no problem.
  package struct Answer: Sendable {
    package let status: HTTPResponse.Status
    package let summary: String
    package let mediaType: String
    package let schema: JSONSchema?

    package init(
      _ status: HTTPResponse.Status = .ok, _ summary: String, mediaType: String = "application/json",
      schema: JSONSchema?
    ) {
      self.status = status
      self.summary = summary
      self.mediaType = mediaType
      self.schema = schema
    }
  }

  package let method: HTTPRequest.Method
  /// Path with parameters in braces: `/api/v1/systems/{system}`.
  package let path: String
  /// Name of the operation in the API's document.
  package let id: String
  package let summary: String
  /// Group of the operation in the reference.
  package let tag: String
  /// Least role that may call it; everybody where `nil`.
  package let role: Role?
  package let parameters: [Parameter]
  /// Schema of the body; no body is taken where `nil`.
  package let body: JSONSchema?
  package let answers: [Answer]
  /// Problems besides those that every operation may have.
  package let problems: [Problem.Kind]
  /// Whether it stores or changes something: it is written into the audit log, and may be asked under an
  /// `Idempotency-Key`.
  package let acts: Bool
  /// Whether it waits for anything: for a place in the queue, for a store, for others. What only computes, and briefly,
  /// needs no clock beside it.
  package let waits: Bool
  package let work: @Sendable (Call) async throws -> Response

  package init(
    _ method: HTTPRequest.Method, _ path: String, id: String, summary: String, tag: String, role: Role?,
    parameters: [Parameter] = [], body: JSONSchema? = nil, answers: [Answer], problems: [Problem.Kind] = [],
    acts: Bool = false, waits: Bool = true, work: @escaping @Sendable (Call) async throws -> Response
  ) {
    self.method = method
    self.path = path
    self.id = id
    self.summary = summary
    self.tag = tag
    self.role = role
    self.parameters = parameters + (acts ? [Self.idempotencyKey] : [])
    self.body = body
    self.answers = answers
    self.problems = problems + (acts ? [.conflict, .unprocessable] : [])
    self.acts = acts
    self.waits = waits
    self.work = work
  }

  private static let idempotencyKey = Parameter(
    "Idempotency-Key", in: .header,
    JSONSchema(
      .string, summary: "who asks again under the same key is told the same, and nothing is done twice",
      length: 1...200))

  /// The parameter of who changes only what he has seen.
  static let ifMatch = Parameter(
    "If-Match", in: .header,
    JSONSchema(.string, summary: "the `ETag` of the state that is to be changed, else 412", length: 1...400))
}

/// One call of an operation, checked against its description.
package struct Call: Sendable {
  package let request: Request
  package let context: ServiceContext
  package let principal: Principal?
  /// Parameters as they stand in path and query, decoded.
  package var parameters: [String: String]
  /// The body; `.null` where the operation takes none.
  package let body: JSONValue

  /// The body as a value; it has been checked against the type's schema before.
  package func decoded<Value: Decodable>(as type: Value.Type) throws -> Value {
    do {
      return try body.decoded(as: type)
    } catch {
      throw Problem(.invalidRequest, detail: "The body does not fit: \(error)")
    }
  }
}
