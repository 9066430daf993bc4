internal import Integrators
internal import RealModule

/// A solved shot together with the derivative of its state with respect to one input.
///
/// Between events the derivative obeys the variational equations. An event that changes the equations comes earlier or
/// later with the input, by dt*/dp = −(dg/dp)/(dg/dt) of its function g; the derivative of the state at a fixed time
/// then jumps by (f⁻ − f⁺) dt*/dp.
struct VariedCourse<Foam: ShotModel> {
  /// The shot at one moment.
  struct Station {
    let time: Double
    let state: [Double]
    /// ∂y/∂p at this time, before what happens there.
    let sensitivity: [Double]
    /// dy/dt, before what happens there.
    let rate: [Double]
    /// The equations in force until this moment, for each offset of the input.
    let foams: [Foam]
    /// Derivative of the time of this moment with respect to the input; 0 where the time is fixed.
    var timeDerivative = 0.0

    /// The state that belongs to an offset ε [SI] of the input, at the moment's own time.
    func moved(_ ε: Double) -> [Double] {
      state.indices.map { state[$0] + ε * (sensitivity[$0] + timeDerivative * rate[$0]) }
    }

    /// The same at the time as it is.
    func movedAtFixedTime(_ ε: Double) -> [Double] { state.indices.map { state[$0] + ε * sensitivity[$0] } }
  }

  /// An event and the derivative of its time.
  struct Occurrence {
    let name: String
    let station: Int
    let timeDerivative: Double
  }

  let input: SensitivityInput
  private(set) var stations: [Station] = []
  private(set) var occurrences: [Occurrence] = []
  /// For each change of the equations: the station, and the equations from there on for each offset.
  private(set) var phases: [(station: Int, timeDerivative: Double, foams: [Foam])] = []
  /// Derivative of the scorch dose with respect to the input.
  private(set) var doseDerivative = 0.0

  /// Propagates the derivative along a solution.
  ///
  /// - Parameters:
  ///   - vessels: the shot at each offset of the input.
  ///   - solution: that of the shot itself, in tight tolerances.
  ///   - moments: further times at which the state is wanted.
  ///   - relativeTolerance: of state and derivative.
  /// - Throws: ``Kink``, or a ``SimulationError`` of the integration.
  init(
    _ vessels: [Vessel<Foam>], along solution: Solution<Foam>, moments: [Double], input: SensitivityInput,
    relativeTolerance: Double
  ) throws {
    self.input = input
    let end = solution.end.time
    let times = Set(solution.events.map(\.time) + moments.filter { $0 >= 0 && $0 <= end } + [0, end]).sorted()
    let center = ClosedFormDerivative.center
    var foams = vessels.map(\.foam)
    var state = foams[center].initialState
    let own = foams[center]
    guard foams.allSatisfy({ ($0.dimension, $0.quadratures) == (own.dimension, own.quadratures) }) else {
      throw Kink(reason: "a term of the equations appears or disappears at this value")
    }
    var sensitivity = ClosedFormDerivative.derivatives(foams.map(\.initialState), step: input.step)
    var problem = try Self.problem(foams, input)
    phases.append((0, 0, foams))
    var time = 0.0
    for moment in times {
      if moment > time {
        let piece = try Self.integrate(
          problem, foams[center], state, sensitivity, time...moment, scale: input.scale, relativeTolerance)
        doseDerivative += dose(piece, problem, foams)
        (state, sensitivity) = problem.parted(piece.end.state)
        time = moment
      }
      let station = stations.count
      stations.append(
        Station(
          time: time, state: state, sensitivity: sensitivity, rate: Flow.rate(foams[center], time, state),
          foams: foams))
      let (before, phasesBefore) = (foams, phases.count)
      for occurrence in solution.events where occurrence.time == moment {
        try pass(occurrence.name, vessels, at: station, &foams)
      }
      guard phases.count > phasesBefore else { continue }
      if let last = phases.last {
        let jump = zip(Flow.rate(before[center], time, state), Flow.rate(foams[center], time, state)).map { $0 - $1 }
        for i in sensitivity.indices { sensitivity[i] += jump[i] * last.timeDerivative }
      }
      problem = try Self.problem(foams, input)
    }
  }

