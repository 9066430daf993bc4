import Foaming
import Hummingbird
import Integrators
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
        answers: [
          .init(.ok, Self.answer, schema: JSONSchema(.written(resultSchema))),
          .init(.ok, Self.answer, mediaType: "text/event-stream", schema: JSONSchema(.string, summary: Self.events)),
        ],
        problems: [.unprocessable]
      ) { call in
        let request = try call.decoded(as: SimulationRequest.self)
        if SimulationStream.isWished(call.request.headers[.accept]) {
          return SimulationStream(queue: queue, instance: call.context.requestID) {
            try simulate(request, watchedBy: $0)
          }.response
        }
        let text = try await queue.run { try simulate(request) }
        return .json(ByteBuffer(string: text))
      }
    ]
  }

  private static let answer = "the result, or events while it is computed and the result as the last of them"
  private static let events = """
    server-sent events: `progress` with `phase` (waiting, preparing, solving, judging), `attempt`, `time_s`, `end_s` \
    (simulated) and `share` (0 to 1); at last `result` with the document of the result, or `problem` with problem \
    details. The simulation ends when the caller has gone.
    """

  private func simulate(_ request: SimulationRequest, watchedBy watch: SimulationWatch? = nil) throws -> String {
    let shot = try reader.shot(request.shot)
    let integrator: any Integrator =
      if let watch { WatchedIntegrator(shot.integrator, watch: watch) } else { shot.integrator }
    let simulation: Simulation
    do {
      simulation = try Simulation(
        of: shot.scenario, system: shot.system, assuming: shot.archetype, with: integrator)
    } catch {
      if watch?.isCanceled == true { throw CancellationError() }
      throw error
    }
    watch?.enter(.judging)
    return SimulationDocument.json(
      simulation, reproduction: reproduction, withProfile: request.profile ?? true, indented: false)
  }
}
