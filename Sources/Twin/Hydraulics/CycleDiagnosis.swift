package import Learning

/// What is said of one load cycle, ready to be read by a person or a program.
package struct CycleDiagnosis: Sendable {
  package let cycle: HydraulicCycle
  package let diagnoses: [HydraulicModel.Diagnosis]
  /// What was set, where the recording tells.
  package let labels: HydraulicLabels?
  package let origin: HydraulicModel.Origin
  /// SHA-256 of the model's document, 64 hexadecimal digits.
  package let modelDigest: String

  package init(
    cycle: HydraulicCycle, diagnoses: [HydraulicModel.Diagnosis], labels: HydraulicLabels?,
    origin: HydraulicModel.Origin, modelDigest: String
  ) {
    (self.cycle, self.diagnoses, self.labels) = (cycle, diagnoses, labels)
    (self.origin, self.modelDigest) = (origin, modelDigest)
  }

  /// Value of the key `schema` of the document.
  package static let schema = "pur-mold-twin/hydraulic-diagnosis/1"
  /// Findings that are shown of a target.
  private static let shown = 3

  /// Whether something is wrong, or could not be told.
  package var isFinding: Bool {
    diagnoses.contains { $0.silence != nil || ($0.judgment?.level ?? 0) > 0 }
  }

  /// The outcome in one word: `sound`, `fault` where a judgment that may be acted on says so, else `unclear`.
  package var outcome: String {
    guard isFinding else { return "sound" }
    return diagnoses.contains { $0.silence == nil && ($0.judgment?.level ?? 0) > 0 } ? "fault" : "unclear"
  }

  /// The document.
  package var json: String { text(indented: true) }

  /// The document, indented or on one line.
  package func text(indented: Bool) -> String {
    var json = JSONWriter(indented: indented)
    json.object { json in
      json.string("schema", Self.schema)
      json.integer("cycle", cycle.number)
      json.string("cycle_digest", cycle.digest)
      json.object("model") { json in
        json.string("digest", modelDigest)
        json.string("version", origin.version)
        json.string("revision", origin.revision)
        json.string("recording", origin.recording)
        json.string("feature_schema", HydraulicFeatureSchema.current.hash)
      }
      json.array("identities", HydraulicIdentity.all(cycle)) { json, identity in
        json.object { json in
          json.string("name", identity.name)
          json.string("formula", identity.formula)
          json.number("residual", identity.residual)
          json.number("limit", identity.limit)
          json.boolean("holds", identity.holds)
        }
      }
      json.object("missing") { json in
        for sensor in HydraulicSensor.allCases {
          if let gap = cycle.gaps[sensor] { json.string(sensor.rawValue, gap.rawValue) }
        }
      }
      json.array("components", diagnoses) { json, diagnosis in write(diagnosis, &json) }
    }
    return json.text + "\n"
  }

  private func write(_ diagnosis: HydraulicModel.Diagnosis, _ json: inout JSONWriter) {
    let target = diagnosis.target
    json.object { json in
      json.string("component", target.rawValue)
      json.string("silence", diagnosis.silence?.rawValue)
      if let judgment = diagnosis.judgment {
        json.integer("level", judgment.level)
        json.integer("code", target.levels[judgment.level].code)
        json.string("condition", target.levels[judgment.level].words)
        json.number("probability", judgment.probability)
        json.array("probabilities", zip(target.levels, judgment.probabilities)) { json, pair in
          json.object { json in
            json.integer("code", pair.0.code)
            json.number("probability", pair.1)
          }
        }
        json.object("distance") { json in
          json.number("value", judgment.distance)
          json.number("limit", judgment.distanceLimit)
        }
        json.string("reason", HydraulicEvidence.reason(target, level: judgment.level))
        json.string("check", HydraulicEvidence.check(target, level: judgment.level))
      } else {
        for key in ["level", "code", "condition", "probability", "probabilities", "distance", "reason", "check"] {
          json.null(key)
        }
      }
      if let labels { json.integer("level_set", labels[target]) }
      json.array("evidence", diagnosis.evidence) { json, finding in
        json.object { json in
          json.string("signal", finding.feature.sensor.rawValue)
          json.string("feature", finding.feature.name)
          json.string("formula", finding.feature.formula)
          json.string("unit", finding.feature.unit)
          json.number("value", finding.value)
          json.numbers("sound_band", [finding.band.low, finding.band.high])
          json.number("deviation", finding.value == nil ? nil : finding.deviation)
          json.boolean("outside", finding.isOutside)
        }
      }
    }
  }

  /// The diagnosis for a person.
  package func text(colored: Bool) -> String {
    var table = TextTable(columns: [
      .init("Component"), .init("Condition"), .init("Probability %", .trailing), .init("Distance", .trailing),
      .init("Limit", .trailing), .init("Not to be acted on"),
    ])
    for diagnosis in diagnoses {
      let judgment = diagnosis.judgment
      let level = judgment.map { diagnosis.target.levels[$0.level] }
      let tone: ReportContent.Tone = diagnosis.silence != nil ? .caution : judgment?.level == 0 ? .good : .bad
      table.rows.append([
        .init(diagnosis.target.rawValue), .init(level.map { Self.words($0, diagnosis.target) } ?? "not judged", tone),
        .init(judgment.map { (100 * $0.probability).text(decimals: 1) } ?? ""),
        .init(judgment?.distance.text(decimals: 2) ?? ""), .init(judgment?.distanceLimit.text(decimals: 2) ?? ""),
        .init(diagnosis.silence.map { Self.words($0) } ?? ""),
      ])
    }
    var text = "Cycle \(cycle.number) (\(cycle.digest.prefix(12))), model \(modelDigest.prefix(12)), features "
    text += HydraulicFeatureSchema.current.mark + "\n\n" + table.text(colored: colored)
    for diagnosis in diagnoses {
      guard let judgment = diagnosis.judgment, judgment.level > 0 else { continue }
      text += "\n\(diagnosis.target.rawValue): \(HydraulicEvidence.reason(diagnosis.target, level: judgment.level))\n"
      for finding in diagnosis.evidence.prefix(Self.shown) { text += "  " + Self.words(finding) + "\n" }
      text += "  Check: \(HydraulicEvidence.check(diagnosis.target, level: judgment.level))\n"
    }
    for identity in HydraulicIdentity.all(cycle) where !identity.holds {
      text += "\nsensors: \(identity.formula) does not hold: off by "
      text += "\((identity.residual ?? 0).text(significant: 3)), at most \(identity.limit.shortestText) with sound "
      text += "sensors; look at \(identity.sensors.map(\.rawValue).joined(separator: ", "))\n"
    }
    return text
  }

  private static func words(_ level: HydraulicTarget.Level, _ target: HydraulicTarget) -> String {
    target.unit.isEmpty ? level.words : "\(level.words) (\(level.code) \(target.unit))"
  }

  private static func words(_ silence: HydraulicModel.Silence) -> String {
    switch silence {
    case .missing: "a signal is missing"
    case .noBaseline: "the model needs a commissioning baseline"
    case .implausible: "a sensor contradicts the others"
    case .unseen: "outside of what was learned from"
    }
  }

  private static func words(_ finding: HydraulicEvidence.Finding) -> String {
    let unit = finding.feature.unit.isEmpty ? "" : " " + finding.feature.unit
    func number(_ value: Double) -> String { value.text(significant: 4) }
    let band = "sound cycles \(number(finding.band.low)) … \(number(finding.band.high))\(unit)"
    guard let value = finding.value else { return "\(finding.feature.sensor.rawValue): missing; \(band)" }
    return "\(finding.feature.sensor.rawValue), \(finding.feature.formula): \(number(value))\(unit); \(band)"
      + (finding.isOutside ? "" : " – inside")
  }
}
