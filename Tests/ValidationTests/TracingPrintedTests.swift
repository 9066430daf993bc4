import Foaming
import Foundation
import Integrators
import Testing

/// One phase of one shot with states to evaluate it at.
private struct Sample {
  let listing: EquationListing
  let stages: [(foam: LumpedFoam, time: Double, state: [Double], parameters: [Double])]

  init(_ foam: LumpedFoam, _ phase: FoamPhase, states: Int) {
    let equations = foam.equations(in: phase)
    listing = foam.listing(of: phase, shot: "test")
    var source = TracingStates(seed: 7)
    stages = (0..<states).map { _ in
      let stage = source.stage(foam, phase, isGelled: foam.layout.lost != nil)
      let (time, state) = source.next(of: foam)
      return (stage, time, state, equations.values(of: stage))
    }
  }

  /// t, y and p of every sample, one after the other.
  var numbers: [Double] { stages.flatMap { [$0.time] + $0.state + $0.parameters } }
  var width: Int { listing.components.count }

  /// The largest deviation from the model's own value, relative to the largest value of the component in all states.
  ///
  /// Not relative to the value itself: rates are differences that may vanish, and what is left then is the rounding of
  /// their terms.
  func deviation(_ found: [Double]) throws -> Double {
    try #require(found.count == stages.count * width)
    let expected = stages.map { $0.foam.derivative(at: $0.time, $0.state) }
    try #require(found.allSatisfy { $0.isFinite } && expected.joined().allSatisfy { $0.isFinite })
    var worst = 0.0
    for column in 0..<width {
      let scale = expected.map { abs($0[column]) }.max() ?? 0
      for (row, values) in expected.enumerated() where found[row * width + column] != values[column] {
        worst = max(worst, abs(found[row * width + column] - values[column]) / scale)
      }
    }
    return worst
  }
}

@Suite("Tracing to source code")
struct TracingPrintedTests {
  private static let variants = TracingVariant.all.filter { !($0.agent != $0.trimerization) && $0.postGelFactor }

  @Test("The C function compiles without a warning and agrees with the model", arguments: variants)
  func c(variant: TracingVariant) throws {
    guard let compiler = TracingProgram(named: ["cc", "gcc", "clang"]) else {
      return print("skipped: no C compiler on the search path (cc, gcc or clang)")
    }
    for phase in variant.foam.phases {
      let sample = Sample(variant.foam, phase, states: 1000)
      let deviation = try TracingProgram.withFolder { folder in
        try sample.listing.c.write(to: folder.appending(path: "model.c"), atomically: true, encoding: .utf8)
        try Self.driver(sample.listing).write(
          to: folder.appending(path: "main.c"), atomically: true, encoding: .utf8)
        let strict = ["-std=c99", "-Wall", "-Wextra", "-Werror", "-O2", "-ffp-contract=off"]
        try compiler.run(strict + ["model.c", "main.c", "-o", "model", "-lm"], in: folder)
        try TracingFile.write(sample.numbers, to: folder.appending(path: "in.bin"))
        try TracingProgram(folder.appending(path: "model")).run(["in.bin", "out.bin"], in: folder)
        return try sample.deviation(TracingFile.read(folder.appending(path: "out.bin")))
      }
      print("C against the model:", variant, phase.rawValue, deviation)
      // Two libraries differ in the last place of a cube root, and S − R is a small difference of two.
      #expect(deviation <= 1e-13)
    }
  }

  /// Reads rows of t, y and p and writes rows of dy/dt.
  private static func driver(_ listing: EquationListing) -> String {
    let (n, p) = (listing.components.count, listing.parameters.count)
    let (declared, given) = p > 0 ? ("const double *restrict, ", "row + 1 + \(n), ") : ("", "")
    return """
      #include <stdio.h>
      void \(listing.function)(double, const double *restrict, \(declared)double *restrict);
      int main(int count, char **names) {
        double row[1 + \(n) + \(p)], rate[\(n)];
        FILE *in = fopen(names[1], "rb"), *out = fopen(names[2], "wb");
        while (fread(row, sizeof row, 1, in) == 1) {
          \(listing.function)(row[0], row + 1, \(given)rate);
          fwrite(rate, sizeof rate, 1, out);
        }
        fclose(in);
        return fclose(out) != 0 || count != 3;
      }

      """
  }

