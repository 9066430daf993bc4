import Foundation
import Learning
import ModelSamples
import Plant
import Registry
import Testing
import Twin

@Suite struct `The registry of models` {
  private static let time = Instant("2026-03-05T06:00:00Z") ?? .earliest

  /// A registry in a folder of its own that goes with the test.
  private func withRegistry(_ body: (ModelRegistry) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "registry-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(ModelRegistry(folder.path))
  }

  @Test func `versions count up, and each keeps its bytes`() throws {
    try withRegistry { registry in
      for version in 1...3 { #expect(try SmallModel().add(to: registry) == version) }
      #expect(registry.tasks == ["cycle_time"] && registry.versions(of: "cycle_time") == [1, 2, 3])
      let model = try registry.load("cycle_time", 2)
      #expect(model.model.card.version == 2 && model.files == ["card.json", "model.json"])
      #expect(registry.findings("cycle_time", 1).isEmpty)
    }
  }

  @Test func `an alias is switched and rolled back, and its file tells every switch`() throws {
    try withRegistry { registry in
      for _ in 1...3 { try SmallModel().add(to: registry) }
      #expect(try registry.promote(1, of: "cycle_time", at: Self.time) == nil)
      #expect(try registry.promote(3, of: "cycle_time", at: Self.time) == 1)
      #expect(try registry.version("champion", of: "cycle_time") == 3)
      let back = try registry.rollback(of: "cycle_time", at: Self.time)
      #expect(back.from == 3 && back.to == 1)
      #expect(throws: RegistryError.self) { try registry.rollback(of: "cycle_time", at: Self.time) }
      #expect(try registry.promote(2, of: "cycle_time", at: Self.time) == 1)
      #expect(try registry.rollback(of: "cycle_time", at: Self.time).to == 1)
      let text = try String(contentsOfFile: registry.root + "/cycle_time/aliases/champion", encoding: .utf8)
      #expect(text.hasPrefix("1\n2026-03-05T06:00:00Z promote 1\n") && text.hasSuffix("rollback 1\n"))
      #expect(try registry.history(of: "shadow", "cycle_time") == nil)
    }
  }

  @Test func `a version that does not exist, or is damaged, is never promoted`() throws {
    try withRegistry { registry in
      try SmallModel().add(to: registry)
      #expect(throws: RegistryError.self) { try registry.promote(7, of: "cycle_time", at: Self.time) }
      #expect(throws: RegistryError.self) { try registry.promote(1, of: "../x", at: Self.time) }
      #expect(throws: RegistryError.self) { try registry.promote(1, of: "cycle_time", to: "../x", at: Self.time) }
      try Data("{}".utf8).write(to: URL(filePath: registry.root + "/cycle_time/versions/1/model.json"))
      let error = #expect(throws: RegistryError.self) { try registry.promote(1, of: "cycle_time", at: Self.time) }
      #expect(error?.kind == .damaged)
      #expect(try registry.history(of: "champion", "cycle_time") == nil)
    }
  }

  @Test(arguments: ["model.json", "card.json", "SHA256SUMS"])
  func `a truncated, exchanged or missing file is found`(_ name: String) throws {
    try withRegistry { registry in
      try SmallModel().add(to: registry)
      try SmallModel(leaves: (1, 2, 3)).add(to: registry)
      let own = URL(filePath: registry.root + "/cycle_time/versions/1/\(name)")
      let other = URL(filePath: registry.root + "/cycle_time/versions/2/\(name)")
      let bytes = try Data(contentsOf: own)
      for count in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 40)) {
        try bytes.prefix(count).write(to: own)
        #expect(registry.findings("cycle_time", 1).map(\.kind) == [.damaged], "\(count) of \(bytes.count) bytes")
      }
      try Data(contentsOf: other).write(to: own)
      #expect(registry.findings("cycle_time", 1).map(\.kind) == [.damaged])
      try FileManager.default.removeItem(at: own)
      #expect(registry.findings("cycle_time", 1).map(\.kind) == [.damaged])
      try bytes.write(to: own)
      #expect(registry.findings("cycle_time", 1).isEmpty)
    }
  }

  @Test func `many writers at once get versions of their own`() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "registry-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let registry = ModelRegistry(folder.path)
    let versions = try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<12 { group.addTask { try SmallModel().add(to: registry) } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(versions.sorted() == Array(1...12))
    #expect(registry.versions(of: "cycle_time").allSatisfy { registry.findings("cycle_time", $0).isEmpty })
  }

  @Test func `the cache notices a switch and a replaced file`() throws {
    try withRegistry { registry in
      let cache = ModelCache(registry)
      func answer() throws(PredictionRefusal) -> Double? {
        var predictor = try Predictor(cache.model("cycle_time").model)
        return try predictor(SmallModel.row(polyol: 290)).value
      }
      #expect(throws: PredictionRefusal.self) { try answer() }
      try SmallModel().add(to: registry)
      try SmallModel(leaves: (150, 2, 3)).add(to: registry)
      _ = try registry.promote(1, of: "cycle_time", at: Self.time)
      #expect(try answer() == 100)
      _ = try registry.promote(2, of: "cycle_time", at: Self.time)
      #expect(try answer() == 150)
      let file = URL(filePath: registry.root + "/cycle_time/versions/2/model.json")
      let bytes = try Data(contentsOf: file)
      try bytes.dropLast(5).write(to: file)
      #expect(try #require(throws: PredictionRefusal.self) { try answer() }.status == .error)
      try bytes.write(to: file)
      #expect(try answer() == 150)
      try FileManager.default.removeItem(atPath: registry.root)
      #expect(try #require(throws: PredictionRefusal.self) { try answer() }.status == .noModel)
    }
  }

  @Test func `a cache that trusts its look does not look again so soon`() throws {
    try withRegistry { registry in
      try SmallModel().add(to: registry)
      try SmallModel(leaves: (150, 2, 3)).add(to: registry)
      _ = try registry.promote(1, of: "cycle_time", at: Self.time)
      let (patient, brief) = (
        ModelCache(registry, trust: .seconds(3600)), ModelCache(registry, trust: .nanoseconds(1))
      )
      for cache in [patient, brief] { #expect(try cache.model("cycle_time").version == 1) }
      _ = try registry.promote(2, of: "cycle_time", at: Self.time)
      #expect(try patient.model("cycle_time").version == 1)
      #expect(try brief.model("cycle_time").version == 2)
    }
  }

  @Test func `a damaged alias is an error with its line`() throws {
    try withRegistry { registry in
      try SmallModel().add(to: registry)
      _ = try registry.promote(1, of: "cycle_time", at: Self.time)
      let file = URL(filePath: registry.root + "/cycle_time/aliases/champion")
      for text in ["", "x\n", "2\n2026-03-05T06:00:00Z promote 1\n", "1\n", "1\nyesterday promote 1\n"] {
        try Data(text.utf8).write(to: file)
        let error = #expect(throws: RegistryError.self) { try registry.version("champion", of: "cycle_time") }
        #expect(error?.kind == .damaged && error?.place.contains("champion:") == true, "\(text)")
      }
    }
  }
}

