/// Work on many pieces at once whose results are taken in the order of the pieces.
struct OrderedTasks {
  private struct Numbered<Value: Sendable>: Sendable {
    let number: Int
    let value: Value
  }

  /// Pieces worked on at once.
  let width: Int

  /// - Parameter threads: pieces at once; `nil` for as many as there are cores.
  init(threads: Int?) {
    width = Threads.count(threads)
  }

  /// Works on what `next` gives until it gives `nil` or an interruption is asked for.
  ///
  /// No more than four pieces per thread are under way or waiting for an earlier one, so memory stays bounded.
  func run<Piece: Sendable, Value: Sendable>(
    _ next: () async throws -> Piece?, _ work: @escaping @Sendable (Piece) throws -> Value,
    _ consume: (Value) throws -> Void
  ) async throws {
    try await withThrowingTaskGroup(of: Numbered<Value>.self) { group in
      var (submitted, delivered, running) = (0, 0, 0)
      var isAtEnd = false
      var waiting: [Int: Value] = [:]
      while true {
        while !isAtEnd, running < width, waiting.count < 4 * width, !Interruption.isRequested {
          guard let piece = try await next() else {
            isAtEnd = true
            break
          }
          let number = submitted
          submitted += 1
          running += 1
          group.addTask { Numbered(number: number, value: try work(piece)) }
        }
        guard let done = try await group.next() else { return }
        running -= 1
        waiting[done.number] = done.value
        while let value = waiting.removeValue(forKey: delivered) {
          delivered += 1
          try consume(value)
        }
      }
    }
  }
}
