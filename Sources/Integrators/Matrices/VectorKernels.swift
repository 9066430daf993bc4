/// Arithmetic on rows of doubles that are padded to whole blocks of four.
///
/// Unchecked accesses of the linear algebra stand in the files of this folder: a kernel checks the lengths once and
/// then runs without bounds checks, because these loops are most of a step's own cost.
enum Block {
  static let width = 4
  static let bytes = 32

  /// `count` rounded up to whole blocks.
  static func padded(_ count: Int) -> Int { (count + width - 1) / width * width }
}

/// result ← x + scale Σⱼ `coefficients[first + j]` rowⱼ, j = 0 ..< `terms`.
///
/// All vectors and rows have the padded length of `result`; `rows` holds at least `terms` rows.
func combine(
  _ x: [Double], scale: Double, coefficients: [Double], from first: Int, terms: Int, rows: [Double],
  into result: inout [Double]
) {
  let length = result.count
  precondition(
    length % Block.width == 0 && x.count == length && rows.count >= terms * length && first >= 0
      && coefficients.count >= first + terms, "rows of one padded length")
  let (xSpan, rowSpan, weights) = (x.span, rows.span, coefficients.span)
  let (xBytes, rowBytes) = unsafe (xSpan.bytes, rowSpan.bytes)
  var resultSpan = result.mutableSpan
  var target = unsafe resultSpan.mutableBytes
  let rowStride = length &* 8
  var offset = 0
  while offset < rowStride {
    var sum = SIMD4<Double>.zero
    var rowOffset = offset
    for j in 0..<terms {
      let c = unsafe weights[unchecked: first &+ j]
      sum += unsafe c * rowBytes.unsafeLoadUnaligned(fromUncheckedByteOffset: rowOffset, as: SIMD4<Double>.self)
      rowOffset &+= rowStride
    }
    sum = unsafe xBytes.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: SIMD4<Double>.self) + scale * sum
    unsafe target.storeBytes(of: sum, toUncheckedByteOffset: offset, as: SIMD4<Double>.self)
    offset &+= Block.bytes
  }
}

/// sum ← x + Σⱼ `weights[first + j]` rowⱼ and coupling ← Σⱼ `couplings[first + j]` rowⱼ in one pass over the rows.
///
/// Lengths as above.
func combine(
  _ x: [Double], weights: [Double], couplings: [Double], from first: Int, terms: Int, rows: [Double],
  into sum: inout [Double], _ coupling: inout [Double]
) {
  let length = x.count
  precondition(
    length % Block.width == 0 && sum.count == length && coupling.count == length && rows.count >= terms * length
      && first >= 0 && min(weights.count, couplings.count) >= first + terms, "rows of one padded length")
  let (xSpan, rowSpan, a, c) = (x.span, rows.span, weights.span, couplings.span)
  let (xBytes, rowBytes) = unsafe (xSpan.bytes, rowSpan.bytes)
  var sumSpan = sum.mutableSpan
  var couplingSpan = coupling.mutableSpan
  var sumBytes = unsafe sumSpan.mutableBytes
  var couplingBytes = unsafe couplingSpan.mutableBytes
  let rowStride = length &* 8
  var offset = 0
  while offset < rowStride {
    var total = unsafe xBytes.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: SIMD4<Double>.self)
    var coupled = SIMD4<Double>.zero
    var rowOffset = offset
    for j in 0..<terms {
      let row = unsafe rowBytes.unsafeLoadUnaligned(fromUncheckedByteOffset: rowOffset, as: SIMD4<Double>.self)
      unsafe total += a[unchecked: first &+ j] * row
      unsafe coupled += c[unchecked: first &+ j] * row
      rowOffset &+= rowStride
    }
    unsafe sumBytes.storeBytes(of: total, toUncheckedByteOffset: offset, as: SIMD4<Double>.self)
    unsafe couplingBytes.storeBytes(of: coupled, toUncheckedByteOffset: offset, as: SIMD4<Double>.self)
    offset &+= Block.bytes
  }
}

/// The first elements of `sum` += α x + β z, as many as x has.
func add(_ α: Double, _ x: [Double], _ β: Double, _ z: [Double], to sum: inout [Double]) {
  precondition(sum.count >= x.count && z.count >= x.count, "vectors of one length")
  let (first, second) = (x.span, z.span)
  var target = sum.mutableSpan
  for i in 0..<first.count {
    unsafe target[unchecked: i] += α * first[unchecked: i] + β * second[unchecked: i]
  }
}

