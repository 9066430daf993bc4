import Foundation
import HTTPTypes
import Testing
import Twin
import TwinServer

/// Mistakes that released services of this kind have made; each would block a release of this one.
@Suite("Known mistakes of services are not made here")
struct KnownMistakeTests {
  @Test("Metrics that alert rules and dashboard ask for are there by name, after one request")
  func metricsAreExported() async throws {
    let service = try MadeService()
    try await service.call(.post, "/api/v1/simulate", body: #"{"scenario": "car-seat"}"#) { #expect($0.status == .ok) }
    let page = try await service.call(.get, "/metrics") { $0.text }
    let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Deployment")
    var asked: Set<String> = []
    for file in ["alerts.yaml", "dashboard.json"] {
      let text = try String(contentsOf: root.appending(path: file), encoding: .utf8)
      let names = text.matches(of: /\b((?:http|simulations)_[a-z_]+?)(?:_bucket|_count|_sum)?[{\[)\s"]/)
      asked.formUnion(names.map { String($0.output.1) })
    }
    #expect(asked.count >= 3, "\(asked)")
    for name in asked { #expect(page.contains("# TYPE \(name) "), "\(name)") }
  }

  @Test("Every operation that reads answers, with every parameter it states")
  func everyReadAnswers() async throws {
    let service = try MadeService()
    let systems = try await service.call(.get, "/api/v1/systems") { try $0.json }
    guard case .array(let list)? = systems["systems"], case .string(let system)? = list.first?["id"] else {
      Issue.record("no system")
      return
    }
    for operation in service.service.api.operations where operation.method == .get {
      var path = operation.path.replacing("{system}", with: system).replacing("{scenario}", with: "car-seat")
      path = path.replacing(/\{[a-z]+\}/, with: "cycle_time")
      try await service.call(.get, path) {
        #expect($0.status.code < 500 || $0.status == .serviceUnavailable, "\(path)")
      }
      for parameter in operation.parameters where parameter.place == .query {
        try await service.call(.get, "\(path)?\(parameter.name)=1") {
          #expect($0.status.code < 500 || $0.status == .serviceUnavailable, "\(path) \(parameter.name)")
        }
      }
    }
  }

  @Test("What was computed for one caller is never the answer of another")
  func answersAreNotMixed() async throws {
    let service = try MadeService { $0.waiting = 100 }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<12 {
        let scenario = ["car-seat", "integral-skin-part", "r11-cup"][number % 3]
        group.addTask {
          try await service.call(
            .post, "/api/v1/simulate", body: #"{"scenario": "\#(scenario)", "profile": false}"#
          ) {
            #expect($0.status == .ok)
            #expect($0.text.contains(#""\#(scenario)""#), "\(scenario)")
          }
        }
      }
      try await group.waitForAll()
    }
  }

  @Test("The schemas of results are those of the documentation, to the letter")
  func schemasAgree() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardizedFileURL
    for name in ["simulation-1.json", "predictions-1.json", "hydraulic-diagnosis-1.json"] {
      let served = try Data(contentsOf: root.appending(path: "Sources/TwinServer/Schemas/\(name)"))
      let written = try Data(contentsOf: root.appending(path: "Documentation/schemas/\(name)"))
      #expect(served == written, "copy Documentation/schemas/\(name) to Sources/TwinServer/Schemas")
    }
  }

  @Test("The sources hold no private key and no password that is there from the start")
  func noSecrets() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardizedFileURL
    let marks = ["PRIVATE " + "KEY-----", "default_" + "password", "pmt_" + "00"]
    for folder in ["Sources", "Deployment", "Scripts", "Documentation", "Datasources", "Plants"] {
      let files = FileManager.default.enumerator(at: root.appending(path: folder), includingPropertiesForKeys: nil)
      for case let url as URL in files ?? .init() {
        #expect(![".env", ".pem", ".key", ".p12"].contains { url.lastPathComponent.hasSuffix($0) }, "\(url.path)")
        guard let text = try? String(contentsOf: url, encoding: .utf8) else { continue }
        for mark in marks { #expect(!text.contains(mark), "\(url.path): \(mark)") }
      }
    }
  }

  @Test("A request that fails says why to its caller, and nothing of the inside")
  func failuresAreProblems() async throws {
    let service = try MadeService()
    try "{".write(toFile: service.folder.path + "/keys.json", atomically: true, encoding: .utf8)
    service.clock.now += 2
    try await service.call(.get, "/api/v1/systems") {
      #expect($0.status == .internalServerError && $0.problem == "internal-error")
      let text = $0.text
      #expect(!text.contains(service.folder.path) && !text.contains("keys.json"))
    }
  }
}
