import HTTPTypes
import Hummingbird
import NIOCore

/// Whether the process lives, whether it can work, and what it is.
struct Health: Sendable {
  /// One thing the service needs.
  struct Check: Codable, Hashable, Sendable {
    let name: String
    let ready: Bool
    let detail: String
  }

  struct State: Codable, Sendable {
    /// `ready` or `not_ready`.
    let status: String
    let checks: [Check]
  }

  struct Life: Codable, Sendable {
    /// Always `live`: a process that cannot say so does not answer.
    let status: String
  }

  struct ProgramVersion: Codable, Sendable {
    let name: String
    let version: String
    /// Git commit of the sources, where it is known.
    let revision: String?
    /// Names of the integrators that can be asked for.
    let integrators: [String]
  }

  let version: ProgramVersion
  /// What must hold for the service to be ready.
  let checks: @Sendable () async -> [Check]

  func operations(_ reflection: inout SchemaReflection) -> [Operation] {
    let state = reflection.schema(of: State.self)
    return [
      Operation(
        .get, "/health/live", id: "live", summary: "Whether the process lives", tag: "health", role: nil,
        answers: [.init(.ok, "it lives", schema: reflection.schema(of: Life.self))]
      ) { _ in try .json(Life(status: "live")) },
      Operation(
        .get, "/health/ready", id: "ready", summary: "Whether the service can work", tag: "health", role: nil,
        answers: [
          .init(.ok, "it can", schema: state),
          .init(.serviceUnavailable, "it cannot, and why", schema: state),
        ]
      ) { [checks] _ in
        let found = await checks()
        let isReady = found.allSatisfy(\.ready)
        return try .json(
          State(status: isReady ? "ready" : "not_ready", checks: found), status: isReady ? .ok : .serviceUnavailable)
      },
      Operation(
        .get, "/version", id: "version", summary: "What this program is", tag: "health", role: nil,
        answers: [.init(.ok, "the version", schema: reflection.schema(of: ProgramVersion.self))]
      ) { [version] _ in try .json(version) },
    ]
  }
}

extension Response {
  /// An answer in JSON.
  static func json(_ value: some Encodable, status: HTTPResponse.Status = .ok) throws -> Response {
    json(ByteBuffer(bytes: try value.jsonText()), status: status)
  }

  /// An answer in JSON that is written already.
  static func json(_ text: ByteBuffer, status: HTTPResponse.Status = .ok) -> Response {
    Response(status: status, headers: [.contentType: "application/json"], body: ResponseBody(byteBuffer: text))
  }
}