/// result ← x + the row that starts at `first`; error ← that row. All of the length of `x`.
func finish(_ x: [Double], rows: [Double], at first: Int, into result: inout [Double], error: inout [Double]) {
  let length = x.count
  precondition(
    first >= 0 && rows.count >= first + length && result.count == length && error.count == length,
    "rows of one length")
  let (base, row) = (x.span, rows.span)
  var end = result.mutableSpan
  var estimate = error.mutableSpan
  for i in 0..<length {
    let last = unsafe row[unchecked: first &+ i]
    unsafe end[unchecked: i] = base[unchecked: i] + last
    unsafe estimate[unchecked: i] = last
  }
}

/// Five rows of coefficients, lowest power first, of the quartic in θ
///
///     (1−θ) x + θ (y + (1−θ) (k₁ + θ (k₂ + θ k₃))),  kₘ = Σⱼ weightsₘⱼ rowⱼ
///
/// - Parameter weights: shape (3, number of rows).
func quartic(from x: [Double], to y: [Double], weights: [Double], rows: [Double], into polynomial: inout [Double]) {
  let length = x.count
  let terms = weights.count / 3
  precondition(
    length % Block.width == 0 && y.count == length && rows.count >= terms * length && polynomial.count == 5 * length,
    "rows of one padded length")
  let (xSpan, ySpan, rowSpan, w) = (x.span, y.span, rows.span, weights.span)
  let (xBytes, yBytes, rowBytes) = unsafe (xSpan.bytes, ySpan.bytes, rowSpan.bytes)
  var span = polynomial.mutableSpan
  var target = unsafe span.mutableBytes
  let rowStride = length &* 8
  var offset = 0
  while offset < rowStride {
    var (k1, k2, k3) = (SIMD4<Double>.zero, SIMD4<Double>.zero, SIMD4<Double>.zero)
    var rowOffset = offset
    for j in 0..<terms {
      let row = unsafe rowBytes.unsafeLoadUnaligned(fromUncheckedByteOffset: rowOffset, as: SIMD4<Double>.self)
      unsafe k1 += w[unchecked: j] * row
      unsafe k2 += w[unchecked: terms &+ j] * row
      unsafe k3 += w[unchecked: 2 &* terms &+ j] * row
      rowOffset &+= rowStride
    }
    let start = unsafe xBytes.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: SIMD4<Double>.self)
    let end = unsafe yBytes.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: SIMD4<Double>.self)
    unsafe target.storeBytes(of: start, toUncheckedByteOffset: offset, as: SIMD4<Double>.self)
    unsafe target.storeBytes(of: end - start + k1, toUncheckedByteOffset: rowStride &+ offset, as: SIMD4<Double>.self)
    unsafe target.storeBytes(of: k2 - k1, toUncheckedByteOffset: 2 &* rowStride &+ offset, as: SIMD4<Double>.self)
    unsafe target.storeBytes(of: k3 - k2, toUncheckedByteOffset: 3 &* rowStride &+ offset, as: SIMD4<Double>.self)
    unsafe target.storeBytes(of: -k3, toUncheckedByteOffset: 4 &* rowStride &+ offset, as: SIMD4<Double>.self)
    offset &+= Block.bytes
  }
}

/// `rows` from `first` on ← `row`.
func copy<Element>(_ row: [Element], to rows: inout [Element], at first: Int = 0) {
  precondition(first >= 0 && rows.count >= first + row.count, "room for the row")
  let source = row.span
  var target = rows.mutableSpan
  for i in 0..<source.count { unsafe target[unchecked: first &+ i] = source[unchecked: i] }
}

