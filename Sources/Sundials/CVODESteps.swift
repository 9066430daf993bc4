#if Sundials
  import CSundials
  import Integrators

  /// CVODE as a source of steps: one at a time, with its own interpolant, from which it would continue.
  final class CVODESteps: StepSource {
    private let memory: CVODEMemory
    private(set) var work = Statistics()
    /// Work before the last start, which sets the counters of CVODE to zero.
    private var workBefore = (rejected: 0, factorizations: 0)
    /// The component that kept the last attempt that was repeated from being finite.
    private var nonFinite: Int?
    private var until: Double
    private let limit: Int

    init(_ equations: any Equations, _ setup: RunSetup) throws(StepFault) {
      until = setup.interval.upperBound
      limit = setup.limits.steps
      do {
        memory = try CVODEMemory(equations, tolerances: setup.tolerances, limits: setup.limits)
      } catch {
        throw StepFault(.invalidInput, "CVODE could not be set up (\(error.flag))")
      }
    }

    var worstState: Int? { memory.worstState }

    func restart(
      _ equations: any Equations, at time: Double, from initial: [Double], until end: Double, firstSize: Double?
    ) throws(StepFault) {
      workBefore = (work.rejected, work.factorizations)
      until = end
      do {
        try memory.restart(equations, at: time, from: initial, until: end, firstSize: firstSize)
      } catch {
        throw StepFault(.invalidInput, "CVODE could not be started (\(error.flag))")
      }
    }

    func step(reaching time: inout Double, _ final: inout [Double]) throws(StepFault) {
      let start = time
      let flag = memory.step(until: until, reaching: &time, &final)
      work.rightHandSides = memory.rightHandSides
      work.jacobians = memory.jacobians
      let rejected = workBefore.rejected + memory.rejected
      if rejected > work.rejected { nonFinite = memory.nonFinite }
      work.rejected = rejected
      work.factorizations = workBefore.factorizations + memory.factorizations
      guard flag >= 0 else { throw fault(flag) }
      // CVODE would go on without moving, and only warn.
      guard time - start > 8 * max(start.ulp, time.ulp) || time == until && time > start else {
        throw underflow("the step size fell to \(memory.size) s")
      }
    }

    func interpolate(
      _ polynomial: inout StepPolynomial, from start: Double, to end: Double, initial: [Double], final: [Double]
    ) {
      let memory = memory
      polynomial.take(from: start, to: end, order: memory.lastOrder, initial: initial, final: final) { k, row, target in
        memory.derivative(k, at: end, to: &target, at: row)
      }
    }

    /// The fault of a step that became too short, for `cause` unless a component did not stay finite.
    private func underflow(_ cause: String) -> StepFault {
      if let component = memory.nonFinite ?? nonFinite {
        return StepFault(.nonFinite, "the state does not stay finite at any step size", component: component)
      }
      return StepFault(.stepSizeUnderflow, cause, component: memory.worstState)
    }

    /// What a negative flag of CVODE means.
    private func fault(_ flag: Int32) -> StepFault {
      switch flag {
      case CV_FIRST_RHSFUNC_ERR:
        return StepFault(.nonFinite, "the derivative is not finite", component: memory.nonFinite)
      case CV_RHSFUNC_FAIL, CV_REPTD_RHSFUNC_ERR, CV_UNREC_RHSFUNC_ERR:
        return StepFault(.nonFinite, "the state does not stay finite at any step size", component: memory.nonFinite)
      case CV_ERR_FAILURE, CV_CONV_FAILURE:
        if memory.nonFinite == nil, memory.isSingular {
          return StepFault(.singularMatrix, "the matrix of the step is singular at any step size")
        }
        let cause = flag == CV_ERR_FAILURE ? "" : "Newton's iteration does not converge: "
        return underflow(cause + "the step size fell to \(memory.size) s")
      case CV_LINIT_FAIL, CV_LSETUP_FAIL, CV_LSOLVE_FAIL, CV_NLS_INIT_FAIL, CV_NLS_SETUP_FAIL, CV_NLS_FAIL:
        return StepFault(.singularMatrix, "the linear solver of CVODE gave up (\(flag))")
      case CV_TOO_MUCH_ACC:
        return StepFault(
          .stepSizeUnderflow, "the tolerances ask for more digits than the states have", component: memory.worstState)
      case CV_TOO_MUCH_WORK:
        return StepFault(.stepLimit, "\(limit) steps were taken", component: memory.worstState)
      case CV_TOO_CLOSE:
        return StepFault(.stepSizeUnderflow, "the rest of the interval is shorter than times can tell apart")
      default:
        return StepFault(.invalidInput, "CVODE refused to go on (\(flag))")
      }
    }
  }
#endif
