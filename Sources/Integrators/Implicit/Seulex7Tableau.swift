import RealModule

/// Weights of ``Seulex7``: seven columns of one to seven equal substeps, and how they are laid out in four lanes.
///
///     round     1 2 3 4 5 6 7
///     lane 0    7 7 7 7 7 7 7      each entry is the column whose next substep is taken
///     lane 1    6 6 6 6 6 6 1
///     lane 2    5 5 5 5 5 2 2
///     lane 3    4 4 4 4 3 3 3
///
/// What a step needs is linear in the increments of the 28 substeps, so it is a list of weights, a ``Quad`` per round.
enum Seulex7Tableau {
  static let columns = 7
  static let substeps = columns * (columns + 1) / 2
  /// Derivatives at the end of a step that its interpolant takes from the columns.
  private static let derivatives = 6
  /// Degree of the interpolant, which also meets the start.
  static let degree = derivatives + 1

  /// 1/column of each lane at first, and after its change.
  static let parts = Quad(1 / 7.0, 1 / 6.0, 1 / 5.0, 1 / 4.0)
  static let laterParts = Quad(1 / 7.0, 1, 1 / 2.0, 1 / 3.0)

  /// Times of the ends of the substeps of each round, as parts of the step.
  static let nodes = (0..<columns).map { round in
    lanes { lane in
      let (column, substep) = place(round: round, lane: lane)
      return Double(substep) / Double(column)
    }
  }

  /// Weights of y₁ − y₀ = T₇₇ − y₀.
  static let final = weights { column, _ in extrapolation(of: column, from: 1) }
  /// Weights of the error estimate T₇₇ − T₇₆.
  static let error = weights { column, _ in
    extrapolation(of: column, from: 1) - (column > 1 ? extrapolation(of: column, from: 2) : 0)
  }

  /// Weights of the coefficients of θ¹ … θ⁷ of the interpolant, seven rounds each.
  ///
  /// With s = θ − 1 it is y₁ + Σ Dᵣ/r! sʳ + R s⁷, where Dᵣ = hʳ dʳy/dtʳ at the end, extrapolated from the backward
  /// differences of the columns, and R is such that it starts at y₀.
  static let interpolation: [Quad] = (1...degree).flatMap { power in
    weights { column, substep in
      let terms = (1..<degree).map { scaledDerivative($0, column: column, substep: substep) }
      return (terms + [rest(column: column, substep: substep)]).enumerated().reduce(0) { sum, term in
        let r = term.offset + 1
        return sum + (r < power ? 0 : alternation(r - power) * binomial(r, power) * term.element)
      }
    }
  }

  /// Weights of the largest distance within a step to the interpolant of one degree less, which is R s⁶ (1 + s).
  static let gap = weights { column, substep in
    let largest = Double.pow(6 / 7.0, 6) / 7
    return largest * rest(column: column, substep: substep)
  }

  /// Weight of one substep of a column in R.
  private static func rest(column: Int, substep: Int) -> Double {
    // −R s⁷ is what the other terms are off at the start, s = −1, where y₁ − y₀ is the sum of all of them.
    let terms = (1..<degree).map { alternation($0) * scaledDerivative($0, column: column, substep: substep) }
    return terms.reduce(extrapolation(of: column, from: 1), +)
  }

  /// Weight of one substep of a column in Dᵣ/r!.
  private static func scaledDerivative(_ r: Int, column: Int, substep: Int) -> Double {
    let back = column - substep
    guard column >= r, back < r else { return 0 }
    let difference = alternation(back) * binomial(r - 1, back)
    let factorial = (1...r).reduce(1) { $0 * Double($1) }
    return extrapolation(of: column, from: r) * Double.pow(Double(column), r) * difference / factorial
  }

  /// (−1)ⁿ
  private static func alternation(_ n: Int) -> Double { n.isMultiple(of: 2) ? 1 : -1 }

  /// Weight of a column in the value at step size zero of the polynomial through columns `first` … 7 in 1/column.
  private static func extrapolation(of column: Int, from first: Int) -> Double {
    (first...columns).reduce(1.0) { product, other in
      other == column ? product : product * Double(column) / Double(column - other)
    }
  }

  private static func binomial(_ n: Int, _ k: Int) -> Double {
    (0..<k).reduce(1.0) { $0 * Double(n - $1) / Double($1 + 1) }
  }

  /// The column that a lane works on in a round, and which of its substeps, from 1.
  private static func place(round: Int, lane: Int) -> (column: Int, substep: Int) {
    let column = columns - lane
    return round < column ? (column, round + 1) : (columns - column, round + 1 - column)
  }

  private static func weights(_ weight: (_ column: Int, _ substep: Int) -> Double) -> [Quad] {
    (0..<columns).map { round in
      lanes { lane in
        let (column, substep) = place(round: round, lane: lane)
        return weight(column, substep)
      }
    }
  }

  private static func lanes(_ value: (_ lane: Int) -> Double) -> Quad { Quad(value(0), value(1), value(2), value(3)) }
}
