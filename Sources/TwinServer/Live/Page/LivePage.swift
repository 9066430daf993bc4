import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// The live page: files that were built from `Web` and are read once, when the service starts.
package struct LivePage: Sendable {
  /// One file as it is served.
  struct Asset: Sendable {
    let mediaType: String
    let bytes: ByteBuffer
    /// Changes with the bytes.
    let tag: String
  }

  /// Where the page is.
  static let path = "live-page"
  /// The files of a page with their media types.
  private static let mediaTypes = [
    "index.html": "text/html; charset=utf-8", "app.js": "text/javascript; charset=utf-8",
    "app.css": "text/css; charset=utf-8",
  ]

  let assets: [String: Asset]

  /// Reads a built page.
  /// - Throws: ``LivePageError`` for a file that is missing, or is not the one that was built.
  package init(folder: String) throws(LivePageError) {
    func read(_ name: String) throws(LivePageError) -> Data {
      do {
        return try Data(contentsOf: URL(filePath: folder).appending(path: name))
      } catch {
        throw LivePageError(place: "\(folder)/\(name)", found: "no file that can be read", expected: "a built page")
      }
    }
    var digests: [String: String] = [:]
    for line in String(decoding: try read("files.sha256"), as: UTF8.self).split(separator: "\n") {
      let parts = line.split(separator: " ", omittingEmptySubsequences: true)
      if parts.count == 2 { digests[String(parts[1])] = String(parts[0]) }
    }
    var assets: [String: Asset] = [:]
    for (name, mediaType) in Self.mediaTypes {
      let data = try read(name)
      let digest = SHA256.hash(data: data).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
      guard digests[name] == digest else {
        throw LivePageError(
          place: "\(folder)/\(name)", found: "digest \(digest)", expected: digests[name] ?? "a line in files.sha256")
      }
      assets[name] = Asset(mediaType: mediaType, bytes: ByteBuffer(bytes: data), tag: "\"\(digest.prefix(32))\"")
    }
    self.assets = assets
  }

  func register(on router: Router<ServiceContext>) {
    router.get("") { _, _ in Response(status: .seeOther, headers: [.location: "/\(Self.path)"]) }
    for (name, asset) in assets {
      let path = name == "index.html" ? Self.path : "\(Self.path)/\(name)"
      router.get(RouterPath(path)) { request, _ in Self.response(asset, to: request) }
    }
  }

  private static func response(_ asset: Asset, to request: Request) -> Response {
    var headers: HTTPFields = [
      .contentType: asset.mediaType, .eTag: asset.tag, .cacheControl: "no-cache",
      .contentSecurityPolicy: contentSecurityPolicy,
    ]
    if request.headers[.ifNoneMatch] == asset.tag { return Response(status: .notModified, headers: headers) }
    headers[.contentLength] = "\(asset.bytes.readableBytes)"
    return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: asset.bytes))
  }

  /// Nothing comes from elsewhere. Elements of a chart carry their place as a style.
  private static let contentSecurityPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; img-src data:; "
    + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
}

/// Why the live page cannot be served.
package struct LivePageError: Error, CustomStringConvertible {
  /// The file.
  package let place: String
  package let found: String
  package let expected: String

  package var description: String { "\(place): found \(found); expected \(expected); build it by `make web`" }
}
