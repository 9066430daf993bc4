import Foaming
import Hummingbird
import Twin

/// `POST /api/v1/simulate`: one shot in, one result out.
struct SimulationRoutes: Sendable {
  /// What to simulate.
  struct SimulationRequest: Codable, SchemaDescribed, Sendable {
    var scenario: String?
    var scenarioFile: String?
    var set: [String: String]?
    var system: String?
    var mold: String?
    var quality: String?
    var assume: String?
    var integrator: String?
    var dimension: Dimension?
    var layers: Int?
    var profile: Bool?

    enum CodingKeys: String, CodingKey {
      case scenario, set, system, mold, quality, assume, integrator, dimension, layers, profile
      case scenarioFile = "scenario_file"
    }

    enum Dimension: String, WordChoice {
      case zero = "0D"
      case one = "1D"
    }

    static let alternatives = ["scenario", "scenario_file"]

    static let memberSchemas = ShotText.memberSchemas.merging([
      "integrator": {
        $0.summary = "name of an integrator; `GET /version` lists them"
        $0.length = 1...40
      },
      "dimension": { $0.summary = "one well-mixed foam (0D), or layers through the thickness (1D)" },
      "layers": {
        $0.summary = "layers in one dimension"
        $0.bounds = 1...200
      },
      "profile": { $0.summary = "whether the answer holds the profiles over time; it does by default" },
    ]) { $1 }

    /// The shot that is asked for.
    var shot: ShotText {
      ShotText(
        scenario: scenario, scenarioFile: scenarioFile, set: set ?? [:], system: system, mold: mold, quality: quality,
        assume: assume, integrator: integrator, dimension: dimension?.rawValue, layers: layers)
    }
  }

  let reader: ShotReader
  let queue: WorkQueue
  let reproduction: Reproduction
  /// Schema of the result.
  let resultSchema: JSONValue

  func operations(_ reflection: inout SchemaReflection) -> [Operation] {
    [
      Operation(
        .post, "/api/v1/simulate", id: "simulate", summary: "Simulate one shot and judge it", tag: "simulation",
        role: .operator, body: reflection.schema(of: SimulationRequest.self),
        answers: [.init(.ok, "the result", schema: JSONSchema(.written(resultSchema)))],
        problems: [.unprocessable]
      ) { call in
        let request = try call.decoded(as: SimulationRequest.self)
        let text = try await queue.run { try simulate(request) }
        return .json(ByteBuffer(string: text))
      }
    ]
  }

  private func simulate(_ request: SimulationRequest) throws -> String {
    let shot = try reader.shot(request.shot)
    let simulation = try Simulation(
      of: shot.scenario, system: shot.system, assuming: shot.archetype, with: shot.integrator)
    return SimulationDocument.json(
      simulation, reproduction: reproduction, withProfile: request.profile ?? true, indented: false)
  }
}
