package import Foaming
import Integrators

/// The JSON document of one simulation; its shape is stated in `Documentation/schemas/simulation-1.json`.
package struct SimulationDocument {
  /// Name and version of the shape. A change that breaks readers raises the number.
  package static let schema = "pur-mold-twin/simulation/1"

  let run: Simulation

  /// The document, with the profile's columns or without.
  package static func json(
    _ simulation: Simulation, reproduction: Reproduction, predictions: PredictionSheet? = nil, withProfile: Bool,
    indented: Bool = true
  ) -> String {
    let document = SimulationDocument(run: simulation)
    var json = JSONWriter(indented: indented)
    json.object { json in
      json.string("schema", schema)
      document.writeBuild(reproduction, &json)
      document.writeVerdict(&json)
      document.writeFigures(&json)
      document.writeMilestones(&json)
      document.writeDemold(&json)
      document.writeDefects(&json)
      json.strings("assumptions", simulation.assumptions)
      json.strings("warnings", simulation.warnings)
      document.writeAudit(&json)
      document.writeMixture(&json)
      document.writeScenario(&json)
      document.writeSystem(&json)
      document.writeComparison(&json)
      document.writeStatistics(&json)
      document.writeBackends(&json)
      document.writePredictions(predictions, &json)
      document.writeProfile(withProfile, &json)
      // The paths known so far: this is the last member.
      json.strings("notes", notes(json.nonFinitePaths))
    }
    return json.text + "\n"
  }

  private static func notes(_ paths: [String]) -> [String] {
    let limit = 20
    let notes = paths.prefix(limit).map { "\($0): not a finite number, written as null" }
    return paths.count > limit ? notes + ["\(paths.count - limit) more numbers are not finite"] : notes
  }

  private func writeBuild(_ reproduction: Reproduction, _ json: inout JSONWriter) {
    json.object("build") { json in
      json.string("version", reproduction.version)
      json.string("revision", reproduction.revision)
      json.string("command", reproduction.command)
      // Layers are not traced: their equations have no digest.
      let foam = run.scenario.settings.dimension == .zero ? try? LumpedFoam(of: run.scenario, system: run.system) : nil
      json.string("equations", foam.map { "\($0.formDigest)" })
    }
  }

  private func writeVerdict(_ json: inout JSONWriter) {
    json.object("verdict") { json in
      json.string("status", run.verdict.rawValue)
      json.strings("reasons", run.verdictReasons)
    }
  }

  private func writeStatistics(_ json: inout JSONWriter) {
    json.string("integrator", run.integrator)
    json.object("statistics") { json in
      json.integer("steps", run.statistics.steps)
      json.integer("rejected", run.statistics.rejected)
      json.integer("right_hand_sides", run.statistics.rightHandSides)
      json.integer("jacobians", run.statistics.jacobians)
      json.integer("factorizations", run.statistics.factorizations)
      json.integer("event_steps", run.statistics.eventSteps)
    }
  }

  private func writeProfile(_ isWanted: Bool, _ json: inout JSONWriter) {
    guard isWanted else { return json.null("profile") }
    json.object("profile") { json in
      json.integer("rows", run.profile.count)
      json.object("columns") { json in
        for column in run.profile.recorded { json.numbers(column.rawValue, run.profile[column]) }
      }
      writeLayers(&json)
    }
  }

  private func writeLayers(_ json: inout JSONWriter) {
    guard let layers = run.profile.layers else { return json.null("layers") }
    json.object("layers") { json in
      json.integer("count", layers.count)
      json.number("thickness_m", layers.thickness)
      json.numbers("mass_share", layers.shares)
      json.object("columns") { json in
        for column in LayerProfile.Column.allCases {
          json.array(column.rawValue, 0..<layers.rows) { $0.numbers(nil, Array(layers.values(column, row: $1))) }
        }
      }
    }
  }
}