  /// Notes an event, and changes the equations of every offset where the event does so.
  private mutating func pass(
    _ name: String, _ vessels: [Vessel<Foam>], at index: Int, _ foams: inout [Foam]
  ) throws {
    let events = vessels.map { $0.events.first { $0.name == name } }
    guard let event = events[ClosedFormDerivative.center] else { return }
    let here = stations[index]
    let timeDerivative = rateOfTime(index) { foam, offset, time, state in
      events[offset]?.root(foam, time, state.span) ?? .nan
    }
    guard let timeDerivative else { throw Kink(reason: "\(name) touches its threshold without crossing it") }
    stations[index].timeDerivative = timeDerivative
    occurrences.append(Occurrence(name: name, station: index, timeDerivative: timeDerivative))
    guard case .change = event.action else { return }
    for (j, offset) in ClosedFormDerivative.offsets.enumerated() {
      guard case .change(let change) = events[j]?.action else { continue }
      let ε = offset * input.step
      var state = stations[index].moved(ε)
      foams[j] = change(foams[j], here.time + ε * timeDerivative, &state)
    }
    phases.append((index, timeDerivative, foams))
  }

  /// dt*/dp at which a function of equations, offset, time and state is zero; `nil` where it does not cross.
  func rateOfTime(
    _ index: Int, of root: (_ foam: Foam, _ offset: Int, _ time: Double, _ state: [Double]) -> Double
  ) -> Double? {
    let here = stations[index]
    let values = ClosedFormDerivative.offsets.enumerated().map { j, offset in
      root(here.foams[j], j, here.time, here.movedAtFixedTime(offset * input.step))
    }
    let direct = ClosedFormDerivative.derivative(values, step: input.step)
    let center = ClosedFormDerivative.center
    let growth = alongFlow(index) { time, state in root(here.foams[center], center, time, state) }
    let quotient = -direct / growth
    return quotient.isFinite ? quotient : nil
  }

  /// Gives a station's time a derivative.
  mutating func move(_ index: Int, by timeDerivative: Double) { stations[index].timeDerivative = timeDerivative }

  /// d/dt of a function of time and state along the solution.
  func alongFlow(_ index: Int, of function: (_ time: Double, _ state: [Double]) -> Double) -> Double {
    flow(index).derivative(of: function)
  }

  /// The motion at a station, before what happens there.
  func flow(_ index: Int) -> Flow<Foam> {
    let here = stations[index]
    return Flow(here.foams[ClosedFormDerivative.center], at: here.time, here.state)
  }
}

/// Why a shot cannot be differentiated with respect to an input.
struct Kink: Error {
  let reason: String
}

extension VariedCourse {
  /// Variational equations of the phase in force.
  private static func problem(_ foams: [Foam], _ input: SensitivityInput) throws -> VariationalProblem {
    let tapes = foams.map { EquationTape($0) }
    let center = tapes[ClosedFormDerivative.center]
    guard tapes.allSatisfy({ $0.hasSameForm(as: center) }) else {
      throw Kink(reason: "a term of the equations appears or disappears at this value")
    }
    return VariationalProblem(
      center, slopes: ClosedFormDerivative.derivatives(tapes.map(\.constants), step: input.step))
  }

  private static func integrate(
    _ problem: VariationalProblem, _ foam: Foam, _ state: [Double], _ sensitivity: [Double],
    _ interval: ClosedRange<Double>, scale: Double, _ relativeTolerance: Double
  ) throws -> Solution<VariationalProblem> {
    let floors = foam.tolerances(relative: relativeTolerance).absolute
    do {
      return try Rodas5P().integrate(
        problem, from: problem.joined(state, sensitivity), over: interval, output: .dense,
        tolerances: Tolerances(relative: relativeTolerance, absolute: floors + floors.map { $0 / scale }))
    } catch let failure {
      throw SimulationError(
        kind: .integration, field: "sensitivities", found: "\(failure)", expected: "a solution",
        remedy: "loosen settings.relative_tolerance", failure: failure)
    }
  }

  /// Derivative of the scorch dose over one piece, by Gauss's rule with three points per step.
  private func dose(
    _ piece: Solution<VariationalProblem>, _ problem: VariationalProblem, _ foams: [Foam]
  ) -> Double {
    guard let dense = piece.dense else { return 0 }
    let (nodes, weights) = ([-0.6.squareRoot(), 0, 0.6.squareRoot()], [5.0 / 9, 8.0 / 9, 5.0 / 9])
    var sum = 0.0
    for step in 0..<dense.steps {
      let half = (dense.knots[step + 1] - dense.knots[step]) / 2
      for (node, weight) in zip(nodes, weights) {
        var joined = Array(repeating: 0.0, count: dense.components)
        dense.evaluate(step: step, at: dense.knots[step] + half * (1 + node), into: &joined)
        let (state, sensitivity) = problem.parted(joined)
        let values = ClosedFormDerivative.offsets.enumerated().map { j, offset in
          let moved = state.indices.map { state[$0] + offset * input.step * sensitivity[$0] }
          return ShotCourse<Foam>.scorchRate(foams[j].reading(moved.span).coreTemperature)
        }
        sum += weight * half * ClosedFormDerivative.derivative(values, step: input.step)
      }
    }
    return sum
  }
}
