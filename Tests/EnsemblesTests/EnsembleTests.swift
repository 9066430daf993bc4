import Ensembles
import Foaming
import Integrators
import Testing

@Suite struct `An ensemble` {
  private static let shots = LumpedShots(count: 224)

  /// Largest difference of two vectors relative to the tolerated error of each component.
  private func difference(_ a: [Double], _ b: [Double], floor: [Double]) -> Double {
    zip(zip(a, b), floor).map { abs($0.0 - $0.1) / max(abs($0.0), $1) }.max() ?? .infinity
  }

  @Test func `solves every kind of shot as if it were alone`() throws {
    let shots = Self.shots
    let results = Ensemble(lanes: 48).results(shots.count) { shots.member($0) }
    #expect(results.count == shots.count)
    var phases = 0
    for (i, result) in results.enumerated() {
      let (found, expected) = (try result.get(), try shots.member(i).alone())
      #expect(found.events.map(\.name) == expected.events.map(\.name), "shot \(i)")
      for (a, b) in zip(found.events, expected.events) { #expect(abs(a.time - b.time) <= 1e-9 * b.time, "shot \(i)") }
      #expect(found.statistics.steps == expected.statistics.steps, "shot \(i)")
      #expect(found.statistics.rejected == expected.statistics.rejected, "shot \(i)")
      #expect(found.phases.count == expected.phases.count && found.ending == expected.ending)
      // Components are compared at a thousandth of what the error control resolves.
      let floor = shots.member(i).tolerances.absolute.map { $0 / 1e-6 } + Array(repeating: 1.0, count: 12)
      #expect(difference(found.end.state, expected.end.state, floor: floor) < 1e-9, "shot \(i)")
      let (dense, reference) = (try #require(found.dense), try #require(expected.dense))
      for time in [1.0, 17, 60, 150, 399] {
        #expect(difference(dense.state(at: time), reference.state(at: time), floor: floor) < 1e-9, "shot \(i)")
      }
      phases += found.phases.count
    }
    #expect(phases > 2 * shots.count)
  }

  @Test(arguments: [1, 3, 8, 200]) func `gives the same bits whatever the number of lanes`(lanes: Int) throws {
    let shots = Self.shots
    let some = stride(from: 0, to: 64, by: 1).map { $0 }
    let reference = try Ensemble(lanes: 16).results(64) { shots.member(some[$0]) }.map { try $0.get() }
    let found = try Ensemble(lanes: lanes).results(64) { shots.member(some[$0]) }.map { try $0.get() }
    #expect(found.map(\.end.state) == reference.map(\.end.state))
    #expect(found.map(\.events) == reference.map(\.events))
    #expect(found.map(\.dense?.coefficients) == reference.map(\.dense?.coefficients))
  }

  @Test func `records only what is asked for`() throws {
    let member = Self.shots.member(3, output: .times([5, 50]))
    let found = try Ensemble(lanes: 4).results(1) { _ in member }[0].get()
    let expected = try member.alone()
    #expect(found.dense == nil && found.trajectory.times == expected.trajectory.times)
    #expect(
      zip(found.trajectory.states, expected.trajectory.states).allSatisfy { abs($0 - $1) <= 1e-9 * max(1, abs($1)) })
  }

  @Test func `fails with the words of the method for one problem, and the others go on`() throws {
    let results = Ensemble(lanes: 8).results(20) { i in
      var member = Self.shots.member(i)
      if i % 5 == 2 { member.limits = Limits(steps: 20) }
      if i % 5 == 4 { member.initial[0] = .nan }
      return member
    }
    for (i, result) in results.enumerated() {
      switch (i % 5, result) {
      case (2, .failure(let failure)): #expect(failure.reason == .stepLimit)
      case (4, .failure(let failure)): #expect(failure.reason == .invalidInput)
      case (2, _), (4, _): Issue.record("shot \(i) is to fail")
      default: #expect(throws: Never.self) { try result.get() }
      }
    }
  }

  @Test func `covers an interval without length, and one member or none`() throws {
    var member = Self.shots.member(0)
    member.interval = 3...3
    #expect(try Ensemble(lanes: 2).results(1) { _ in member }[0].get().end.state == member.initial)
    #expect(Ensemble(lanes: 2).results(0) { _ in member }.isEmpty)
  }

  @Test func `hands problems too large for lanes to the method for one problem`() throws {
    let chain = Chain(dimension: Ensemble.dimensionMaximum + 4)
    let member = Ensemble.Member(
      chain, from: Array(repeating: 1, count: chain.dimension), over: 0...1, tolerances: Tolerances())
    let found = try Ensemble(lanes: 2).results(3) { _ in member }.map { try $0.get().end.state }
    let expected = try member.alone().end.state
    #expect(found.allSatisfy { $0 == expected })
  }

  @Test(arguments: [4, 7, 16]) func `solves problems of any number of states`(dimension: Int) throws {
    let chain = Chain(dimension: dimension)
    let member = Ensemble.Member(
      chain, from: Array(repeating: 1, count: dimension), over: 0...5, tolerances: Tolerances(relative: 1e-8))
    let found = try Ensemble(lanes: 5).results(7) { _ in member }.map { try $0.get().end.state }
    let expected = try member.alone().end.state
    for state in found { #expect(zip(state, expected).allSatisfy { abs($0 - $1) < 1e-12 }) }
  }
}

/// A chain of decays with every function a scalar has, forced in time.
private struct Chain: InitialValueProblem {
  let dimension: Int

  func evaluate<S: Scalar>(at time: S, state: Span<S>, derivative: inout MutableSpan<S>) {
    for i in 0..<dimension {
      let left = i > 0 ? state[i - 1] : S.exp(-time) + S.tanh(time)
      let loss = S.sqrt(1 + state[i] * state[i]) * S.cubeRoot(2 + S.log(1 + state[i] * state[i]))
      derivative[i] = Double(i + 1) * (left - loss / (3 - left / 4)) - (-left)
    }
  }
}
