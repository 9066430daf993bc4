/// Colors for a quantity on a map: equal steps of a value look equally far apart, also in gray and to the color blind.
package enum ColorRamp {
  /// Number of colors; finer steps than an eye tells apart.
  package static let count = 48

  /// Nine colors of the ramp viridis by S. van der Walt, N. Smith and E. Firing (matplotlib, CC0), equally spaced.
  private static let anchors: [UInt32] = [
    0x440154, 0x472D7B, 0x3B528B, 0x2C728E, 0x21918C, 0x28AE80, 0x5EC962, 0xADDC30, 0xFDE725,
  ]

  /// The color as `#rrggbb`; `index` 0 … ``count`` − 1 from low to high.
  package static func color(_ index: Int) -> String {
    let place = Double(min(max(index, 0), count - 1)) / Double(count - 1) * Double(anchors.count - 1)
    let low = min(Int(place), anchors.count - 2)
    let share = place - Double(low)
    var text = "#"
    for shift in [UInt32(16), 8, 0] {
      let a = Double((anchors[low] >> shift) & 0xFF)
      let b = Double((anchors[low + 1] >> shift) & 0xFF)
      let digits = String(Int((a + share * (b - a)).rounded()), radix: 16)
      text += digits.count == 1 ? "0" + digits : digits
    }
    return text
  }

  /// The color of a value within a range, ends included; values outside take the color of the nearest end.
  package static func index(_ value: Double, in range: ClosedRange<Double>) -> Int {
    let span = range.upperBound - range.lowerBound
    guard span > 0 else { return 0 }
    let place = min(max((value - range.lowerBound) / span, 0), 1)
    return min(Int(place * Double(count)), count - 1)
  }
}
