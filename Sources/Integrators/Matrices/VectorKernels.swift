/// Arithmetic on rows of doubles that are padded to whole blocks of four.
///
/// Together with ``LUFactorization`` this file holds every unchecked access of the target: a kernel checks the
/// lengths once and then runs without bounds checks, because these loops are most of a step's own cost.
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

/// result ← α x + β z + Σⱼ `coefficients[first + j]` rowⱼ, j = 0 ..< `terms`; lengths as above.
func combine(
  _ α: Double, _ x: [Double], _ β: Double, _ z: [Double], coefficients: [Double], from first: Int, terms: Int,
  rows: [Double], into result: inout [Double]
) {
  let length = result.count
  precondition(
    length % Block.width == 0 && x.count == length && z.count == length && rows.count >= terms * length
      && first >= 0 && coefficients.count >= first + terms, "rows of one padded length")
  let (xSpan, zSpan, rowSpan, weights) = (x.span, z.span, rows.span, coefficients.span)
  let (xBytes, zBytes, rowBytes) = unsafe (xSpan.bytes, zSpan.bytes, rowSpan.bytes)
  var resultSpan = result.mutableSpan
  var target = unsafe resultSpan.mutableBytes
  let rowStride = length &* 8
  var offset = 0
  while offset < rowStride {
    let xBlock = unsafe xBytes.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: SIMD4<Double>.self)
    let zBlock = unsafe zBytes.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: SIMD4<Double>.self)
    var sum = α * xBlock + β * zBlock
    var rowOffset = offset
    for j in 0..<terms {
      let c = unsafe weights[unchecked: first &+ j]
      sum += unsafe c * rowBytes.unsafeLoadUnaligned(fromUncheckedByteOffset: rowOffset, as: SIMD4<Double>.self)
      rowOffset &+= rowStride
    }
    unsafe target.storeBytes(of: sum, toUncheckedByteOffset: offset, as: SIMD4<Double>.self)
    offset &+= Block.bytes
  }
}

/// `rows` from `first` on ← `row`.
func copy(_ row: [Double], to rows: inout [Double], at first: Int) {
  precondition(first >= 0 && rows.count >= first + row.count, "room for the row")
  let source = row.span
  var target = rows.mutableSpan
  for i in 0..<source.count { unsafe target[unchecked: first &+ i] = source[unchecked: i] }
}

/// Elements `columns ..< count` of a row ← those of `source` + scale · `matrix` (elements 0 ..< `columns`).
///
/// - Parameters:
///   - row: index of the first element of the row in `rows`.
///   - matrix: shape (count, columns) row by row; its first `columns` rows are skipped.
func addProduct(
  _ scale: Double, _ matrix: [Double], columns: Int, count: Int, source: [Double], to rows: inout [Double], at row: Int
) {
  precondition(
    columns <= count && matrix.count == count * columns && source.count >= count && row >= 0
      && rows.count >= row + count, "a matrix of the shape of its vectors")
  let (elements, base) = (matrix.span, source.span)
  var target = rows.mutableSpan
  var element = columns &* columns
  for i in columns..<count {
    var sum = 0.0
    for j in 0..<columns { unsafe sum += elements[unchecked: element &+ j] * target[unchecked: row &+ j] }
    unsafe target[unchecked: row &+ i] = base[unchecked: i] + scale * sum
    element &+= columns
  }
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
