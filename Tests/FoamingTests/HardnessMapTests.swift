import Foaming
import Testing

@Suite("The hardness map") struct HardnessMapTests {
  @Test func `passes through the two points it is calibrated on`() throws {
    let (demold, day) = ((modulus: 2.5e5, hardness: 43.0), (modulus: 4e6, hardness: 55.0))
    let map = try #require(FoamStructure.hardnessMap(through: demold, and: day))
    var structure = try #require(FoamStructure(system: .sample(.rigid)))
    (structure.hardnessIntercept, structure.hardnessSlope) = map
    #expect(abs(structure.hardness(modulus: demold.modulus) - 43) < 1e-12)
    #expect(abs(structure.hardness(modulus: day.modulus) - 55) < 1e-12)
    #expect(structure.hardness(modulus: 1e6) > 43 && structure.hardness(modulus: 1e6) < 55)
  }

  @Test func `needs two points that tell a slope`() {
    let point = (modulus: 1e6, hardness: 40.0)
    #expect(FoamStructure.hardnessMap(through: point, and: point) == nil)
    #expect(FoamStructure.hardnessMap(through: point, and: (modulus: 0, hardness: 50)) == nil)
    #expect(FoamStructure.hardnessMap(through: point, and: (modulus: 2e6, hardness: 30)) == nil)
  }
}
