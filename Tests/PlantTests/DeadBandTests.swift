import Plant
import Testing

@Suite struct `Dead bands` {
  private typealias Live = LivePlant

  private func bands(width: Double, silence: Double = 60) throws -> DeadBands {
    var signal = try Live.signal()
    signal.deadband = width
    signal.deadbandSilence = silence
    return DeadBands(PlantDescription(id: "p", signals: [signal]))
  }

  /// Times of the samples that are kept.
  private func kept(_ samples: [Sample], _ bands: DeadBands) -> [Double] {
    var bands = bands
    return samples.filter { bands.keeps($0) }.map { $0.time.seconds(since: Live.time(0)) }
  }

  @Test func `keep what leaves them, so that slow drift is not lost`() throws {
    let samples = (0..<20).map { Live.sample(100 + Double($0), at: Double($0)) }
    #expect(kept(samples, try bands(width: 4.5)) == [0, 5, 10, 15])
    #expect(kept(samples, try bands(width: 0)).count == 20)
  }

  @Test func `keep a sample at least so often, and every one that is doubted or out of order`() throws {
    let still = (0..<100).map { Live.sample(100, at: Double($0)) }
    #expect(kept(still, try bands(width: 1, silence: 30)) == [0, 30, 60, 90])
    let doubted = [
      Live.sample(100, at: 0), Live.sample(100, at: 1, quality: .uncertain(.doubted)), Live.sample(100, at: 2),
      Live.sample(100, at: 3), Live.sample(100, at: 1.5),
    ]
    #expect(kept(doubted, try bands(width: 1)) == [0, 1, 2, 1.5])
  }

  @Test func `keep the next sample after one that could not be stored`() throws {
    var bands = try bands(width: 1)
    let first = [bands.keeps(Live.sample(100, at: 0)), bands.keeps(Live.sample(100, at: 1))]
    bands.forget(Live.place)
    let second = bands.keeps(Live.sample(100, at: 2))
    #expect(first == [true, false] && second)
  }

  /// The reconstruction from what is kept is never further from the truth than the dead band.
  @Test(arguments: [1, 2, 3]) func `bound the error of what is stored`(_ seed: Int) throws {
    var dice = SeededDice(seed: seed)
    var bands = try bands(width: 2, silence: 10)
    var (value, last) = (0.0, 0.0)
    var count = 0
    for step in 0..<5_000 {
      value += Double.random(in: -1...1, using: &dice)
      if bands.keeps(Live.sample(value, at: Double(step))) {
        last = value
        count += 1
      }
      #expect((value - last).magnitude <= 2)
    }
    #expect(count < 2_500 && count >= 500)
  }
}
