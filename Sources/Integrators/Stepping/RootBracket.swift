/// Two times between which a function changes sign, narrowed to round-off.
///
/// Inverse quadratic interpolation where it is safe, bisection elsewhere: never slower than a few bisections.
///
/// - Reference: T. R. Chandrupatla, *Advances in Engineering Software* 28 (1997) 145–149.
package struct RootBracket {
  private var a: (time: Double, value: Double)
  private var b: (time: Double, value: Double)
  private var c: (time: Double, value: Double)
  /// Where to look next, as a part of the way from a to b.
  private var part = 0.5
  private var looks = 0

  /// Bisection alone would need no more.
  private static let looksMaximum = 100

  package init(from start: Double, value startValue: Double, to end: Double, value endValue: Double) {
    a = (end, endValue)
    b = (start, startValue)
    c = a
  }

  /// The end of the bracket with the smaller value.
  package var best: Double { abs(a.value) < abs(b.value) ? a.time : b.time }

  /// The next time to look at; `nil` once the root is known to round-off.
  package mutating func next() -> Double? {
    guard a.value != 0, b.value != 0, looks < Self.looksMaximum else { return nil }
    let tolerance = 2 * max(a.time.ulp, b.time.ulp)
    let margin = tolerance / abs(b.time - (looks == 0 ? a.time : c.time))
    guard margin <= 0.5 else { return nil }
    let wanted = looks == 0 ? 0.5 : interpolatedPart
    part = min(1 - margin, max(margin, wanted))
    looks += 1
    return time
  }

  /// Takes the value found at the time that ``next()`` gave.
  package mutating func narrow(with value: Double) {
    let middle = (time: time, value: value)
    if (value < 0) == (a.value < 0) {
      c = a
    } else {
      c = b
      b = a
    }
    a = middle
  }

  private var time: Double { a.time + part * (b.time - a.time) }

  /// The root of the inverse parabola through the three points where that is monotonic, else the middle.
  private var interpolatedPart: Double {
    let ξ = (a.time - b.time) / (c.time - b.time)
    let φ = (a.value - b.value) / (c.value - b.value)
    guard φ * φ < ξ, (1 - φ) * (1 - φ) < 1 - ξ else { return 0.5 }
    return a.value / (b.value - a.value) * c.value / (b.value - c.value)
      + (c.time - a.time) / (b.time - a.time) * a.value / (c.value - a.value) * b.value / (c.value - b.value)
  }
}
