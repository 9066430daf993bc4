#if Sundials
  import CSundials
  import Integrators

  /// The objects of one run that live in C, and the functions that C calls.
  ///
  /// Owned by one run on one thread; a SUNDIALS context must not be shared between threads.
  final class CVODEMemory {
    /// SUNDIALS could not create one of its objects, or refused a setting.
    struct Refusal: Error {
      let flag: Int32
    }

    private let dimension: Int
    private let components: Int
    /// atol per state.
    private let absolute: [Double]
    private let relative: Double
    private var equations: any Equations

    private var context: SUNContext?
    private var memory: UnsafeMutableRawPointer?
    private var state: N_Vector?
    private var scratch: N_Vector?
    private var matrix: SUNMatrix?
    private var solver: SUNLinearSolver?
    private var isInitialized = false

    private var point: [Double]
    private var slope: [Double]
    private var linearization: Linearization

    private(set) var rightHandSides = 0
    private(set) var jacobians = 0
    /// The component of the last derivative that was not finite since ``forgetNonFinite()``.
    private(set) var nonFinite: Int?

    init(_ equations: any Equations, tolerances: Tolerances, limits: Limits) throws(Refusal) {
      self.equations = equations
      dimension = equations.dimension
      components = equations.components
      relative = tolerances.relative
      let floors = tolerances.absolute
      absolute = floors.count == dimension ? floors : Array(repeating: floors[0], count: dimension)
      point = Array(repeating: 0, count: components)
      slope = point
      linearization = Linearization(dimension: dimension, quadratures: components - dimension)
      let count = sunindextype(components)
      try check(SUNContext_Create(nil, &context))
      state = N_VNew_Serial(count, context)
      scratch = N_VNew_Serial(count, context)
      matrix = SUNDenseMatrix(count, count, context)
      solver = SUNLinSol_Dense(state, matrix, context)
      memory = CVodeCreate(CV_BDF, context)
      guard state != nil, scratch != nil, matrix != nil, solver != nil, memory != nil else {
        throw Refusal(flag: CV_MEM_FAIL)
      }
      // Failures are thrown with their words; nothing is written to standard error.
      try check(CVodeSetErrHandlerFn(memory, { _, _, _, _, _ in }, nil))
      try initialize(limits)
    }

    private func initialize(_ limits: Limits) throws(Refusal) {
      let zero = Array(repeating: 0.0, count: components)
      write(zero)
      try check(CVodeInit(memory, { CVODEMemory.rightHandSide($0, $1, $2, $3) }, 0, state))
      try check(CVodeSetUserData(memory, Unmanaged.passUnretained(self).toOpaque()))
      try check(CVodeWFtolerances(memory, { CVODEMemory.weigh($0, $1, $2) }))
      try check(CVodeSetLinearSolver(memory, solver, matrix))
      try check(
        CVodeSetJacFn(memory, { time, y, _, matrix, run, _, _, _ in CVODEMemory.jacobian(time, y, matrix, run) }))
      // The default of 500 is meant for calls that cover an output interval.
      try check(CVodeSetMaxNumSteps(memory, limits.steps))
      try check(CVodeSetMaxErrTestFails(memory, Self.failuresMaximum))
      try check(CVodeSetMaxConvFails(memory, Self.failuresMaximum))
      if limits.stepSizeMaximum.isFinite { try check(CVodeSetMaxStep(memory, limits.stepSizeMaximum)) }
    }

    /// Part of the tolerance that one step may use. The errors of many steps add up: with the whole of it, closed shots
    /// were some ten times further from the solution than those of `rodas5p` at the same tolerance.
    private static let toleranceShare = 0.1

    /// Repetitions of one step before it is given up; each cuts it to a fourth or less.
    private static let failuresMaximum: Int32 = 30

    deinit {
      CVodeFree(&memory)
      if let solver { SUNLinSolFree(solver) }
      if let matrix { SUNMatDestroy(matrix) }
      if let scratch { N_VDestroy(scratch) }
      if let state { N_VDestroy(state) }
      SUNContext_Free(&context)
    }

    private func check(_ flag: Int32) throws(Refusal) {
      if flag < 0 { throw Refusal(flag: flag) }
    }
  }

  extension CVODEMemory {
    /// Starts at order 1 from the given state; the error weights are those of `tolerances` at the start.
    func restart(
      _ equations: any Equations, at time: Double, from initial: [Double], until end: Double, firstSize: Double?
    ) throws(Refusal) {
      self.equations = equations
      write(initial)
      try check(CVodeReInit(memory, time, state))
      try check(CVodeSetInitStep(memory, firstSize ?? 0))
      try check(CVodeSetStopTime(memory, end))
    }

    /// Takes one internal step and writes the state there.
    func step(until end: Double, reaching time: inout Double, _ final: inout [Double]) -> Int32 {
      nonFinite = nil
      let flag = CVode(memory, end, state, &time, CV_ONE_STEP)
      if flag >= 0 { read(state, to: &final, at: 0) }
      return flag
    }

    /// Writes dᵏy/dtᵏ at the end of the last step.
    func derivative(_ k: Int, at time: Double, to target: inout [Double], at row: Int) {
      // The time is the end of the last step and k at most its order: nothing CVODE could refuse.
      _ = CVodeGetDky(memory, time, Int32(k), scratch)
      read(scratch, to: &target, at: row)
    }

    /// Order of the last step.
    var lastOrder: Int {
      var order: Int32 = 1
      _ = CVodeGetLastOrder(memory, &order)
      return Int(order)
    }

    /// Size of the step in progress or to come [s].
    var size: Double {
      var size = 0.0
      _ = CVodeGetCurrentStep(memory, &size)
      return size
    }

    /// Attempts repeated since the last start, for their error or because Newton's iteration did not converge.
    var rejected: Int {
      var (errors, iterations) = (0, 0)
      _ = CVodeGetNumErrTestFails(memory, &errors)
      _ = CVodeGetNumStepSolveFails(memory, &iterations)
      return errors + iterations
    }

    /// Factorizations since the last start.
    var factorizations: Int {
      var setups = 0
      _ = CVodeGetNumLinSolvSetups(memory, &setups)
      return setups
    }

    /// Whether the last factorization met a singular matrix.
    var isSingular: Bool {
      var flag = 0
      _ = CVodeGetLastLinFlag(memory, &flag)
      return flag == Int(SUNLS_LUFACT_FAIL)
    }

    /// The state with the largest scaled error in the last attempt.
    var worstState: Int? {
      guard CVodeGetEstLocalErrors(memory, scratch) >= 0 else { return nil }
      read(scratch, to: &slope, at: 0)
      read(state, to: &point, at: 0)
      return (0..<dimension).max { abs(slope[$0]) * weight($0) < abs(slope[$1]) * weight($1) }
    }

    /// 1 / (atol + rtol |y|) of one state at ``point``. Never infinite: zero without a tolerance has no scale.
    private func weight(_ i: Int) -> Double {
      1 / max(absolute[i] + relative * abs(point[i]), 1e-300)
    }

    private func write(_ values: [Double]) {
      guard let target = N_VGetArrayPointer(state) else { return }
      for i in 0..<components { target[i] = values[i] }
    }

    private func read(_ vector: N_Vector?, to target: inout [Double], at row: Int) {
      guard let source = N_VGetArrayPointer(vector) else { return }
      for i in 0..<components { target[row + i] = source[i] }
    }
  }

  /// What C calls. A positive result asks CVODE to try a shorter step.
  extension CVODEMemory {
    private static func run(_ pointer: UnsafeMutableRawPointer?) -> CVODEMemory? {
      pointer.map { Unmanaged<CVODEMemory>.fromOpaque($0).takeUnretainedValue() }
    }

    private static func rightHandSide(
      _ time: Double, _ y: N_Vector?, _ result: N_Vector?, _ pointer: UnsafeMutableRawPointer?
    ) -> Int32 {
      guard let run = run(pointer), let target = N_VGetArrayPointer(result) else { return -1 }
      run.read(y, to: &run.point, at: 0)
      run.equations.rightHandSide(time, run.point, &run.slope)
      run.rightHandSides += 1
      for i in 0..<run.components {
        guard run.slope[i].isFinite else {
          run.nonFinite = i
          return 1
        }
        target[i] = run.slope[i]
      }
      return 0
    }

    /// Writes the Jacobian column by column; nothing depends on a quadrature.
    private static func jacobian(
      _ time: Double, _ y: N_Vector?, _ matrix: SUNMatrix?, _ pointer: UnsafeMutableRawPointer?
    ) -> Int32 {
      guard let run = run(pointer), let target = SUNDenseMatrix_Data(matrix) else { return -1 }
      run.read(y, to: &run.point, at: 0)
      run.equations.linearize(time, run.point, &run.linearization)
      run.jacobians += 1
      let (n, rows) = (run.dimension, run.components)
      for row in 0..<rows {
        for column in 0..<n {
          let element = run.linearization.jacobian[row * n + column]
          guard element.isFinite else {
            run.nonFinite = row
            return 1
          }
          target[column * rows + row] = element
        }
        for column in n..<rows { target[column * rows + row] = 0 }
      }
      return 0
    }

    /// Error weights. CVODE's norm is √(Σ (wᵢeᵢ)² / N): with wᵢ = √N / tolerance it is at least the largest scaled
    /// error, so that no state exceeds its share of the tolerance. Quadratures weigh nothing.
    private static func weigh(_ y: N_Vector?, _ weights: N_Vector?, _ pointer: UnsafeMutableRawPointer?) -> Int32 {
      guard let run = run(pointer), let target = N_VGetArrayPointer(weights) else { return -1 }
      run.read(y, to: &run.point, at: 0)
      let factor = Double(run.components).squareRoot() / toleranceShare
      for i in 0..<run.components { target[i] = i < run.dimension ? factor * run.weight(i) : 0 }
      return 0
    }
  }
#endif