  @Test("The JAX function agrees with the model", arguments: variants)
  func jax(variant: TracingVariant) throws {
    guard let python = TracingProgram.python else { return Self.skip() }
    try TracingProgram.withFolder { folder in
      var jobs: [String] = []
      let samples = variant.foam.phases.map { Sample(variant.foam, $0, states: 200) }
      for (sample, phase) in zip(samples, variant.foam.phases) {
        let name = phase.rawValue
        try sample.listing.jax.write(
          to: folder.appending(path: "\(name).py"), atomically: true, encoding: .utf8)
        try TracingFile.write(sample.numbers, to: folder.appending(path: "\(name).in"))
        jobs.append("\(name):\(sample.listing.function)")
      }
      try python.run([Self.script, "evaluate"] + jobs, in: folder)
      for (sample, phase) in zip(samples, variant.foam.phases) {
        let deviation = try sample.deviation(TracingFile.read(folder.appending(path: "\(phase.rawValue).out")))
        print("JAX against the model:", variant, phase.rawValue, deviation)
        #expect(deviation <= 1e-12)
      }
    }
  }

  @Test("Diffrax solves the free rise of the appliance foam to the same end")
  func diffrax() throws {
    guard let python = TracingProgram.python else { return Self.skip() }
    let relative = 1e-8
    let foam = LumpedFoam(Archetype.rigidAppliance.parameters, in: .adiabaticCup())
    let solution = try Rodas5P().integrate(
      foam, from: foam.initialState, over: 0...600, events: foam.events(tackFreeConversion: 0.9),
      tolerances: foam.tolerances(relative: 1e-10))
    let scale = foam.tolerances(relative: 1).absolute
    let quadratures = foam.componentLabels.dropFirst(foam.dimension).map { $0.unit == "J/kg" ? 1e5 : 1 }
    try TracingProgram.withFolder { folder in
      var arguments = [Self.script, "solve", "\(relative)"]
      for (index, phase) in solution.phases.enumerated() {
        let name = phase.problem.phase.rawValue
        let listing = foam.listing(of: phase.problem.phase, shot: "test")
        try listing.jax.write(to: folder.appending(path: "\(name).py"), atomically: true, encoding: .utf8)
        let values = foam.equations(in: phase.problem.phase).values(of: phase.problem)
        let end = index + 1 < solution.phases.count ? solution.phases[index + 1].start : solution.end.time
        arguments.append(
          "\(name):\(listing.function):\(phase.start):\(end):\(values.map(\.description).joined(separator: ","))")
      }
      try TracingFile.write(foam.initialState, to: folder.appending(path: "start.bin"))
      try TracingFile.write((scale + quadratures).map { $0 * relative }, to: folder.appending(path: "atol.bin"))
      print(try python.run(arguments, in: folder), terminator: "")
      let end = try TracingFile.read(folder.appending(path: "end.bin"))
      let deviations = (0..<foam.dimension).map { abs(end[$0] - solution.end.state[$0]) / scale[$0] }
      print("diffrax against rodas5p, relative to the scale of each state:", deviations)
      // A hundred times the tolerance: errors accumulate over some hundred steps and two phases.
      #expect(deviations.allSatisfy { $0 <= 100 * relative })
    }
  }

  private static var script: String {
    URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/tracing.py").path
  }

  private static func skip() {
    print("skipped: no Python with JAX; run `make jax-venv` or set PUR_MOLD_TWIN_PYTHON")
  }
}