/// Largest |eᵢ| / (absoluteᵢ + relative · max(|aᵢ|, |bᵢ|)) over the first `count` elements, and where it is.
///
/// NaN or ∞ as soon as an element of `e` or `b` is not finite. A zero error counts as zero whatever the scale.
func scaledMaximum(
  of e: [Double], between a: [Double], and b: [Double], relative: Double, absolute: [Double], count: Int
) -> (value: Double, index: Int) {
  precondition(min(e.count, a.count, b.count, absolute.count) >= count, "vectors of one length")
  let (errors, before, after, floor) = (e.span, a.span, b.span, absolute.span)
  var largest = (value: 0.0, index: 0)
  for i in 0..<count {
    let (error, end) = unsafe (abs(errors[unchecked: i]), after[unchecked: i])
    let scale = unsafe floor[unchecked: i] + relative * max(abs(before[unchecked: i]), abs(end))
    // The second term is zero, or NaN for an end state that is not finite.
    let ratio = (error == 0 ? 0 : error / scale) + (end - end)
    if !(ratio <= largest.value) { largest = (ratio, i) }
    if !ratio.isFinite { break }
  }
  return largest
}

/// Every element ← `value`.
func fill(_ vector: inout [Double], with value: Double) {
  var elements = vector.mutableSpan
  for i in 0..<elements.count { unsafe elements[unchecked: i] = value }
}

/// The elements, of `count` from `first` on, before and after which all are zero; counted from `first`.
func extent(_ x: [Double], at first: Int, count: Int) -> Range<Int> {
  precondition(first >= 0 && count >= 0 && x.count >= first + count, "a row within the vector")
  let elements = x.span
  var (start, end) = (0, count)
  while unsafe end > 0 && elements[unchecked: first &+ end &- 1] == 0 { end &-= 1 }
  while unsafe start < end && elements[unchecked: first &+ start] == 0 { start &+= 1 }
  return start..<end
}

/// `count` elements of `y` from `firstY` on += factor · those of `x` from `firstX` on.
func accumulate<Element: Scalar>(
  _ factor: Element, _ x: [Element], at firstX: Int, count: Int, to y: inout [Element], at firstY: Int
) {
  precondition(
    firstX >= 0 && firstY >= 0 && count >= 0 && x.count >= firstX + count && y.count >= firstY + count,
    "rows of one length")
  let source = x.span
  var target = y.mutableSpan
  for i in 0..<count {
    unsafe target[unchecked: firstY &+ i] = target[unchecked: firstY &+ i] + factor * source[unchecked: firstX &+ i]
  }
}

/// `count` ≤ 8 elements of `y` from `first` on += those of `x`.
@inline(__always)
func accumulate(_ x: SIMD8<Double>, count: Int, to y: inout [Double], at first: Int) {
  precondition(first >= 0 && count >= 0 && count <= 8 && y.count >= first + count, "room for the elements")
  var target = y.mutableSpan
  guard count >= 4 else {
    for i in 0..<count { unsafe target[unchecked: first &+ i] += x[i] }
    return
  }
  // Lanes that the compiler knows stay in registers.
  var bytes = unsafe target.mutableBytes
  let offset = first &* 8
  let sum = unsafe x.lowHalf + bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: SIMD4<Double>.self)
  unsafe bytes.storeBytes(of: sum, toUncheckedByteOffset: offset, as: SIMD4<Double>.self)
  if count > 4 { unsafe target[unchecked: first &+ 4] += x[4] }
  if count > 5 { unsafe target[unchecked: first &+ 5] += x[5] }
  if count > 6 { unsafe target[unchecked: first &+ 6] += x[6] }
  if count > 7 { unsafe target[unchecked: first &+ 7] += x[7] }
}

extension Double {
  package static func product(_ x: [Double], at firstX: Int, _ y: [Double], at firstY: Int, count: Int) -> Double {
    precondition(
      firstX >= 0 && firstY >= 0 && count >= 0 && x.count >= firstX + count && y.count >= firstY + count,
      "rows of one length")
    let (a, b) = (x.span, y.span)
    let (aBytes, bBytes) = unsafe (a.bytes, b.bytes)
    var sums = SIMD4<Double>.zero
    var i = 0
    while i &+ Block.width <= count {
      sums +=
        unsafe aBytes.unsafeLoadUnaligned(fromUncheckedByteOffset: (firstX &+ i) &* 8, as: SIMD4<Double>.self)
        * bBytes.unsafeLoadUnaligned(fromUncheckedByteOffset: (firstY &+ i) &* 8, as: SIMD4<Double>.self)
      i &+= Block.width
    }
    var sum = sums.sum()
    while i < count {
      unsafe sum += a[unchecked: firstX &+ i] * b[unchecked: firstY &+ i]
      i &+= 1
    }
    return sum
  }
}
