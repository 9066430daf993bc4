import DocumentSchemas
import Foundation
import Learning
import Plant
import Testing
import Twin

@Suite struct `Cards of models` {
  static let digest = String(repeating: "0f", count: 32)

  static func card() throws -> ModelCard {
    let isotonic = try #require(
      ProbabilityCalibration.IsotonicMap(inputs: [0.1, 0.30000000000000004, 0.9], outputs: [0, 0.25, 1]))
    let start = try #require(Instant("2026-03-01T06:00:00Z"))
    let end = try #require(Instant("2026-03-04T11:57:00.250Z"))
    let coverage = ModelCard.Metric("coverage", 0.905, interval: 0.87...0.93)
    return ModelCard(
      task: "defect_risk", kind: .regression, version: 3, created: end, program: .init(version: "1", revision: "abc"),
      trainer: .init(library: "xgboost", version: "3.2.0", threads: 3),
      target: .init(name: "target_any_defect", unit: "", classes: ["false", "true"]),
      features: .init(
        schemaVersion: 1, schemaHash: digest,
        columns: [
          .init(name: "process_index", monotone: -1, range: 0.8...1.2000000000000002, missing: 0.01),
          .init(name: "simulated_fill_fraction", monotone: 0, range: nil, missing: 1),
        ]),
      data: .init(digest: digest, rows: 1000, span: start...end, origin: .synthetic),
      split: .init(
        kind: "grouped", groups: ["mold"], gap: 0, seed: 7, words: "Molds stay \"whole\".",
        parts: [.init(name: "train", fraction: 0.6, rows: 600), .init(name: "test", fraction: 0.2, rows: 200)]),
      seed: 7, parameters: [.init("depth", 4), .init("learning_rate", 0.1)], search: "",
      calibration: .isotonic([isotonic]),
      conformal: ConformalBand(
        score: .oneMinusProbability, groupedBy: "mold",
        bounds: [
          .init(level: 0.9, group: nil, quantile: 0.731, rows: 200, coverage: coverage),
          .init(level: 0.9, group: "seat", quantile: .infinity, rows: 3, coverage: nil),
        ], limits: 0...1, scaleMinimum: 0.25),
      metrics: [coverage, .init("log_loss", 0.31)],
      baselines: [.init(name: "majority", metrics: [.init("log_loss", 0.5, interval: 0.4...0.6)])],
      files: [.init(name: "model.ubj", bytes: 12345, digest: digest)])
  }

  @Test func `a card is read back as it was written, to the last bit`() throws {
    let card = try Self.card()
    #expect(try ModelCard(Array(card.json.utf8)) == card)
    var other = card
    other.conformal = nil
    other.calibration = .platt([.init(slope: 1.1, intercept: -0.1)])
    other.data.span = nil
    #expect(try ModelCard(Array(other.json.utf8)) == other)
    other.calibration = .temperature(1.7)
    #expect(try ModelCard(Array(other.json.utf8)) == other)
    other.kind = .classification
    other.calibration = .none
    #expect(try ModelCard(Array(other.json.utf8)) == other)
  }

  @Test func `the document keeps its schema`() throws {
    let schema = try EncodingSchema(named: "model-card-1")
    var cards = [try Self.card(), try Self.card()]
    cards[1].conformal = nil
    cards[1].calibration = .platt([.init(slope: 1, intercept: 0)])
    for card in cards {
      #expect(schema.problems(try JSONSerialization.jsonObject(with: Data(card.json.utf8))) == [])
    }
  }

  @Test(arguments: [
    ("\"task\": \"defect_risk\"", "\"task\": \"Defect risk\"", "card.task"),
    ("\"version\": 3,", "\"version\": -1,", "card.version"),
    ("\"version\": 3,", "\"version\": 3.0,", "card.version"),
    ("\"version\": 3,", "\"version\": 3, \"color\": 1,", "card"),
    ("\"seed\": 7,\n  \"parameters\"", "\"parameters\"", "card"),
    ("\"monotone\": -1", "\"monotone\": -2", "card.features.columns[0].monotone"),
    ("\"minimum\": 0.8", "\"minimum\": 8", "card.features.columns[0]"),
    ("\"minimum\": 0.8", "\"minimum\": null", "card.features.columns[0]"),
    ("simulated_fill_fraction", "process_index", "card.features"),
    ("\"name\": \"model.ubj\"", "\"name\": \"../model.ubj\"", "card.files[0].name"),
    ("2026-03-01T06", "2027-03-01T06", "card.data"),
    ("[0.1, 0.30000000000000004, 0.9]", "[0.1, 0.9, 0.30000000000000004]", "card.calibration.maps[0]"),
    ("\"kind\": \"regression\"", "\"kind\": \"ranking\"", "card.kind"),
    ("\"kind\": \"regression\"", "\"kind\": \"classification\"", "card.calibration"),
    ("\"rows\": 1000", "\"rows\": 1e3", "card.data.rows"),
    ("\"value\": 0.31", "\"value\": 1e999", "byte"),
    ("\"origin\": \"synthetic\"", "\"origin\": \"guess\"", "card.data.origin"),
    ("model-card/1", "model-card/2", "card.schema"),
  ])
  func `what is wrong in a card is refused with its place`(_ found: String, _ replacement: String, _ place: String)
    throws
  {
    let text = try Self.card().json
    try #require(text.contains(found))
    let broken = text.replacing(found, with: replacement, maxReplacements: 1)
    let error = #expect(throws: ModelFileError.self) { try ModelCard(Array(broken.utf8)) }
    #expect(error?.place.hasPrefix(place) == true, "\(error?.description ?? "")")
  }

  @Test func `a damaged card is refused or is another sound card`() throws {
    let bytes = Array(try Self.card().json.utf8)
    var random = SplitMix64(seed: 11)
    var refused = 0
    for _ in 0..<4000 {
      var damaged = bytes
      for _ in 0...random.next(below: 3) {
        damaged[random.next(below: damaged.count)] = UInt8(truncatingIfNeeded: random.next())
      }
      if random.next(below: 5) == 0 { damaged.removeLast(random.next(below: damaged.count)) }
      do throws(ModelFileError) {
        let card = try ModelCard(damaged)
        #expect(try ModelCard(Array(card.json.utf8)) == card)
      } catch { refused += 1 }
    }
    #expect(refused > 2000)
  }

  @Test func `a card of many columns is read, and one of too many refused`() throws {
    var card = try Self.card()
    card.features.columns = (0..<100_000).map { .init(name: "f\($0)", monotone: 0, range: 0...1, missing: 0) }
    #expect(try ModelCard(Array(card.json.utf8)).features.columns.count == 100_000)
    #expect(throws: ModelFileError.self) { try ModelCard(Array(repeating: 0x5B, count: 1_000_000)) }
    #expect(throws: ModelFileError.self) { try ModelCard([]) }
  }
}
