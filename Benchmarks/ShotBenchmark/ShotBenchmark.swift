import Foaming
import Integrators

@main
struct ShotBenchmark {
  static func main() throws {
    for archetype in Archetype.all {
      for (rtol, factor) in [(1e-4,1e-2),(1e-6,1e-2),(1e-6,1e-1),(1e-6,1)] {
      let (volume, conductance, wall) = archetype.cavity
      let foam = LumpedFoam(
        archetype.parameters,
        in: .ventedCavity(volume: volume, wallConductance: conductance, wallTemperature: wall))
      let events = foam.events(tackFreeConversion: 0.85)
      let tolerances = foam.tolerances(relative: rtol, factor: factor)
      var statistics = Statistics()
      var times: [Double] = []
      let clock = ContinuousClock()
      for _ in 0..<300 {
        let elapsed = try clock.measure {
          let solution = try Rodas5P().integrate(
            foam, from: foam.initialState, over: 0...600, events: events, tolerances: tolerances)
          statistics = solution.statistics
        }
        times.append(elapsed / .microseconds(1))
      }
      times.sort()
      print(archetype.name, rtol, factor, "median", times[times.count / 2], "min", times[0], "µs", statistics, times[0]/Double(statistics.steps))
      }
    }
  }
}
