import CAllocationCount
import Integrators
import Testing

#if DEBUG
  private let isOptimized = false
#else
  private let isOptimized = true
#endif

@Suite struct `Allocation` {
  /// Allocations of one run with steps of one size.
  private func allocations(_ name: String, steps: Int) throws -> UInt {
    let size = 1 / Double(steps)
    let before = allocation_count()
    let solution = try integrator(name).integrate(
      Decay(), from: [1, 0], over: 0...1,
      events: [Event("never") { _, _, state in state[0] + 1 }], output: .times([0.3, 0.7]),
      tolerances: Tolerances(relative: 1e-3, absolute: 1e-3),
      limits: Limits(stepSizeMaximum: size, stepSizeInitial: size))
    let after = allocation_count()
    #expect(solution.statistics.steps == steps)
    return after - before
  }

  @Test(
    .enabled(if: isOptimized, "without optimization closures and generic code allocate"), arguments: everyIntegrator)
  func `the stepping loop allocates nothing`(name: String) throws {
    // The first run also pays for what is set up once per process.
    _ = try allocations(name, steps: 50)
    let few = try allocations(name, steps: 50)
    #expect(few > 0, "the counter is at work")
    #expect(try allocations(name, steps: 200) == few)
    #expect(try allocations(name, steps: 800) == few)
  }
}