@Suite struct `Predictions of a model` {
  private func model(_ small: SmallModel) throws -> PredictionModel {
    try PredictionModel(small.card, files: ["model.json": small.bytes])
  }

  @Test func `a number comes with its interval, its shares and what it is made of`() throws {
    var predictor = try Predictor(model(SmallModel()))
    let answer = try predictor(SmallModel.row(polyol: 310, gel: 70), isExplained: true)
    #expect(answer.value == 300 && answer.interval == 275...325 && answer.classes.isEmpty)
    #expect(answer.outside == [SmallModel.gel])
    let contributions = try #require(answer.contributions)
    let sum = contributions.reduce(try #require(answer.bias)) { $0 + $1.contribution }
    #expect(abs(sum - 300) < 1e-9)
    #expect(contributions.prefix(2).map(\.feature).sorted() == [SmallModel.polyol, SmallModel.gel])
    let physics = try #require(contributions.first { $0.feature == SmallModel.gel }).contribution
    let data = try #require(contributions.first { $0.feature == SmallModel.polyol }).contribution
    #expect(abs(try #require(answer.physicsShare) - abs(physics) / (abs(physics) + abs(data))) < 1e-12)
  }

  @Test func `a flag comes as a calibrated probability with the classes that cannot be excluded`() throws {
    var predictor = try Predictor(model(SmallModel(leaves: (-3, 0, 3), flag: true)))
    let answer = try predictor(SmallModel.row(polyol: 310, gel: 70))
    #expect(abs(try #require(answer.value) - 1 / (1 + exp(-3))) < 1e-6 && answer.interval == nil)
    #expect(answer.classes.map(\.name) == ["false", "true"] && answer.classes.map(\.isPossible) == [false, true])
    #expect(abs(answer.classes.reduce(0) { $0 + $1.probability } - 1) < 1e-12 && answer.contributions == nil)
  }

  @Test(arguments: [SmallModel.row(), SmallModel.row(polyol: .nan), SmallModel.row(gel: .infinity), [1, 2], []])
  func `a row without values, with none that are numbers, or too short is refused`(_ row: [Double?]) throws {
    var predictor = try Predictor(model(SmallModel()))
    #expect(try #require(throws: PredictionRefusal.self) { try predictor(row) }.status == .invalidInput)
  }

  @Test func `a model of another schema is refused, also one of a hundred thousand features`() throws {
    let hash = String(repeating: "ab", count: 32)
    for extra in [0, 100_000] {
      let model = try model(SmallModel(schemaHash: hash, extraFeatures: extra))
      #expect(try #require(throws: PredictionRefusal.self) { try Predictor(model) }.status == .schemaMismatch)
    }
    // The hash agrees and the names do not.
    let model = try model(SmallModel(extraFeatures: 100_000))
    #expect(try #require(throws: PredictionRefusal.self) { try Predictor(model) }.status == .schemaMismatch)
  }

  @Test func `files that are not the card's are refused`() throws {
    let (small, other) = (try SmallModel(), try SmallModel(extraFeatures: 1))
    #expect(throws: ModelFileError.self) { try PredictionModel(small.card, files: [:]) }
    #expect(throws: ModelFileError.self) { try PredictionModel(small.card, files: ["model.json": other.bytes]) }
    var card = small.card
    card.kind = .classification
    card.target.classes = ["a", "b", "c"]
    #expect(throws: ModelFileError.self) { try PredictionModel(card, files: ["model.json": small.bytes]) }
    card = small.card
    card.conformal?.score = .normalizedResidual
    #expect(throws: ModelFileError.self) { try PredictionModel(card, files: ["model.json": small.bytes]) }
  }
}

extension SmallModel {
  /// Adds it to a registry.
  @discardableResult
  func add(to registry: ModelRegistry) throws(RegistryError) -> Int {
    try registry.add(card, files: files) { $0.json }
  }
}
