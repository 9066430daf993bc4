package import Plant
import Quantities

extension PlantFault {
  /// The value of the `schema` key of a file of faults.
  package static let schema = "pur-mold-twin/faults/1"

  /// Reads the faults of a simulated plant; all that is wrong with the file is said at once.
  package static func read(_ text: String, file: String, plant: PlantDescription) throws(FileErrors) -> [PlantFault] {
    let findings = FileFindings()
    let reader = FieldReader(node: try FileNode.yaml(text, file: file), path: "", findings: findings)
    let fields = reader.fields(["schema", "faults"])
    _ = fields?.require("schema", "`\(schema)`")?.choice([schema])
    let names = SignalNames(plant)
    let items = fields?.require("faults", "a list of faults")?.items() ?? []
    let faults = items.compactMap { $0.fault(names) }
    if let errors = FileErrors(findings.errors) { throw errors }
    return faults
  }
}

extension FieldReader {
  fileprivate func fault(_ names: SignalNames) -> PlantFault? {
    guard let fields = fields(["kind", "signal", "from", "until", "level"]) else { return nil }
    let words = PlantFault.Kind.allCases.map(\.rawValue)
    let kind = fields.require("kind", "one of \(words.joined(separator: ", "))")?
      .choice(words).flatMap(PlantFault.Kind.init(rawValue:))
    let start = fields["from"].map { $0.siValue(TimeSpanDimension.self, in: 0...1e9) } ?? 0
    let end = fields["until"].map { $0.siValue(TimeSpanDimension.self, in: 0...1e9) } ?? .infinity
    let level = fields["level"].map { $0.share() } ?? 1
    guard let kind, let start, let end, let level else { return nil }
    guard start < end else {
      report(found: "an end before the start", expected: "from before until")
      return nil
    }
    var signal: SignalIndex?
    if kind.needsSignal {
      let field = fields.require("signal", "the whole name of a signal, such as hydraulics.ps1")
      guard let place = field?.signalPlace(MachineDescription(id: ""), names) else { return nil }
      signal = place
    } else if let field = fields["signal"] {
      field.report(expected: "no signal beside the kind \(kind.rawValue)")
      return nil
    }
    return PlantFault(kind, signal: signal, start: start, end: end, level: level)
  }
}
