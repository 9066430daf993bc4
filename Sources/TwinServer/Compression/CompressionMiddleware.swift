import HTTPTypes
import Hummingbird
import NIOCore

/// Unpacks bodies of requests and packs those of answers, for callers that ask for it.
struct CompressionMiddleware: RouterMiddleware {
  typealias Context = ServiceContext

  /// Smaller answers are not worth the work [bytes].
  static let worth = 1024

  /// Largest body of a request, packed and unpacked [bytes].
  let bodyMaximum: Int

  func handle(
    _ request: Request, context: ServiceContext, next: (Request, ServiceContext) async throws -> Response
  ) async throws -> Response {
    let response = try await next(try await unpacked(request), context)
    return packed(response, for: request)
  }

  private func unpacked(_ request: Request) async throws -> Request {
    guard let name = request.headers[.contentEncoding]?.lowercased(), name != "identity" else { return request }
    guard let coding = ContentCoding(rawValue: name) else {
      let known = ContentCoding.allCases.map(\.rawValue).joined(separator: ", ")
      throw Problem(
        .unsupportedMediaType, detail: "The body is packed in another way.",
        findings: [.init(pointer: "Content-Encoding", found: "`\(name.prefix(40))`", expected: known)],
        headers: [.acceptEncoding: known])
    }
    let bytes = try await CallGate.bytes(of: request, limit: bodyMaximum)
    do throws(Unpacker.Failure) {
      let body = RequestBody(buffer: ByteBuffer(bytes: try Unpacker.unpack(bytes, coding, limit: bodyMaximum)))
      var head = request.head
      head.headerFields[.contentLength] = nil
      head.headerFields[.contentEncoding] = nil
      return Request(head: head, body: body)
    } catch {
      switch error {
      case .tooLarge: throw CallGate.tooLarge(bodyMaximum)
      case .malformed:
        throw Problem(
          .malformedBody, detail: "The body cannot be unpacked.",
          findings: [.init(pointer: "", found: "bytes that are no \(coding.rawValue)", expected: coding.rawValue)])
      }
    }
  }

  private func packed(_ response: Response, for request: Request) -> Response {
    let type = response.headers[.contentType] ?? ""
    let isText = type.hasPrefix("text/") || type.hasPrefix("application/json") || type.contains("+json")
    guard isText, response.headers[.contentEncoding] == nil, type != "text/event-stream" else { return response }
    var response = response
    response.headers.append(HTTPField(name: .vary, value: "Accept-Encoding"))
    guard request.method != .head, response.body.contentLength.map({ $0 >= Self.worth }) ?? true,
      let coding = ContentCoding.accepted(by: request.headers[.acceptEncoding])
    else { return response }
    let body = response.body
    response.headers[.contentEncoding] = coding.rawValue
    response.headers[.contentLength] = nil
    // A strong validator is of the bytes that are sent.
    if let tag = response.headers[.eTag], !tag.hasPrefix("W/") { response.headers[.eTag] = "W/" + tag }
    response.body = ResponseBody { writer in
      try await body.write(PackingWriter(parent: writer, packer: try Packer(coding)))
    }
    return response
  }
}

private struct PackingWriter: ResponseBodyWriter {
  var parent: any ResponseBodyWriter
  let packer: Packer

  mutating func write(_ buffer: ByteBuffer) async throws {
    let packed = try packer.pack(buffer, isLast: false)
    if packed.readableBytes > 0 { try await parent.write(packed) }
  }

  consuming func finish(_ trailingHeaders: HTTPFields?) async throws {
    try await parent.write(try packer.pack(ByteBuffer(), isLast: true))
    try await parent.finish(trailingHeaders)
  }
}
