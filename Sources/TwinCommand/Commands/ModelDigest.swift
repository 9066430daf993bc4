import ArgumentParser
import Foaming
import Integrators
import Twin

/// `model digest`.
struct ModelDigest: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "digest", abstract: "Show the digest of the equations of each phase of a shot.",
    discussion: """
      EQUATIONS is the same for all shots with the same terms; WITH NUMBERS also depends on recipe, system and mold.
      """)

  @OptionGroup var shot: ShotOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var words: WordsOptions

  func run() throws {
    let request = try ShotRequest(shot, words: words.words)
    try request.requireTraceable()
    let foam = try LumpedFoam(of: request.scenario, system: request.system, assuming: request.archetype)
    try StandardStream.print(output.output == .json ? Self.json(foam, request.scenario.id) : Self.table(foam))
  }

  private static func table(_ foam: LumpedFoam) -> String {
    var table = TextTable("PHASE", "OPERATIONS", "EQUATIONS", "WITH NUMBERS")
    for phase in foam.phases {
      let trace = foam.equations(in: phase).trace
      table.row(phase.rawValue, "\(trace.operations)", "\(foam.formDigest(of: phase))", "\(trace.digest)")
    }
    return table.text
  }

  private static func json(_ foam: LumpedFoam, _ scenario: String) -> String {
    var json = JSONWriter()
    json.object { json in
      json.string("schema", "pur-mold-twin/model-digest/1")
      json.string("scenario", scenario)
      json.string("equations", "\(foam.formDigest)")
      json.array("phases", foam.phases) { json, phase in
        let equations = foam.equations(in: phase)
        json.object { json in
          json.string("phase", phase.rawValue)
          json.string("equations", "\(foam.formDigest(of: phase))")
          json.string("with_numbers", "\(equations.trace.digest)")
          json.integer("nodes", equations.trace.nodes.count)
          json.integer("operations", equations.trace.operations)
          json.strings("parameters", equations.parameters.map(\.rawValue))
        }
      }
    }
    return json.text + "\n"
  }
}
