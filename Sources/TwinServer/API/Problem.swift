package import HTTPTypes
package import Hummingbird
import NIOCore
import Twin

/// Why a request got no answer, as RFC 9457 tells it: `application/problem+json`.
package struct Problem: Error, Sendable {
  /// The kinds of problems, each with its status and title.
  package enum Kind: String, CaseIterable, Sendable {
    case malformedBody = "malformed-body"
    case invalidRequest = "invalid-request"
    case unauthenticated
    case forbidden
    case notFound = "not-found"
    case methodNotAllowed = "method-not-allowed"
    case notAcceptable = "not-acceptable"
    case conflict
    case preconditionFailed = "precondition-failed"
    case tooLarge = "too-large"
    case unsupportedMediaType = "unsupported-media-type"
    case unprocessable
    case upgradeRequired = "upgrade-required"
    case tooManyRequests = "too-many-requests"
    case solverFailed = "solver-failed"
    case internalError = "internal-error"
    case busy
    case timeout
    case noModel = "no-model"
    case unavailable

    /// The status of the answer.
    package var status: HTTPResponse.Status {
      switch self {
      case .malformedBody, .invalidRequest: .badRequest
      case .unauthenticated: .unauthorized
      case .forbidden: .forbidden
      case .notFound: .notFound
      case .methodNotAllowed: .methodNotAllowed
      case .notAcceptable: .notAcceptable
      case .conflict: .conflict
      case .preconditionFailed: .preconditionFailed
      case .tooLarge: .contentTooLarge
      case .unsupportedMediaType: .unsupportedMediaType
      case .unprocessable, .solverFailed: .unprocessableContent
      case .upgradeRequired: .upgradeRequired
      case .tooManyRequests: .tooManyRequests
      case .internalError: .internalServerError
      case .busy, .timeout, .noModel, .unavailable: .serviceUnavailable
      }
    }

    /// What a person reads first; the same for every problem of the kind.
    package var title: String {
      switch self {
      case .malformedBody: "The body cannot be read"
      case .invalidRequest: "The request is not valid"
      case .unauthenticated: "Authentication is required"
      case .forbidden: "The role of this key does not allow this"
      case .notFound: "There is no such resource"
      case .methodNotAllowed: "The resource does not know this method"
      case .notAcceptable: "The answer cannot be given in this form"
      case .conflict: "The request conflicts with what is there"
      case .preconditionFailed: "The resource has changed"
      case .tooLarge: "The body is too large"
      case .unsupportedMediaType: "The body is of another media type"
      case .unprocessable: "The request is well formed and cannot be done"
      case .solverFailed: "The solver gave up"
      case .upgradeRequired: "The resource speaks another protocol"
      case .tooManyRequests: "Too many requests"
      case .internalError: "The server failed"
      case .busy: "The server is busy"
      case .timeout: "The request took too long"
      case .noModel: "No verified model answers"
      case .unavailable: "What the answer needs is away"
      }
    }
  }

  /// One thing that is wrong with a request.
  package struct Finding: Hashable, Sendable {
    /// JSON pointer into the body (`/set/process.index`), or the name of a parameter.
    package var pointer: String
    package var found: String
    package var expected: String
    /// What to do; may be empty.
    package var remedy: String

    package init(pointer: String, found: String, expected: String, remedy: String = "") {
      self.pointer = pointer
      self.found = found
      self.expected = expected
      self.remedy = remedy
    }
  }

  package var kind: Kind
  /// What happened this time, in a sentence.
  package var detail: String
  package var findings: [Finding]
  /// Fields of the answer's head: `Retry-After`, `Allow`, `WWW-Authenticate`.
  package var headers: HTTPFields

  package init(_ kind: Kind, detail: String, findings: [Finding] = [], headers: HTTPFields = [:]) {
    self.kind = kind
    self.detail = detail
    self.findings = findings
    self.headers = headers
  }
}

extension Problem {
  /// The document of this problem.
  ///
  /// - Parameter instance: names the occurrence: the identifier of the request, as logs have it.
  package func json(instance: String) -> String {
    var json = JSONWriter(indented: false)
    json.object { json in
      json.string("type", "urn:pur-mold-twin:problem:\(kind.rawValue)")
      json.string("title", kind.title)
      json.integer("status", kind.status.code)
      json.string("detail", detail)
      json.string("instance", "urn:request:\(instance)")
      json.array("errors", findings) { json, finding in
        json.object { json in
          json.string("pointer", finding.pointer)
          json.string("found", finding.found)
          json.string("expected", finding.expected)
          if !finding.remedy.isEmpty { json.string("remedy", finding.remedy) }
        }
      }
    }
    return json.text
  }

  /// The answer with this problem.
  package func response(instance: String) -> Response {
    var headers = headers
    headers[.contentType] = "application/problem+json"
    headers[.cacheControl] = "no-store"
    return Response(
      status: kind.status, headers: headers,
      body: ResponseBody(byteBuffer: ByteBuffer(string: json(instance: instance))))
  }

  /// The schema of every problem, for the API's description.
  package static let schema = JSONSchema(
    .object([
      .init("type", JSONSchema(.string, summary: "a URN that names the kind of problem")),
      .init("title", JSONSchema(.string, summary: "the kind of problem, in words")),
      .init("status", JSONSchema(.integer, bounds: 400...599)),
      .init("detail", JSONSchema(.string, summary: "what happened this time")),
      .init("instance", JSONSchema(.string, summary: "a URN with the identifier of the request")),
      .init(
        "errors",
        JSONSchema(
          .array(
            JSONSchema(
              .object([
                .init("pointer", JSONSchema(.string, summary: "JSON pointer into the body, or a parameter's name")),
                .init("found", JSONSchema(.string)),
                .init("expected", JSONSchema(.string)),
                .init("remedy", JSONSchema(.string), isRequired: false),
              ]))), summary: "everything that is wrong, one by one")),
    ]), summary: "Problem details (RFC 9457)")
}
