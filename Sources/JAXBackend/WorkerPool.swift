import Synchronization

/// The workers of this program, one per interpreter, started when first needed and shared by all runs.
enum WorkerPool {
  private struct Place {
    var workers: [JAXInterpreter: Worker] = [:]
    /// Runs so far; a run is known to one worker only.
    var runs = 0
  }

  private static let place = Mutex(Place())

  static func versions(of interpreter: JAXInterpreter) throws(JAXUnavailable) -> JAXInterpreter.Versions {
    try place.withLock { place throws(JAXUnavailable) in
      try worker(interpreter, &place).versions
    }
  }

  /// A number for a new run.
  static func newRun() -> Int {
    place.withLock { place in
      place.runs += 1
      return place.runs
    }
  }

  /// Sends a request to the worker, which is started if need be and given up if it does not answer.
  static func exchange(
    _ interpreter: JAXInterpreter, _ request: WorkerRequest, _ numbers: [Double] = []
  ) throws(JAXUnavailable) -> (answer: WorkerAnswer, numbers: [Double]) {
    try place.withLock { place throws(JAXUnavailable) in
      let worker = try worker(interpreter, &place)
      let found: (answer: WorkerAnswer, numbers: [Double])
      do throws(JAXUnavailable) {
        found = try worker.exchange(request, numbers)
      } catch {
        place.workers[interpreter] = nil
        throw error
      }
      // The worker goes on: other runs of it are sound.
      guard found.answer.ok else {
        throw JAXUnavailable("the Python process failed: \(found.answer.words ?? "no reason given")")
      }
      return found
    }
  }

  private static func worker(_ interpreter: JAXInterpreter, _ place: inout Place) throws(JAXUnavailable) -> Worker {
    if let worker = place.workers[interpreter] { return worker }
    let worker = try Worker(interpreter)
    place.workers[interpreter] = worker
    return worker
  }
}
