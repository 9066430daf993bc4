import Historian
import Synchronization

/// How far a long work on a historian is, for whoever watches the terminal; ends the work when the user asks for it.
final class WorkProgress: Sendable {
  private let line: Mutex<ProgressLine>
  private let place: String

  /// - Parameters:
  ///   - total: how many there are.
  ///   - unit: of what.
  ///   - place: the historian in words.
  ///   - isShown: whether a person reads along.
  init(total: Int, unit: String = "samples", at place: String, isShown: Bool) {
    line = Mutex(ProgressLine(total: total, from: 0, isShown: isShown, unit: unit))
    self.place = place
    Interruption.waitForIt()
  }

  /// Shows how much is done.
  /// - Throws: a failure of kind `.canceled` when the user asked for the end.
  func show(_ done: Int) throws(HistorianFailure) {
    line.withLock { $0.show(done: done) }
    guard Interruption.isRequested else { return }
    clear()
    throw HistorianFailure(
      .canceled, at: place, doing: "working", found: "a signal to end", remedy: "run the command again")
  }

  /// Takes the line away.
  func clear() { line.withLock { $0.clear() } }
}

/// The same for work whose size is only known once it has begun: pages of a file.
final class PageProgress: Sendable {
  private let isShown: Bool
  private let place: String
  private let inner = Mutex<WorkProgress?>(nil)

  /// - Parameters:
  ///   - place: the historian in words.
  ///   - isShown: whether a person reads along.
  init(at place: String, isShown: Bool) {
    self.isShown = isShown
    self.place = place
    Interruption.waitForIt()
  }

  /// Shows how many pages of all are done.
  /// - Throws: a failure of kind `.canceled` when the user asked for the end.
  func show(_ done: Int, _ total: Int) throws(HistorianFailure) {
    let progress = inner.withLock { inner in
      let progress = inner ?? WorkProgress(total: total, unit: "pages", at: place, isShown: isShown)
      inner = progress
      return progress
    }
    try progress.show(done)
  }

  /// Takes the line away.
  func clear() { inner.withLock { $0?.clear() } }
}

extension WordsOptions {
  /// Whether a person watches how far a work is.
  var showsProgress: Bool { StandardStream.error.isTerminal && !quiet }
}
