import Foundation
import HTTPTypes
import Integrators
import Logging
import Synchronization
import Testing
import Twin
import TwinServer

@Suite("A simulation as a stream of events")
struct SimulationStreamTests {
  private static let stream: HTTPFields = [.accept: "text/event-stream"]
  /// Layers and a tolerance with which a shot takes seconds.
  private static let long = #"{"scenario": "car-seat", "dimension": "1D", "layers": 200, "profile": false}"#

  /// Names and data of events.
  private static func events(_ text: String) -> [(name: String, data: String)] {
    text.components(separatedBy: "\n\n").compactMap { event in
      let lines = event.split(separator: "\n")
      guard lines.count == 2, lines[0].hasPrefix("event: "), lines[1].hasPrefix("data: ") else { return nil }
      return (String(lines[0].dropFirst(7)), String(lines[1].dropFirst(6)))
    }
  }

  @Test("tells progress that never falls, and ends with the very document of the plain answer")
  func result() async throws {
    let made = try MadeService()
    let plain = try await made.call(.post, "/api/v1/simulate", body: Self.long) { answer in
      answer.text.trimmingCharacters(in: .newlines)
    }
    try await made.call(.post, "/api/v1/simulate", body: Self.long, headers: Self.stream) { response in
      #expect(response.status.code == 200)
      #expect(response.headers[.contentType] == "text/event-stream")
      let events = Self.events(response.text)
      #expect(events.last?.name == "result")
      #expect(events.last?.data == plain, "looking on changes no digit")
      let progress = try events.dropLast().map { event in
        #expect(event.name == "progress")
        return try JSONValue(reading: Array(event.data.utf8))
      }
      #expect(!progress.isEmpty)
      // Which phases are met depends on how often a busy machine looks; none goes back.
      let phases = progress.compactMap { event in
        SimulationWatch.Phase.allCases.firstIndex { event["phase"] == .string($0.rawValue) }
      }
      #expect(phases.count == progress.count && phases == phases.sorted(), "\(phases)")
      let shares = progress.compactMap {
        $0["share"].flatMap { if case .number(let share) = $0 { share } else { nil } }
      }
      #expect(shares.count == progress.count && shares.allSatisfy((0...1).contains))
    }
  }

  @Test("ends with the problem where there is one")
  func problem() async throws {
    let made = try MadeService()
    try await made.call(
      .post, "/api/v1/simulate", body: #"{"scenario": "car-seats"}"#, headers: Self.stream
    ) { response in
      let last = try #require(Self.events(response.text).last)
      #expect(last.name == "problem")
      let problem = try JSONValue(reading: Array(last.data.utf8))
      #expect(problem["status"] == 422)
      #expect(last.data.contains("did you mean") && last.data.contains("/scenario"), "\(last.data)")
    }
    try await made.call(.post, "/api/v1/simulate", body: "{}", headers: Self.stream) { #expect($0.status.code == 400) }
  }

  @Test("the solver stops when its caller has gone, and its place is free", .timeLimit(.minutes(10)))
  func canceled() async throws {
    let endless = Endless()
    let entry = IntegratorCatalog.Entry(integrator: endless, summary: "never ends", useWhen: "never")
    let made = try MadeService(integrators: IntegratorCatalog.entries + [entry]) { configuration in
      (configuration.port, configuration.parallel, configuration.waiting) = (0, 1, 0)
    }
    let key = try #require(made.keys[.operator])
    let body = #"{"scenario": "car-seat", "integrator": "endless"}"#
    @Sendable func plain() async throws -> Int {
      try await made.call(.post, "/api/v1/simulate", body: #"{"scenario": "car-seat"}"#) { Int($0.status.code) }
    }
    try await Running.with { port in
      try await RawSocket.with(port: port) { talk in
        try await talk.send(
          "POST /api/v1/simulate HTTP/1.1\r\nHost: here\r\nAuthorization: Bearer \(key)\r\n"
            + "Accept: text/event-stream\r\nContent-Type: application/json\r\n"
            + "Content-Length: \(body.utf8.count)\r\n\r\n"
            + body)
        let heard = try await talk.text(until: #""phase":"solving""#)
        #expect(heard.contains("200 OK"), "\(heard)")
        // The only place is taken.
        #expect(try await plain() == 503)
        #expect(endless.ended.load(ordering: .relaxed) == 0)
      }
      var status = 503
      for _ in 0..<600 where status == 503 {
        status = try await plain()
        if status == 503 { try await Task.sleep(for: .milliseconds(100)) }
      }
      #expect(status == 200)
      #expect(endless.ended.load(ordering: .relaxed) == 1)
    } make: { announce in
      var logger = Logger(label: "test")
      logger.logLevel = .critical
      return try made.service.application(logger: logger) { announce($0) }
    }
  }

  @Test("a real solver ends amid its work", .timeLimit(.minutes(10)), arguments: IntegratorCatalog.names)
  func amid(name: String) throws {
    let base = try #require(IntegratorCatalog.integrator(named: name))
    let watch = SimulationWatch()
    let integrator = WatchedIntegrator(base, watch: watch)
    let stop = Event<Oscillator>("stop", direction: .rising) { _, time, _ in
      if time > 30 { watch.cancel() }
      return -1
    }
    #expect(throws: IntegrationFailure.self) {
      try integrator.integrate(
        Oscillator(), from: [1, 0], over: 0...1_000, events: [stop], output: .steps, tolerances: Tolerances(),
        limits: Limits())
    }
    #expect(watch.progress.time > 30 && watch.progress.time < 60, "\(watch.progress)")
  }
}

/// x″ = −x.
private struct Oscillator: InitialValueProblem {
  var dimension: Int { 2 }

  func evaluate<S: Scalar>(at time: S, state: Span<S>, derivative: inout MutableSpan<S>) {
    derivative[0] = state[1]
    derivative[1] = -state[0]
  }
}

/// A method that makes no progress, and ends only when it is told to.
private final class Endless: Integrator {
  let ended = Atomic<Int>(0)

  var name: String { "endless" }
  var order: Int { 1 }

  func integrate<Problem: InitialValueProblem>(
    _ problem: Problem, from initial: [Double], over interval: ClosedRange<Double>, events: [Event<Problem>],
    output: Output, tolerances: Tolerances, limits: Limits
  ) throws(IntegrationFailure) -> Solution<Problem> {
    while let look = events.last, look.root(problem, interval.lowerBound, initial.span) > 0 { usleep(1_000) }
    ended.add(1, ordering: .relaxed)
    throw IntegrationFailure(
      reason: .stepLimit, detail: "told to end", time: interval.lowerBound, component: nil, state: initial,
      statistics: Statistics(), integrator: name)
  }
}
