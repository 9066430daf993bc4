import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// What tells two states of a resource apart (RFC 9110, 8.8.3): made of the bytes of its answer.
enum EntityTag {
  /// The answer for a GET, or that the caller has it already.
  static func response(_ text: ByteBuffer, to request: Request) -> Response {
    response(
      text, tag: quoted(String(HexadecimalDigest.text(of: Data(text.readableBytesView)).prefix(24))), to: request)
  }

  /// The answer for a GET of a resource whose states have versions, or that the caller has it already.
  static func response(_ text: ByteBuffer, tag: String, to request: Request) -> Response {
    let headers: HTTPFields = [.eTag: tag, .cacheControl: "private, no-cache"]
    if matches(request.headers[.ifNoneMatch], tag) { return Response(status: .notModified, headers: headers) }
    var response = Response.json(text)
    response.headers[.eTag] = tag
    response.headers[.cacheControl] = headers[.cacheControl]
    return response
  }

  /// Whether one of the tags of a header is `tag`, compared weakly.
  static func matches(_ header: String?, _ tag: String) -> Bool {
    guard let header else { return false }
    return header.split(separator: ",").contains { item in
      let text = item.drop { $0 == " " }.prefix { $0 != " " }
      return text == "*" || text == tag || text == "W/" + tag
    }
  }

  /// A version as a tag.
  static func quoted(_ version: String) -> String { "\"\(version)\"" }

  /// The version that a caller wants to change: the present one where his `If-Match` allows that, `nil` where he sends
  /// none.
  ///
  /// - Throws: ``Problem`` of status 412 for a tag of another state. Tags are compared strongly.
  static func seen(_ call: Call, now version: String) throws(Problem) -> String? {
    guard let header = call.parameters["If-Match"] else { return nil }
    let tags = header.split(separator: ",").map { $0.drop { $0 == " " }.prefix { $0 != " " } }
    guard tags.contains(where: { $0 == "*" || $0 == quoted(version) }) else {
      throw stale(found: version, expected: String(header.prefix(100)))
    }
    return tags.contains("*") ? nil : version
  }

  /// That a resource is another than the caller has seen.
  static func stale(found: String, expected: String) -> Problem {
    Problem(
      .preconditionFailed, detail: "The resource has changed since it was looked at.",
      findings: [
        .init(pointer: "If-Match", found: found, expected: expected, remedy: "look at it again, then decide")
      ], headers: [.eTag: quoted(found)])
  }

  /// That the caller has the answer already, for the API's document.
  static let notModified = Operation.Answer(.notModified, "as the caller's `If-None-Match` has it", schema: nil)
}
