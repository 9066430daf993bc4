import Foundation
import Historian
import HTTPTypes
import Hummingbird
import Integrators
import Logging
import NIOCore
import NIOEmbedded
import Synchronization
import Testing
import Twin
import TwinServer

/// A service over the catalog of the sources, with one key of each role and a clock that stands still until it is set.
struct MadeService {
  /// The time the service sees [s since 1970].
  final class Clock: Sendable {
    private let state = Mutex(1_800_000_000.0)
    var now: Double {
      get { state.withLock { $0 } }
      set { state.withLock { $0 = newValue } }
    }
  }

  let service: TwinService
  let clock = Clock()
  let folder: URL
  private(set) var keys: [Role: String] = [:]

  /// - Parameter added: makes what other parts of the program add, given the keys and the clock.
  init(
    models: ModelShelf? = nil, historian: (any Historian)? = nil,
    integrators: [IntegratorCatalog.Entry] = IntegratorCatalog.entries,
    _ change: (inout ServiceConfiguration) -> Void = { _ in },
    added: (KeyFile, SessionBook, Clock) -> [ServicePart] = { _, _, _ in [] },
    with parts: (inout TwinService.Parts) -> Void = { _ in }
  ) throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "TwinServer.\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    var configuration = ServiceConfiguration()
    configuration.stateFolder = folder.path
    (configuration.requestRate, configuration.requestBurst) = (1e6, 1_000_000)
    // Whole suites run at once: a limit that is not the matter of a test must not end its requests.
    configuration.requestTime = 300
    change(&configuration)
    let file = KeyFile(path: folder.path + "/keys.json")
    for role in Role.allCases {
      let made = APIKey.make(name: role.rawValue, role: role, at: clock.now, expires: clock.now + 1000)
      try file.add(made.key)
      keys[role] = made.text
    }
    let clock = clock
    var made = TwinService.Parts(
      catalog: Self.catalog, integrators: integrators, reproduction: Reproduction(version: "0.0.0"),
      keys: file, models: models, historian: historian, audit: AuditLog(path: folder.path + "/audit.jsonl"),
      now: { clock.now })
    parts(&made)
    let sessions = made.sessions ?? SessionBook(keys: file)
    made.sessions = sessions
    made.added += added(file, sessions, clock)
    service = try TwinService(made, configuration: configuration)
  }

  /// The catalog beside the sources.
  private static let catalog: FileCatalog = {
    var catalog = FileCatalog()
    let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
    for folder in ["Systems", "Scenarios", "Molds", "Qualities"] {
      let files = FileManager.default.enumerator(at: root.appending(path: folder), includingPropertiesForKeys: nil)
      for case let url as URL in files ?? .init() where url.pathExtension == "yaml" {
        guard let text = try? String(contentsOf: url, encoding: .utf8) else { continue }
        try? catalog.add(text: text, file: url.lastPathComponent)
      }
    }
    return catalog
  }()

  /// Makes another key.
  func key(_ role: Role, machines: [String]) throws -> String {
    let made = APIKey.make(name: "scoped", role: role, at: clock.now, expires: nil, machines: machines)
    try KeyFile(path: folder.path + "/keys.json").add(made.key)
    clock.now += 2
    return made.text
  }

  /// Calls the service without a socket.
  func call<Result: Sendable>(
    _ method: HTTPRequest.Method = .get, _ path: String, as role: Role? = .administrator, key: String? = nil,
    from address: String = "local", body: String? = nil, bytes: [UInt8]? = nil, headers: HTTPFields = [:],
    _ look: (MadeAnswer) throws -> Result
  ) async throws -> Result {
    var headers = headers
    if let key = key ?? role.flatMap({ keys[$0] }) { headers[.authorization] = "Bearer \(key)" }
    let content = bytes ?? body.map { Array($0.utf8) }
    if content != nil, headers[.contentType] == nil { headers[.contentType] = "application/json" }
    let request = Request(
      head: HTTPRequest(method: method, scheme: "http", authority: "localhost", path: path, headerFields: headers),
      body: RequestBody(buffer: ByteBuffer(bytes: content ?? [])))
    var logger = Logger(label: "test") { LineLog(label: $0, json: true) }
    logger.logLevel = .critical
    logger[metadataKey: "hb.request.id"] = "made-request"
    let source = ApplicationRequestContextSource(channel: NIOAsyncTestingChannel(), logger: logger)
    var context = ServiceContext(source: source)
    context.address = address
    let response = try await service.router().buildResponder().respond(to: request, context: context)
    let collector = Collector()
    try await response.body.write(CollectingWriter(collector: collector))
    return try look(
      MadeAnswer(status: response.status, headers: response.headers, body: collector.bytes.withLock { $0 }))
  }
}

/// What the service answered.
struct MadeAnswer: Sendable {
  let status: HTTPResponse.Status
  let headers: HTTPFields
  let body: ByteBuffer

  /// The body as text.
  var text: String { String(decoding: body.readableBytesView, as: UTF8.self) }

  /// The body as JSON.
  var json: JSONValue {
    get throws { try JSONValue(reading: Array(body.readableBytesView)) }
  }

  /// The kind of problem that the body tells.
  var problem: String? {
    guard case .string(let type)? = try? json["type"] else { return nil }
    return type.split(separator: ":").last.map(String.init)
  }

  /// Pointers of everything that is wrong.
  var pointers: [String] {
    guard case .array(let errors)? = try? json["errors"] else { return [] }
    return errors.compactMap { if case .string(let pointer)? = $0["pointer"] { pointer } else { nil } }
  }
}

/// Takes what a body writes.
private final class Collector: Sendable {
  let bytes = Mutex(ByteBuffer())
}

private struct CollectingWriter: ResponseBodyWriter {
  let collector: Collector

  mutating func write(_ buffer: ByteBuffer) async throws {
    collector.bytes.withLock { bytes in
      var buffer = buffer
      bytes.writeBuffer(&buffer)
    }
  }

  consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
