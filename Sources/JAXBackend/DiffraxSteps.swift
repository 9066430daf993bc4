import Integrators

/// Diffrax as a source of steps: it takes some in advance, which are thrown away when an event comes between.
final class DiffraxSteps: StepSource {
  private let interpreter: JAXInterpreter
  private let run: Int
  private let relative: Double
  private let absolute: [Double]
  private let limits: Limits
  private let width: Int
  private(set) var work = Statistics()
  private(set) var worstState: Int?
  /// Steps taken and not yet handed out: end, state there and polynomial of each.
  private var rows: [Double] = []
  private var next = 0
  private var size: Double?
  private var nonFinite: Int?

  /// Lowest powers that the worker gives of every interpolant.
  private static let powers = 5

  init(_ setup: RunSetup, _ interpreter: JAXInterpreter?) throws(StepFault) {
    guard let interpreter else {
      throw StepFault(.unavailable, "no Python with JAX was found; \(JAXInterpreter.remedy)")
    }
    self.interpreter = interpreter
    run = WorkerPool.newRun()
    relative = setup.tolerances.relative
    absolute = setup.tolerances.absolute
    limits = setup.limits
    width = setup.initial.count
  }

  deinit {
    // The worker has forgotten the run, or is gone: both are well.
    _ = try? WorkerPool.exchange(interpreter, WorkerRequest("end", run: run))
  }

  func restart(
    _ equations: any Equations, at time: Double, from initial: [Double], until end: Double, firstSize: Double?
  ) throws(StepFault) {
    let (form, constants) = equations.trace().form
    let states = equations.dimension
    var request = WorkerRequest("begin", run: run)
    request.form = "\(form.digest)"
    request.function = Self.function
    request.states = states
    request.width = width
    request.relative = relative
    request.start = time
    request.end = end
    request.size = firstSize
    request.size_maximum = limits.stepSizeMaximum.isFinite ? limits.stepSizeMaximum : nil
    let floors = absolute.count == states ? absolute : Array(repeating: absolute[0], count: states)
    let numbers = initial + floors + constants
    var found = try exchange(request, numbers)
    if found.answer.needs_source == true {
      request.source = Self.source(form)
      found = try exchange(request, numbers)
    }
    if let component = found.numbers.firstIndex(where: { !$0.isFinite }) {
      throw StepFault(.nonFinite, "the derivative is not finite", component: component)
    }
    (rows, next) = ([], 0)
  }

  func step(reaching time: inout Double, _ final: inout [Double]) throws(StepFault) {
    if next == rows.count { try fetch() }
    time = rows[next]
    for i in 0..<width { final[i] = rows[next + 1 + i] }
    next += stride
  }

  func interpolate(
    _ polynomial: inout StepPolynomial, from start: Double, to end: Double, initial: [Double], final: [Double]
  ) {
    polynomial.take(from: start, to: end, coefficients: rows[next - Self.powers * width..<next])
  }

  private var stride: Int { 1 + (1 + Self.powers) * width }

  private func fetch() throws(StepFault) {
    var request = WorkerRequest("advance", run: run)
    let allowed = limits.steps - work.jacobians
    request.limit = max(allowed, 1)
    let (answer, numbers) = try exchange(request, [])
    guard let taken = answer.taken, let tried = answer.tried, numbers.count == taken * stride else {
      throw StepFault(.unavailable, "the Python process gave an answer of another shape; \(JAXInterpreter.remedy)")
    }
    (rows, next, size) = (numbers, 0, answer.size)
    // An attempt is one Jacobian and one factorization.
    work.jacobians += tried
    work.factorizations += tried
    work.rejected += tried - taken
    if tried > 0 {
      worstState = answer.worst
      nonFinite = answer.bad.flatMap { $0 < 0 ? nil : $0 }
    }
    guard taken == 0 else { return }
    if tried >= max(allowed, 1) {
      throw StepFault(.stepLimit, "\(limits.steps) steps were taken", component: worstState)
    }
    if let nonFinite {
      throw StepFault(.nonFinite, "the state does not stay finite at any step size", component: nonFinite)
    }
    let words = size.map { "\($0) s" } ?? "nothing"
    throw StepFault(.stepSizeUnderflow, "the step size fell to \(words)", component: worstState)
  }

  private func exchange(
    _ request: WorkerRequest, _ numbers: [Double]
  ) throws(StepFault) -> (answer: WorkerAnswer, numbers: [Double]) {
    do {
      return try WorkerPool.exchange(interpreter, request, numbers)
    } catch {
      throw StepFault(.unavailable, "\(error)")
    }
  }

  private static let function = "right_hand_side"

  /// The text of a form as a JAX function of (t, y, constants).
  private static func source(_ form: Trace) -> String {
    func labels(_ letter: String, _ count: Int) -> [EquationListing.Label] {
      (0..<count).map { EquationListing.Label("\(letter)\($0)", unit: "SI") }
    }
    return EquationListing(
      form, function: function, title: ["A form of equations; all constants are arguments."],
      components: labels("y", form.dimension + form.quadratures), parameters: labels("c", form.parameters)
    ).jax
  }
}
