// Arithmetic on rows of quads: a row per round of an extrapolation, an element per component. As in VectorKernels, a
// kernel checks the lengths once and then runs without bounds checks.

/// target[first + c] ← Σ over rounds and lanes of weight · element c of the row of the round, c = 0 ..< `count`.
///
/// - Parameters:
///   - rows: shape (7, components).
///   - weights: shape (sums, 7); the target has a row per sum, `stride` elements apart.
func weigh(
  _ rows: [Quad], first count: Int, weights: [Quad], into target: inout [Double], at first: Int, stride: Int = 0
) {
  let rounds = Seulex7Tableau.columns
  let (columns, powers) = (rows.count / rounds, weights.count / rounds)
  precondition(
    rows.count == rounds * columns && weights.count == powers * rounds && powers > 0 && first >= 0
      && 0...columns ~= count && stride >= 0 && target.count >= first + (powers - 1) * stride + count,
    "seven rows and as many weights each")
  let (x, w) = (rows.span, weights.span)
  var result = target.mutableSpan
  for c in 0..<count {
    let (x0, x1, x2) = unsafe (x[unchecked: c], x[unchecked: c &+ columns], x[unchecked: c &+ 2 &* columns])
    let (x3, x4) = unsafe (x[unchecked: c &+ 3 &* columns], x[unchecked: c &+ 4 &* columns])
    let (x5, x6) = unsafe (x[unchecked: c &+ 5 &* columns], x[unchecked: c &+ 6 &* columns])
    var (weight, place) = (0, first &+ c)
    for _ in 0..<powers {
      var early = unsafe w[unchecked: weight] * x0 + w[unchecked: weight &+ 1] * x1
      var late = unsafe w[unchecked: weight &+ 2] * x2 + w[unchecked: weight &+ 3] * x3
      early = unsafe early + w[unchecked: weight &+ 4] * x4
      late = unsafe late + w[unchecked: weight &+ 5] * x5
      unsafe result[unchecked: place] = (early + late + w[unchecked: weight &+ 6] * x6).sum
      weight &+= rounds
      place &+= stride
    }
  }
}

/// progress += the row that starts at `first`, states ← start + progress.
func advance(_ progress: inout [Quad], by rows: [Quad], at first: Int, _ states: inout [Quad], from start: [Double]) {
  let length = progress.count
  precondition(
    first >= 0 && rows.count >= first + length && states.count == length && start.count >= length, "rows of one length")
  let (row, base) = (rows.span, start.span)
  var sum = progress.mutableSpan
  var state = states.mutableSpan
  for c in 0..<length {
    let total = unsafe sum[unchecked: c] + row[unchecked: first &+ c]
    unsafe sum[unchecked: c] = total
    unsafe state[unchecked: c] = base[unchecked: c] + total
  }
}

/// target[i] ← what `take` makes of it and source[i].
@inline(__always)
func merge<Source, Target>(
  _ source: [Source], into target: inout [Target], _ take: (_ target: inout Target, _ source: Source) -> Void
) {
  precondition(source.count == target.count, "vectors of one length")
  let elements = source.span
  var result = target.mutableSpan
  for i in 0..<elements.count { unsafe take(&result[unchecked: i], elements[unchecked: i]) }
}
