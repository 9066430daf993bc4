/// Random numbers that stay the same for ever, on every platform: SplitMix64.
///
/// Reference: G. L. Steele, D. Lea, C. H. Flood, Fast splittable pseudorandom number generators, OOPSLA 2014.
package struct SplitMix64: Hashable, Sendable {
  private static let increment: UInt64 = 0x9E37_79B9_7F4A_7C15
  private var state: UInt64

  /// The stream of this seed.
  package init(seed: UInt64) { state = seed }

  /// The next number of the stream.
  package mutating func next() -> UInt64 {
    state &+= Self.increment
    return Self.mixed(state)
  }

  /// The number at a position of the stream of a seed, without those before it.
  package static func value(seed: UInt64, at position: UInt64) -> UInt64 {
    mixed(seed &+ (position &+ 1) &* increment)
  }

  /// A whole number below `bound`, which is positive; the remainder's bias is below bound / 2⁶⁴.
  package mutating func next(below bound: Int) -> Int { Int(next() % UInt64(bound)) }

  /// A number in the open interval 0 … 1 from 52 of the bits.
  package static func unit(_ bits: UInt64) -> Double { (Double(bits >> 12) + 0.5) * 0x1p-52 }

  private static func mixed(_ value: UInt64) -> UInt64 {
    var mixed = value
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
