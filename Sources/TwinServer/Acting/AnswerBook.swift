package import Foundation
import HTTPTypes
import Synchronization

/// What was answered to requests that act, by their `Idempotency-Key`: who asks again is told the same, and nothing is
/// done twice.
///
/// A key is its caller's own and is remembered for ``life`` seconds, restarts included where there is a file. At most
/// ``maxima`` of a caller and in all are remembered, the oldest answered ones being forgotten first. Refusals are not
/// kept: they have done nothing.
package final class AnswerBook: Sendable {
  /// An answer as it is kept.
  package struct Answer: Codable, Hashable, Sendable {
    package let status: Int
    /// Fields of the head by name.
    package let headers: [String: String]
    package let body: Data

    package init(status: Int, headers: [String: String], body: Data) {
      self.status = status
      self.headers = headers
      self.body = body
    }
  }

  /// What stands in the book when a request comes.
  package enum Beginning: Sendable {
    /// Nothing: the request is to be done, and then kept or released.
    case new
    case answered(Answer)
  }

  private struct Entry {
    let caller: String
    let question: String
    /// When it was asked first [s since 1970].
    let asked: Double
    var answer: Answer?
    /// Whether it was asked before this process began.
    var isOfBefore = false
  }

  private struct State {
    var entries: [String: Entry] = [:]
    /// Keys of the entries by the time they were asked, the earliest first; some may be gone.
    var order: [String] = []
    var counts: [String: Int] = [:]
  }

  /// How long an answer is remembered [s].
  package static let life = 86_400.0
  /// Keys that are remembered, of one caller and in all, and the largest answer [bytes].
  package static let maxima = (each: 1_000, all: 20_000, body: 1 << 18)

  private let state: Mutex<State>
  private let file: AnswerFile?

  /// - Parameter path: a file for the answers; without, they last as long as the process.
  package init(path: String? = nil) {
    file = path.flatMap { AnswerFile(path: $0) }
    var state = State()
    for line in file?.lines ?? [] { Self.take(line, &state) }
    self.state = Mutex(state)
  }

  /// Whether answers outlast the process: there is a file, and no other process has it.
  package var isLasting: Bool { file != nil }

  /// Looks a key up, and takes it for who asks first.
  /// - Parameters:
  ///   - question: digest of all that was asked.
  ///   - now: time of the request [s since 1970].
  /// - Throws: ``Problem`` of status 422 for a key that was used for something else, 409 for one that is in work, or of
  ///   which nobody knows what became of it.
  package func begin(_ key: String, of caller: String, question: String, at now: Double) throws(Problem) -> Beginning {
    let name = Self.name(key, caller)
    let found: Result<Beginning, Problem> = state.withLock { state in
      Self.forget(before: now - Self.life, &state)
      if let entry = state.entries[name] {
        guard entry.question == question else { return .failure(Self.reused) }
        guard let answer = entry.answer else { return .failure(entry.isOfBefore ? Self.unknown : Self.busy) }
        return .success(.answered(answer))
      }
      guard Self.makeRoom(for: caller, &state) else { return .failure(Self.full) }
      Self.add(name, Entry(caller: caller, question: question, asked: now), &state)
      write(name, state)
      return .success(.new)
    }
    return try found.get()
  }

  /// Keeps the answer to what ``begin(_:of:question:at:)`` called new; one that is too large is kept without body.
  package func keep(_ answer: Answer, for key: String, of caller: String) {
    let name = Self.name(key, caller)
    var answer = answer
    if answer.body.count > Self.maxima.body {
      answer = Answer(status: answer.status, headers: [:], body: Data())
    }
    state.withLock { state in
      guard state.entries[name] != nil else { return }
      state.entries[name]?.answer = answer
      write(name, state)
    }
  }

  /// Gives a key back whose request was refused.
  package func release(_ key: String, of caller: String) {
    let name = Self.name(key, caller)
    state.withLock { state in
      guard let entry = state.entries[name], entry.answer == nil else { return }
      Self.remove(name, &state)
      var line = Self.line(name, entry)
      line.isOver = true
      file?.append(line) { Self.lines(state) }
    }
  }

  // MARK: Inside

  private func write(_ name: String, _ state: State) {
    guard let entry = state.entries[name] else { return }
    file?.append(Self.line(name, entry)) { Self.lines(state) }
  }

  private static func lines(_ state: State) -> [AnswerFile.Line] {
    state.order.compactMap { name in state.entries[name].map { line(name, $0) } }
  }

  private static func line(_ name: String, _ entry: Entry) -> AnswerFile.Line {
    AnswerFile.Line(
      name: name, caller: entry.caller, question: entry.question, asked: entry.asked, answer: entry.answer,
      isOver: nil)
  }

  /// Neither part can be mistaken for the other.
  private static func name(_ key: String, _ caller: String) -> String { HexadecimalDigest.text(of: [caller, key]) }

  private static func take(_ line: AnswerFile.Line, _ state: inout State) {
    guard line.isOver != true else { return remove(line.name, &state) }
    guard state.entries[line.name] == nil else {
      state.entries[line.name]?.answer = line.answer
      return
    }
    add(
      line.name,
      Entry(
        caller: line.caller, question: line.question, asked: line.asked, answer: line.answer, isOfBefore: true),
      &state)
  }

  private static func add(_ name: String, _ entry: Entry, _ state: inout State) {
    state.entries[name] = entry
    state.order.append(name)
    state.counts[entry.caller, default: 0] += 1
  }

  private static func remove(_ name: String, _ state: inout State) {
    guard let entry = state.entries.removeValue(forKey: name) else { return }
    let left = (state.counts[entry.caller] ?? 1) - 1
    state.counts[entry.caller] = left > 0 ? left : nil
    // Names that are gone stay in the order until they are many.
    if state.order.count > 2 * state.entries.count + 64 {
      state.order = state.order.filter { state.entries[$0] != nil }
    }
  }

  private static func forget(before time: Double, _ state: inout State) {
    while let first = state.order.first {
      guard let entry = state.entries[first] else {
        state.order.removeFirst()
        continue
      }
      guard entry.asked <= time else { return }
      remove(first, &state)
      if state.order.first == first { state.order.removeFirst() }
    }
  }

  /// Forgets the oldest answered keys where there are too many.
  /// - Returns: whether there is room now.
  private static func makeRoom(for caller: String, _ state: inout State) -> Bool {
    if state.counts[caller, default: 0] >= maxima.each {
      guard let oldest = oldest(in: state, where: { $0.caller == caller }) else { return false }
      remove(oldest, &state)
    }
    if state.entries.count >= maxima.all {
      guard let oldest = oldest(in: state, where: { _ in true }) else { return false }
      remove(oldest, &state)
    }
    return true
  }

  private static func oldest(in state: State, where isMeant: (Entry) -> Bool) -> String? {
    state.order.first { name in
      state.entries[name].map { ($0.answer != nil || $0.isOfBefore) && isMeant($0) } ?? false
    }
  }

  // MARK: Refusals

  private static func refusal(_ kind: Problem.Kind, _ detail: String, found: String, expected: String) -> Problem {
    Problem(
      kind, detail: detail, findings: [.init(pointer: "Idempotency-Key", found: found, expected: expected)],
      headers: kind == .conflict || kind == .tooManyRequests ? [.retryAfter: "1"] : [:])
  }

  private static let reused = refusal(
    .unprocessable, "The key was used for another request.", found: "a key of another request", expected: "a new key")
  private static let busy = refusal(
    .conflict, "The first request of this key is still in work.", found: "a request in work",
    expected: "to ask again when it has ended")
  private static let unknown = refusal(
    .conflict, "The service ended while it worked on this; it is not known whether it was done.",
    found: "a request whose end nobody saw", expected: "a look at the resource, then a new key")
  private static let full = refusal(
    .tooManyRequests, "Too many requests with keys are in work.", found: "\(maxima.each) of them",
    expected: "fewer at once")
}
