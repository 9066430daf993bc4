/// What a half slab is at any place, from the middles of its cells.
///
/// A polynomial through six middles: the profile mirrors itself in the plane of symmetry, and at the wall it meets the
/// condition −∂v/∂ξ = Bi v where there is one. The wall itself is where the cells have it: the heat that flows through
/// the film flows through half a cell. Reading is of higher order than the cells are, so that errors are theirs.
struct SlabProfile {
  /// Boundaries of the cells: 0 at the plane of symmetry … 1 at the wall.
  let faces: [Double]
  /// Values of the middles less that of the wall, from the plane of symmetry on.
  let values: [Double]
  /// Biot number h L/k; `nil` where nothing is known of the slope at the wall.
  let biot: Double?

  /// - Parameter shares: thickness of each cell, of the whole.
  init(shares: [Double], values: [Double], biot: Double?) {
    var faces = [0.0]
    for share in shares { faces.append(faces[faces.count - 1] + share) }
    (self.faces, self.values, self.biot) = (faces, values, biot)
  }

  var mean: Double { values.indices.reduce(0) { $0 + (faces[$1 + 1] - faces[$1]) * values[$1] } }

  /// Value at a position from 0 to 1.
  func value(at position: Double) -> Double {
    let (count, points) = (values.count, 6)
    // Cells −1, −2 … are the mirror images of 0, 1 …
    func middle(_ i: Int) -> Double {
      i < 0 ? -middle(-1 - i) : 0.5 * (faces[i] + faces[i + 1])
    }
    let next = (0..<count).first { middle($0) >= position } ?? count
    let first = max(-count, min(next - points / 2, count - points))
    if position == 1, let biot { return values[count - 1] / (1 + biot * (1 - middle(count - 1))) }
    let isAtWall = first + points == count
    let width = middle(first + points - 1) - middle(first)
    var equations: [[Double]] = []
    let degree = points - (isAtWall && biot != nil ? 0 : 1)
    func powers(_ x: Double) -> [Double] {
      var row = [1.0]
      for i in 0..<degree { row.append(row[i] * x) }
      return row
    }
    for i in first..<(first + points) {
      let x = (middle(i) - position) / width
      equations.append(powers(x) + [values[i < 0 ? -1 - i : i]])
    }
    if isAtWall, let biot {
      let x = (1 - position) / width
      let row = powers(x)
      let slope = (0...degree).map { $0 == 0 ? 0 : Double($0) * row[$0 - 1] / width }
      equations.append((0...degree).map { slope[$0] + biot * row[$0] } + [0])
    }
    return Self.firstUnknown(equations)
  }

  /// The first unknown of linear equations, right sides last.
  private static func firstUnknown(_ equations: [[Double]]) -> Double {
    var rows = equations
    let n = rows.count
    // Elimination from the last unknown on leaves the first.
    for column in stride(from: n - 1, to: 0, by: -1) {
      let pivot = (0...column).max { abs(rows[$0][column]) < abs(rows[$1][column]) } ?? column
      rows.swapAt(pivot, column)
      for i in 0..<column {
        let factor = rows[i][column] / rows[column][column]
        for j in rows[i].indices { rows[i][j] -= factor * rows[column][j] }
      }
    }
    return rows[0][n] / rows[0][0]
  }
}
