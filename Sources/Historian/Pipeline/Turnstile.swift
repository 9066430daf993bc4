/// Lets one task in at a time, in the order they came, and at most so much weight wait.
package struct Turnstile {
  /// A task that waits and what it carries.
  private struct Waiter {
    let weight: Int
    let continuation: CheckedContinuation<Void, Never>
  }

  private var isTaken = false
  private var queue: [Waiter] = []
  private var outside: [Waiter] = []
  private let bound: Int
  /// Weight of the task inside and of those in the queue.
  package private(set) var weight = 0

  /// - Parameter bound: most weight inside and waiting, unless one alone is more.
  package init(bound: Int) {
    self.bound = bound
  }

  /// Whether a task with so much may enter at once.
  package mutating func enter(_ weight: Int) -> Bool {
    guard !isTaken, queue.isEmpty, outside.isEmpty else { return false }
    isTaken = true
    self.weight += weight
    return true
  }

  /// Whether there is no room for so much in the queue.
  package func isFull(for weight: Int) -> Bool { self.weight > 0 && self.weight + weight > bound }

  /// Waits behind all others; in the queue where there is room.
  package mutating func wait(_ weight: Int, _ continuation: CheckedContinuation<Void, Never>) {
    let waiter = Waiter(weight: weight, continuation: continuation)
    if outside.isEmpty, !isFull(for: weight) {
      self.weight += weight
      queue.append(waiter)
    } else {
      outside.append(waiter)
    }
  }

  /// Lets the next one in.
  package mutating func leave(_ weight: Int) {
    self.weight -= weight
    while let first = outside.first, !isFull(for: first.weight) {
      self.weight += first.weight
      queue.append(outside.removeFirst())
    }
    if queue.isEmpty { isTaken = false } else { queue.removeFirst().continuation.resume() }
  }
}
