import Crypto
import HTTPTypes
import Hummingbird
import NIOCore

/// What tells two states of a resource apart (RFC 9110, 8.8.3): made of the bytes of its answer.
enum EntityTag {
  /// The answer for a GET, or that the caller has it already.
  static func response(_ text: ByteBuffer, to request: Request) -> Response {
    let tag =
      "\""
      + SHA256.hash(data: text.readableBytesView).prefix(12).map { byte in
        String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
      }.joined() + "\""
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

  /// That the caller has the answer already, for the API's document.
  static let notModified = Operation.Answer(.notModified, "as the caller's `If-None-Match` has it", schema: nil)
}
