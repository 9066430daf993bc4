import Synchronization

/// The worker of this program, started when it is first needed and shared by all runs.
///
/// One at a time: a run that wants another interpreter ends the worker of the last.
enum WorkerPool {
  /// The worker and who it is.
  private struct Place: ~Copyable {
    var worker: Worker?
    var interpreter: JAXInterpreter?
    /// Runs so far; a run is known to one worker only.
    var runs = 0
  }

  private static let place = Mutex(Place())

  static func versions(of interpreter: JAXInterpreter) throws(JAXUnavailable) -> JAXInterpreter.Versions {
    try place.withLock { place throws(JAXUnavailable) in
      try start(interpreter, &place)
      guard let versions = place.worker?.versions else { throw JAXUnavailable("no Python process") }
      return versions
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
      try start(interpreter, &place)
      do throws(JAXUnavailable) {
        guard let found = try place.worker?.exchange(request, numbers) else {
          throw JAXUnavailable("no Python process")
        }
        guard found.answer.ok else {
          throw JAXUnavailable("the Python process failed: \(found.answer.words ?? "no reason given")")
        }
        return found
      } catch {
        place.worker = nil
        throw error
      }
    }
  }

  private static func start(_ interpreter: JAXInterpreter, _ place: inout Place) throws(JAXUnavailable) {
    guard place.worker == nil || place.interpreter != interpreter else { return }
    place.worker = nil
    place.worker = try Worker(interpreter)
    place.interpreter = interpreter
  }
}
