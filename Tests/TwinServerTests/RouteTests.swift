import HTTPTypes
import Testing
import Twin
import TwinServer

@Suite("Routes answer what their description says")
struct RouteTests {
  @Test("A scenario of the catalog is simulated and judged")
  func simulates() async throws {
    try await MadeService().call(.post, "/api/v1/simulate", as: .operator, body: #"{"scenario": "car-seat"}"#) {
      #expect($0.status == .ok)
      let json = try $0.json
      #expect(json["schema"] == "pur-mold-twin/simulation/1")
      #expect(json["verdict"]?["status"] == "pass")
      #expect(json["profile"] != .null)
    }
  }

  @Test("Overrides reach the shot, and the profile can be left out")
  func overrides() async throws {
    let body = #"{"scenario": "car-seat", "set": {"process.polyol_temperature": "35 °C"}, "profile": false}"#
    let service = try MadeService()
    let plain = try await service.call(.post, "/api/v1/simulate", body: #"{"scenario": "car-seat"}"#) { try $0.json }
    let warm = try await service.call(.post, "/api/v1/simulate", body: body) { try $0.json }
    #expect(warm["profile"] == .null)
    #expect(try gelTime(warm) < gelTime(plain))
  }

  private func gelTime(_ json: JSONValue) throws -> Double {
    guard case .number(let time)? = json["key_figures"]?["gel_time"]?["value"] else {
      throw Problem(.internalError, detail: "no gel time")
    }
    return time
  }

  @Test(
    "What is wrong with a request is named, field by field",
    arguments: [
      (#"{"scenario": "car-seet"}"#, ["/scenario"], 422),
      (#"{"scenario": "car-seat", "layrs": 3}"#, ["/layrs"], 400),
      (#"{"scenario": "car-seat", "dimension": "2D", "layers": 0}"#, ["/dimension", "/layers"], 400),
      (
        #"{"scenario": "car-seat", "set": {"process.polyol_temperature": "35 bar"}}"#,
        ["/set/process.polyol_temperature"], 422
      ),
      (#"{"scenario": "car-seat", "integrator": "euler"}"#, ["/integrator"], 422),
      (#"{"scenario": "car-seat", "layers": 5}"#, ["/layers"], 422),
      (#"{"scenario": "car-seat", "system": "no-such"}"#, ["/system"], 422),
      (#"{"scenario": "car-seat", "assume": "no-such"}"#, ["/assume"], 422),
      (
        #"{"scenario": "car-seat", "set": {"process.polyol_temprature": "28 °C"}}"#,
        ["/set/process.polyol_temprature"], 422
      ),
      (#"{}"#, [""], 400),
      (#"{"scenario": "car-seat", "scenario_file": "x"}"#, [""], 400),
      (#"{"scenario": 5}"#, ["/scenario"], 400),
      (#"[]"#, [""], 400),
      ("{", [""], 400),
      (String(repeating: "[", count: 40), [""], 400),
      (#"{"scenario": "use-case-1"}"#, ["/scenario/recipe"], 422),
    ])
  func namesFields(body: String, pointers: [String], status: Int) async throws {
    try await MadeService().call(.post, "/api/v1/simulate", body: body) {
      #expect($0.status.code == status)
      #expect($0.headers[.contentType] == "application/problem+json")
      #expect($0.pointers == pointers || body.contains("use-case-1") && !$0.pointers.isEmpty)
    }
  }

  @Test("A wrong method is told with the right ones, before a wrong path")
  func methods() async throws {
    let service = try MadeService()
    try await service.call(.delete, "/api/v1/systems") {
      #expect($0.status == .methodNotAllowed)
      #expect($0.headers[.allow] == "GET, HEAD")
    }
    try await service.call(.get, "/api/v1/sistems") { #expect($0.status == .notFound) }
    try await service.call(.get, "/api/v1/systems/none") {
      #expect($0.status == .notFound)
      #expect($0.problem == "not-found")
    }
  }

  @Test("Systems and scenarios of the catalog are listed and shown")
  func catalog() async throws {
    let service = try MadeService()
    let systems = try await service.call(.get, "/api/v1/systems") { try $0.json }
    guard case .array(let list)? = systems["systems"] else {
      Issue.record("no list")
      return
    }
    #expect(list.count >= 11)
    for entry in list {
      guard case .string(let id)? = entry["id"] else { continue }
      try await service.call(.get, "/api/v1/systems/\(id)") { #expect($0.status == .ok) }
    }
    try await service.call(.get, "/api/v1/scenarios/car-seat") {
      guard case .string(let file)? = try $0.json["file"] else { throw Problem(.internalError, detail: "no file") }
      #expect(file.contains("car-seat"))
    }
  }

  @Test("Who has an answer already is told so, and anew when the answer is another")
  func tags() async throws {
    let service = try MadeService()
    let tag = try await service.call(.get, "/api/v1/systems") { try #require($0.headers[.eTag]) }
    for header in [tag, "\"x\", W/\(tag)", "*"] {
      try await service.call(.get, "/api/v1/systems", headers: [.ifNoneMatch: header]) {
        #expect($0.status == .notModified && $0.text.isEmpty && $0.headers[.eTag] == tag)
      }
    }
    try await service.call(.get, "/api/v1/scenarios", headers: [.ifNoneMatch: tag]) { #expect($0.status == .ok) }
  }

  @Test("Bodies of another type and too large bodies are refused")
  func bodies() async throws {
    let service = try MadeService { $0.bodyMaximum = 2000 }
    try await service.call(.post, "/api/v1/simulate", body: "scenario: car-seat", headers: [.contentType: "text/yaml"])
    {
      #expect($0.status == .unsupportedMediaType)
    }
    let long = #"{"scenario_file": "\#(String(repeating: "x", count: 3000))"}"#
    try await service.call(.post, "/api/v1/simulate", body: long) { #expect($0.status == .contentTooLarge) }
  }

  @Test("Answers hold what their schema says")
  func schemas() async throws {
    let service = try MadeService()
    let components = service.service.api.components
    for operation in service.service.api.operations where operation.method == .get && operation.parameters.isEmpty {
      guard let answer = operation.answers.first, answer.mediaType == "application/json", let schema = answer.schema
      else { continue }
      let json = try await service.call(.get, operation.path) { try $0.json }
      #expect(schema.findings(in: json, components: components) == [], "\(operation.id)")
    }
  }

  @Test("The API's document has every operation, and nothing else")
  func document() async throws {
    let service = try MadeService()
    let json = try await service.call(.get, "/openapi.json", as: nil) { try $0.json }
    guard case .object(let paths)? = json["paths"] else {
      Issue.record("no paths")
      return
    }
    let described = paths.flatMap { path, item -> [String] in
      guard case .object(let methods) = item else { return [] }
      return methods.keys.map { "\($0.uppercased()) \(path)" }
    }
    #expect(Set(described) == Set(service.service.api.operations.map { "\($0.method.rawValue) \($0.path)" }))
    try await service.call(.get, "/docs", as: nil) {
      #expect($0.status == .ok)
      let page = $0.text
      for operation in service.service.api.operations { #expect(page.contains(operation.path)) }
      #expect(!page.contains("<script") && !page.contains("http://") && !page.contains("https://"))
    }
  }
}
