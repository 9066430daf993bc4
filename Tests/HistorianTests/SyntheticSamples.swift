import DatabaseOwner
import Historian
import Plant

/// A generator of reproducible numbers.
struct Dice: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// - Reference: Steele, Lea and Flood, *Fast splittable pseudorandom number generators* (2014).
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}

/// 2026-01-01T00:00:00Z [µs].
let newYear: Int64 = 1_767_225_600_000_000
let everAfter = Instant.earliest..<Instant.latest
let signalNames = (0..<5).map { "press.p\($0)" }

func signal(_ name: String) throws -> SignalID {
  guard let id = SignalID(rawValue: name) else { throw DatabaseOwner.Refusal(message: "\(name) is no signal") }
  return id
}

func signals() throws -> [SignalID] { try signalNames.map(signal) }

/// A time so many seconds after the new year.
func moment(_ seconds: Double) -> Instant {
  Instant(microseconds: newYear + Int64((seconds * 1e6).rounded())) ?? .earliest
}

/// A good number so many seconds after the new year.
func sample(_ signal: Int = 0, at seconds: Double, _ value: Double? = nil, sequence: UInt16 = 0) -> Sample {
  Sample(
    SignalIndex(rawValue: UInt32(signal)), at: moment(seconds), received: moment(seconds + 0.01),
    value: .number(value ?? seconds), sequence: sequence)
}

func batch(_ samples: [Sample], source: String = "test") throws -> SampleBatch {
  SampleBatch(source: source, signals: try signals(), samples: samples)
}

/// A sample of any kind and quality.
func anySample(_ dice: inout Dice, days: Int = 3) -> Sample {
  // Whole tenths of a second, so that the same sample comes up again at times.
  let time = moment(Double(Int.random(in: 0..<days * 864_000, using: &dice)) / 10)
  let received = Instant(microseconds: time.microseconds + Int64.random(in: -5_000...90_000_000, using: &dice)) ?? time
  let index = SignalIndex(rawValue: UInt32.random(in: 0..<5, using: &dice))
  let sequence: UInt16 = Int.random(in: 0..<9, using: &dice) == 0 ? .random(in: 1...3, using: &dice) : 0
  let reason = SampleReason.allCases.randomElement(using: &dice) ?? .timedOut
  let value: SampleValue =
    switch Int.random(in: 0..<12, using: &dice) {
    case 0: .whole(.random(in: .min ... .max, using: &dice))
    case 1: .flag(.random(using: &dice))
    case 2: .text("état \(Int.random(in: 0...99, using: &dice))")
    case 3: .number(Double(bitPattern: .random(in: 0..<0x7FF0_0000_0000_0000, using: &dice)))
    default: .number((Double.random(in: -50...250, using: &dice) * 100).rounded() / 100)
    }
  switch Int.random(in: 0..<10, using: &dice) {
  case 0: return Sample(index, at: time, received: received, missing: reason, sequence: sequence)
  case 1:
    return Sample(index, at: time, received: received, value: value, quality: .uncertain(reason), sequence: sequence)
  case 2: return Sample(index, at: time, received: received, value: value, quality: .bad(reason), sequence: sequence)
  default: return Sample(index, at: time, received: received, value: value, sequence: sequence)
  }
}

extension Historian {
  /// All samples of a signal, page by page, with their place set to 0.
  func everything(of name: String, page: Int = 1_000) async throws -> [Sample] {
    let id = try signal(name)
    var samples: [Sample] = []
    var cursor: SampleCursor?
    while true {
      let found = try await self.samples(of: id, in: everAfter, after: cursor, limit: page)
      samples += found.samples
      guard let next = found.next else { return samples }
      cursor = next
    }
  }

  /// All windows of a signal, page by page.
  func windows(of name: String, _ level: RollUpLevel, page: Int = 1_000) async throws -> [RollUp] {
    let id = try signal(name)
    var windows: [RollUp] = []
    var start: Int64?
    while true {
      let found = try await rollUps(of: id, level, in: everAfter, after: start, limit: page)
      windows += found.windows
      guard let next = found.next else { return windows }
      start = next
    }
  }
}
