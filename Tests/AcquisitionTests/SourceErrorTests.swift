import Acquisition
import Testing

@Suite struct `An error of a source` {
  @Test func `says where, what was found, what was expected and what to do`() {
    let error = SourceError(
      .unavailable, place: "plant-a", found: "no answer", expected: "a server", remedy: "start it")
    #expect(error.description == "plant-a: no answer; expected a server; start it")
  }
}
