import Twin

/// Simulates the shots of a study on several threads and hands the rows on in order.
struct StudyRunner {
  private struct Batch: Sendable {
    let start: Int
    let rows: [StudyRow]
  }

  let study: Study
  let engine: any ShotEngine
  /// Batches simulated at once.
  private let width: Int

  /// - Parameter threads: batches at once; `nil` for as many as there are cores.
  init(study: Study, engine: any ShotEngine, threads: Int?) {
    self.study = study
    self.engine = engine
    width = Threads.count(threads)
  }

  /// Runs the shots from an index on, to the end or until an interruption is asked for.
  ///
  /// Rows arrive in order of their index, whatever the threads do. A batch that is done before an earlier one waits;
  /// no more than four batches per thread are under way or waiting, so memory stays bounded.
  func run(from start: Int, _ consume: ([StudyRow]) throws -> Void) async throws {
    let (study, engine) = (study, engine)
    try await withThrowingTaskGroup(of: Batch.self) { group in
      var next = start
      var delivered = start
      var running = 0
      var waiting: [Int: [StudyRow]] = [:]
      func submit() {
        while running < width, next < study.count, waiting.count < 4 * width, !Interruption.isRequested {
          let range = next..<min(next + engine.batch, study.count)
          next = range.upperBound
          running += 1
          group.addTask { Batch(start: range.lowerBound, rows: study.rows(range, with: engine)) }
        }
      }
      submit()
      while let batch = try await group.next() {
        running -= 1
        waiting[batch.start] = batch.rows
        while let rows = waiting.removeValue(forKey: delivered) {
          delivered += rows.count
          try consume(rows)
        }
        submit()
      }
    }
  }
}
