import Foaming
import Integrators

@main
struct ShotBenchmark {
  static func main() throws {
    for archetype in Archetype.all.prefix(3) {
      let (volume, conductance, wall) = archetype.cavity
      let foam = LumpedFoam(
        archetype.parameters,
        in: .ventedCavity(volume: volume, wallConductance: conductance, wallTemperature: wall))
      let events = foam.events(tackFreeConversion: 0.85)
      let ref = try Rodas5P().integrate(foam, from: foam.initialState, over: 0...600, events: events, tolerances: foam.tolerances(relative: 1e-11))
      for (mask, name) in [([],"all"),([3],"noC"),([4],"noB"),([3,4],"no gas"),([0,1],"no xi"),([2],"no h")] {
      for f in [1.0, 0.1, 0.01] {
      let base = foam.tolerances(relative: 1e-6, factor: f)
      var a = base.absolute
      for m in mask where m < a.count { a[m] *= 1e6 }
      let tolerances = Tolerances(relative: 1e-6, absolute: a)
      let s = try Rodas5P().integrate(foam, from: foam.initialState, over: 0...600, events: events, tolerances: tolerances)
      var worst = [Double](repeating: 0, count: foam.dimension)
      for t in stride(from: 0.0, through: 600, by: 1) { let x = s.dense!.state(at: t), y = ref.dense!.state(at: t); for i in worst.indices { worst[i] = max(worst[i], abs(x[i]-y[i])/(base.absolute[i]/1e-6/(i==2 ? 1 : f))) } }
      print(archetype.name, name, f, s.statistics.steps, s.statistics.rejected, worst.map { ($0*1e9).rounded()/1e3 }, ["cream","gel","filled"].map { n in ((s.event(n)!.time/ref.event(n)!.time-1)*1e9).rounded()/1e3 })
      }
      }
    }
  }
}
