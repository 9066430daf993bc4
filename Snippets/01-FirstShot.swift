// A first shot: rigid foam with cyclopentane, in a cup and in a closed mold.
import Foaming
import Integrators

let archetype = Archetype.rigidAppliance
let cup = try FreeRise(archetype.parameters, tackFreeConversion: 0.85)
print("cup: cream \(cup.cream ?? .nan) s, gel \(cup.gel ?? .nan) s, density \(cup.density) kg/m³")

let foam = LumpedFoam(archetype.parameters, in: archetype.closedMold)
let shot = try Rodas5P().integrate(
  foam, from: foam.initialState, over: 0...600, events: foam.events(tackFreeConversion: 0.85))
let end = FoamReading(shot.problem(at: shot.end.time), state: shot.end.state)
print("mold: full after \(shot.event("filled")?.time ?? .nan) s, \(end.pressure / 1e5) bar after ten minutes")
