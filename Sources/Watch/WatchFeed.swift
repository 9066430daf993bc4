import Synchronization

/// The events of a watch as a sequence, for a listener that may be slow.
///
/// Holds so many events; when one more comes, the oldest goes and is counted. The watch never waits for it.
public final class WatchFeed: WatchListener, AsyncSequence {
  /// What happened.
  public typealias Element = WatchEvent

  private let stream: AsyncStream<WatchEvent>
  private let continuation: AsyncStream<WatchEvent>.Continuation
  private let lost = Atomic<Int>(0)

  /// A feed that holds at most `bound` events, at least 1.
  public init(bound: Int = 1_000) {
    (stream, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(Swift.max(1, bound)))
  }

  /// Events that went unheard because the reader was too slow.
  public var dropped: Int { lost.load(ordering: .relaxed) }

  public func hear(_ event: WatchEvent) {
    if case .dropped = continuation.yield(event) { lost.add(1, ordering: .relaxed) }
  }

  /// Ends the sequence behind the events that it holds.
  public func finish() { continuation.finish() }

  /// The events from the next one on; for one reader.
  public func makeAsyncIterator() -> AsyncStream<WatchEvent>.Iterator { stream.makeAsyncIterator() }
}
