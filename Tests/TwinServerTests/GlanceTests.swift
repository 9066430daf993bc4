import Synchronization
import Testing
import TwinServer

@Suite("A glance at something that may not answer")
struct GlanceTests {
  @Test("tells the answer to all who asked, and asks again afterwards")
  func answers() async {
    let (gate, asked) = (Gate(), StepCounter())
    let glance = Glance(patience: .seconds(600)) {
      await gate.pass()
      return asked.next()
    }
    async let first = glance()
    await gate.arrived()
    async let second = glance()
    // Nobody can see that the second waits; where it does not yet, it is told the next answer.
    gate.open()
    #expect(await first == 1)
    #expect(await [1, 2].contains(second))
    let before = asked.value
    #expect(await glance() == before + 1)
  }

  @Test("lets nobody wait for what hangs, and does not ask again before it has answered", .timeLimit(.minutes(10)))
  func hangs() async {
    let (gate, asked) = (Gate(), StepCounter())
    let glance = Glance(patience: .milliseconds(20)) {
      let number = asked.next()
      await gate.pass()
      return number
    }
    for _ in 0..<5 { #expect(await glance() == nil) }
    #expect(asked.value == 1)
    gate.open()
    var answer: Int?
    while answer == nil { answer = await glance() }
    #expect(answer == asked.value)
  }
}
