import DatabaseOwner
import Foundation
import Historian
import Plant
import Testing

/// A place for the historian of one test, which is removed afterwards.
struct TestPlace: Sendable, CustomTestStringConvertible {
  enum Kind: String, Sendable, CaseIterable { case memory, sqlite, postgresql }

  let kind: Kind
  var testDescription: String { kind.rawValue }

  private static let port: Int? = {
    let port = DatabaseOwner.port(of: "postgresql")
    if port == nil {
      print("skipped: historians in PostgreSQL; run them by Scripts/with-databases swift test, with it installed")
    }
    return port
  }()

  static let all = Kind.allCases.filter { $0 != .postgresql || port != nil }.map { TestPlace(kind: $0) }
  /// Those that outlive a process.
  static let lasting = all.filter { $0.kind != .memory }
  static let sqlite = TestPlace(kind: .sqlite)

  /// Calls `body` with a historian that has its tables and nothing in them.
  func withHistorian(
    headSamples: Int = 1 << 19, _ body: (any Historian, HistorianPlace) async throws -> Void
  ) async throws {
    try await withPlace { place in
      if kind == .memory { return try await body(MemoryHistorian(), place) }
      _ = try await SQLHistorian.initialize(place, environment: [:])
      let historian = try await SQLHistorian.open(
        place, isWriter: true, environment: [:], headSamples: headSamples)
      try await body(historian, place)
      await historian.close()
    }
  }

  /// Calls `body` with a place where there is nothing yet.
  func withPlace(_ body: (HistorianPlace) async throws -> Void) async throws {
    let name = "historian_" + UUID().uuidString.filter { $0 != "-" }.lowercased().prefix(16)
    switch kind {
    case .memory: try await body(.memory)
    case .sqlite:
      let folder = FileManager.default.temporaryDirectory.appending(path: name)
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(at: folder) }
      try await body(.sqlite(path: folder.appending(path: "plant.db").path(percentEncoded: false)))
    case .postgresql:
      try Self.execute("CREATE DATABASE \(name);", database: "postgres")
      defer { _ = try? Self.execute("DROP DATABASE \(name) WITH (FORCE);", database: "postgres") }
      try await body(.postgresql(Self.server(database: name)))
    }
  }

  private static func server(database: String) -> LogServer {
    LogServer(
      engine: .postgresql, host: "localhost", port: port ?? 1, database: database, user: "owner",
      password: .file(DatabaseOwner.path("postgresql-owner.password")),
      tls: TLSOptions(mode: .verifyFull, authorities: DatabaseOwner.path("authority.pem")))
  }

  /// Runs statements of the server's owner.
  @discardableResult
  static func execute(_ statements: String, database: String) throws -> String {
    try DatabaseOwner.execute(statements, on: "postgresql", database: database)
  }
}
