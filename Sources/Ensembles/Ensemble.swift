public import Integrators
internal import CLanes
internal import Synchronization

/// Many initial value problems at once by Rodas5P, side by side in the lanes of vector instructions.
///
/// Each problem keeps its own step sizes, its own error control and its own events, and takes the steps it would take
/// alone; a lane whose problem is done takes the next one. Results do not depend on the number of lanes, on the company
/// in the lanes or on the instruction set; they differ from ``Rodas5P`` by the round-off of exp, log and tanh alone.
///
/// The equations are the problem's own, written once: they are written down on a tape, compiled into a list of
/// operations on rows of lanes, and differentiated by the rules of ``Dual``. What lanes cannot do goes to ``Rodas5P``:
/// problems of more than ``dimensionMaximum`` states, and those that fail, which then fail in that method's words.
public struct Ensemble: Sendable {
  /// Problems under way at once.
  public let lanes: Int
  private let forms = LaneForms()

  /// Most states of a problem that runs in lanes.
  public static let dimensionMaximum = Int(lanes_dimension_maximum)

  /// - Parameter lanes: positive; some dozens keep the vector units busy, hundreds cost memory only.
  public init(lanes: Int = 128) {
    precondition(lanes > 0, "an ensemble needs lanes")
    self.lanes = lanes
  }

  /// What a member of an ensemble is asked to do; see ``Integrator/integrate(_:from:over:events:output:tolerances:)``.
  public struct Member<Problem: InitialValueProblem>: Sendable {
    public var problem: Problem
    public var initial: [Double]
    public var interval: ClosedRange<Double>
    public var events: [Event<Problem>]
    public var output: Output
    public var tolerances: Tolerances
    public var limits: Limits

    public init(
      _ problem: Problem, from initial: [Double], over interval: ClosedRange<Double>, events: [Event<Problem>] = [],
      output: Output = .dense, tolerances: Tolerances, limits: Limits = Limits()
    ) {
      self.problem = problem
      self.initial = initial
      self.interval = interval
      self.events = events
      self.output = output
      self.tolerances = tolerances
      self.limits = limits
    }
  }

  /// Solves members 0 ..< `count`.
  ///
  /// Members are asked for and handed back one by one, in no particular order; no more than ``lanes`` are held at once.
  ///
  /// - Parameters:
  ///   - member: the member with an index; called once for each, in order.
  ///   - finish: receives each result as soon as it is there.
  public func solve<Problem: InitialValueProblem>(
    _ count: Int, member: (Int) -> Member<Problem>,
    finish: (Int, Result<Solution<Problem>, IntegrationFailure>) -> Void
  ) {
    var session = Session<Problem>(forms: forms, lanes: lanes)
    var next = 0
    while true {
      while session.running < lanes, next < count {
        session.start(member(next), as: next, finish)
        next += 1
      }
      guard session.step(finish) else { break }
    }
  }
}

/// Forms compiled so far, shared by threads.
final class LaneForms: Sendable {
  private let known = Mutex<[Tape.Identity: LaneForm]>([:])

  func form(of tape: Tape, dimension: Int) -> LaneForm {
    let identity = tape.identity
    if let form = known.withLock({ $0[identity] }) { return form }
    let form = LaneForm(tape, dimension: dimension)
    known.withLock { $0[identity] = form }
    return form
  }
}

/// A member under way.
private final class Shot<Problem: InitialValueProblem> {
  let member: Ensemble.Member<Problem>
  let posed: PosedProblem<Problem>

  init(_ member: Ensemble.Member<Problem>, posed: PosedProblem<Problem>) {
    self.member = member
    self.posed = posed
  }
}

/// One ensemble being solved on one thread.
private struct Session<Problem: InitialValueProblem> {
  let forms: LaneForms
  let lanes: Int
  private let tableau = Tableau()
  private var shots: [Int: Shot<Problem>] = [:]
  /// Members under way.
  private(set) var running = 0
  private var pools: [Tape.Identity: LanePool] = [:]
  private var tapes: [Int: Tape] = [:]

  init(forms: LaneForms, lanes: Int) {
    self.forms = forms
    self.lanes = lanes
  }

  mutating func start(
    _ member: Ensemble.Member<Problem>, as index: Int,
    _ finish: (Int, Result<Solution<Problem>, IntegrationFailure>) -> Void
  ) {
    guard member.problem.dimension <= Ensemble.dimensionMaximum else { return finish(index, alone(member)) }
    do throws(IntegrationFailure) {
      let posed = try PosedProblem(
        member.problem, from: member.initial, over: member.interval, events: member.events, output: member.output,
        tolerances: member.tolerances, limits: member.limits, integrator: Rodas5P().name)
      let run = try LaneRun(posed.setup)
      shots[index] = Shot(member, posed: posed)
      running += 1
      if run.isFinished { end(index, run, finish) } else { place(Lane(run: run, member: index), finish) }
    } catch {
      finish(index, alone(member))
    }
  }

  /// Steps the pool with the most lanes.
  ///
  /// - Returns: false when there is none.
  mutating func step(_ finish: (Int, Result<Solution<Problem>, IntegrationFailure>) -> Void) -> Bool {
    guard let pool = pools.values.max(by: { $0.lanes.count < $1.lanes.count }), !pool.lanes.isEmpty else {
      return false
    }
    var left: [(lane: Lane, standing: LaneRun.Standing)] = []
    pool.step { left.append(($0, $1)) }
    for (lane, standing) in left {
      switch standing {
      case .finished: end(lane.member, lane.run, finish)
      case .changed: place(lane, finish)
      default: fail(lane.member, finish)
      }
    }
    return true
  }

  private mutating func place(
    _ lane: Lane, _ finish: (Int, Result<Solution<Problem>, IntegrationFailure>) -> Void
  ) {
    let tape = tapes[lane.run.components] ?? Tape(components: lane.run.components)
    tapes[lane.run.components] = tape
    lane.run.record(on: tape)
    guard lane.run.propose() else { return fail(lane.member, finish) }
    let pool: LanePool
    if let known = pools[tape.identity] {
      pool = known
    } else {
      pool = LanePool(forms.form(of: tape, dimension: lane.run.dimension), lanes: lanes, tableau: tableau)
      pools[tape.identity] = pool
    }
    pool.add(lane, constants: tape.constants)
  }

  private mutating func end(
    _ index: Int, _ run: LaneRun, _ finish: (Int, Result<Solution<Problem>, IntegrationFailure>) -> Void
  ) {
    guard let shot = shots.removeValue(forKey: index) else { return }
    running -= 1
    finish(index, .success(shot.posed.solution(run.outcome)))
  }

  private mutating func fail(
    _ index: Int, _ finish: (Int, Result<Solution<Problem>, IntegrationFailure>) -> Void
  ) {
    guard let shot = shots.removeValue(forKey: index) else { return }
    running -= 1
    finish(index, alone(shot.member))
  }

  /// The member by the method for one problem.
  private func alone(_ member: Ensemble.Member<Problem>) -> Result<Solution<Problem>, IntegrationFailure> {
    do throws(IntegrationFailure) {
      return .success(
        try Rodas5P().integrate(
          member.problem, from: member.initial, over: member.interval, events: member.events, output: member.output,
          tolerances: member.tolerances, limits: member.limits))
    } catch {
      return .failure(error)
    }
  }
}
