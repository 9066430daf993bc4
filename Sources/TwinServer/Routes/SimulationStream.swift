import Hummingbird
import NIOCore
import Twin

/// A simulation as a stream of server-sent events: `progress` while it is computed, then `result` or `problem`.
///
/// The simulation ends when its caller has gone: what nobody waits for makes room for what somebody does.
struct SimulationStream: Sendable {
  /// From one look at the progress to the next [s].
  private static let period = 0.1
  /// A caller hears of the work at least so often [s]; that he has gone shows when he is told.
  private static let silence = 1.0

  let queue: WorkQueue
  /// Identifier of the request.
  let instance: String
  /// Simulates, and returns the document of the result.
  let work: @Sendable (SimulationWatch) throws -> String

  /// The answer with the stream.
  var response: Response {
    Response(
      status: .ok, headers: [.contentType: "text/event-stream", .cacheControl: "no-store"],
      body: ResponseBody { writer in
        try await tell(&writer)
        try await writer.finish(nil)
      })
  }

  private func tell(_ writer: inout any ResponseBodyWriter) async throws {
    let (watch, queue, work) = (SimulationWatch(), queue, work)
    let computing = Task {
      defer { watch.finish() }
      return try await queue.run {
        guard !watch.isCanceled else { throw CancellationError() }
        watch.enter(.preparing)
        return try work(watch)
      }
    }
    do {
      try await withTaskCancellationHandler {
        try await tell(watch, &writer)
      } onCancel: {
        watch.cancel()
        computing.cancel()
      }
    } catch {
      watch.cancel()
      computing.cancel()
      // The place among the works is free when this is over.
      _ = try? await computing.value
      throw error
    }
    let event: String
    do {
      event = Self.event("result", try await computing.value)
    } catch {
      event = Self.event("problem", problem(error).json(instance: instance))
    }
    try await writer.write(ByteBuffer(string: event))
  }

  /// Tells the progress until the work is over.
  private func tell(_ watch: SimulationWatch, _ writer: inout any ResponseBodyWriter) async throws {
    let clock = ContinuousClock()
    var told: SimulationWatch.Progress?
    var last = clock.now
    while !watch.isOver {
      let progress = watch.progress
      if progress != told || clock.now - last > .seconds(Self.silence) {
        try await writer.write(ByteBuffer(string: Self.event("progress", Self.json(progress))))
        (told, last) = (progress, clock.now)
      }
      try await Task.sleep(for: .seconds(Self.period))
    }
  }

  private func problem(_ error: any Error) -> Problem {
    if let problem = error as? Problem { return problem }
    return Problem(error)
      ?? Problem(.internalError, detail: "The request could not be answered; the log says more.")
  }

  /// An event whose data stand on one line.
  private static func event(_ name: String, _ data: String) -> String {
    "event: \(name)\ndata: \(data.hasSuffix("\n") ? String(data.dropLast()) : data)\n\n"
  }

  private static func json(_ progress: SimulationWatch.Progress) -> String {
    var json = JSONWriter(indented: false)
    json.object { json in
      json.string("phase", progress.phase.rawValue)
      json.integer("attempt", progress.attempt)
      json.number("time_s", progress.time)
      json.number("end_s", progress.end > 0 ? progress.end : nil)
      json.number("share", progress.share)
    }
    return json.text
  }

  /// Whether a caller asks for a stream.
  static func isWished(_ accept: String?) -> Bool {
    accept?.split(separator: ",").contains { range in
      let type = range.split(separator: ";").first?.trimmingPrefix(" ")
      return type?.lowercased() == "text/event-stream"
    } ?? false
  }
}
