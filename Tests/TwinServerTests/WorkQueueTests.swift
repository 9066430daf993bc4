import Dispatch
import NIOPosix
import Testing
import TwinServer

@Suite("Work waits for its turn within bounds")
struct WorkQueueTests {
  @Test("No more run at once than may, and everybody gets through who waits")
  func width() async throws {
    let queue = WorkQueue(width: 2, depth: 100)
    let most = try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<50 {
        group.addTask { try await queue.run { queue.load.running } }
      }
      var most = 0
      for try await running in group { most = max(most, running) }
      return most
    }
    #expect((1...2).contains(most))
    #expect(queue.load.running == 0 && queue.load.waiting == 0 && queue.load.refused == 0)
  }

  @Test("Who comes when all places are taken is told to come back")
  func depth() async throws {
    let queue = WorkQueue(width: 1, depth: 1)
    let gate = DispatchSemaphore(value: 0)
    async let first: Void = queue.run { gate.wait() }
    while queue.load.running == 0 { await Task.yield() }
    async let second: Void = queue.run {}
    while queue.load.waiting == 0 { await Task.yield() }
    await #expect(throws: Problem.self) { try await queue.run {} }
    #expect(queue.load.refused == 1)
    gate.signal()
    try await first
    try await second
  }

  @Test("Who goes away while waiting leaves its place")
  func cancellation() async throws {
    let queue = WorkQueue(width: 1, depth: 10)
    let gate = DispatchSemaphore(value: 0)
    async let first: Void = queue.run { gate.wait() }
    while queue.load.running == 0 { await Task.yield() }
    let second = Task { try await queue.run { Issue.record("the work of who has gone") } }
    while queue.load.waiting == 0 { await Task.yield() }
    second.cancel()
    await #expect(throws: CancellationError.self) { try await second.value }
    #expect(queue.load.waiting == 0)
    gate.signal()
    try await first
    #expect(queue.load.running == 0)
  }
}
