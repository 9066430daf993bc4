internal import RealModule

/// Turns scores into probabilities by one number, fitted where the scores were honest.
enum Temperature {
  /// softmax(scores / temperature)
  static func probabilities(_ scores: [Double], _ temperature: Double) -> [Double] {
    let largest = scores.max() ?? 0
    let shares = scores.map { Double.exp(($0 - largest) / temperature) }
    let sum = shares.reduce(0, +)
    return shares.map { $0 / sum }
  }

  /// The temperature of the smallest log loss, between 1e-3 and 1e5.
  static func fitted(_ scores: [[Double]], _ labels: [Int]) -> Double {
    guard !scores.isEmpty else { return 1 }
    func loss(_ exponent: Double) -> Double {
      let temperature = Double.exp(exponent)
      var sum = 0.0
      for (row, label) in zip(scores, labels) {
        let largest = row.max() ?? 0
        var total = 0.0
        for score in row { total += Double.exp((score - largest) / temperature) }
        // No single cycle may decide alone.
        sum += min(Double.log(total) - (row[label] - largest) / temperature, 20)
      }
      return sum
    }
    let grid = (0...36).map { -6.9 + 0.511 * Double($0) }
    let losses = grid.map(loss)
    let best = losses.indices.min { losses[$0] < losses[$1] } ?? 0
    let near = (-4...4).map { grid[best] + 0.12 * Double($0) }
    return Double.exp(near.min { loss($0) < loss($1) } ?? grid[best])
  }

  /// Geometric mean of temperatures; 1 of none.
  static func mean(_ temperatures: [Double]) -> Double {
    guard !temperatures.isEmpty else { return 1 }
    return Double.exp(temperatures.reduce(0) { $0 + Double.log($1) } / Double(temperatures.count))
  }

  /// Mean of several members' probabilities.
  static func vote(_ probabilities: [[Double]]) -> [Double] {
    guard var sum = probabilities.first else { return [] }
    for other in probabilities.dropFirst() { for index in sum.indices { sum[index] += other[index] } }
    return sum.map { $0 / Double(probabilities.count) }
  }

  /// Logarithms of probabilities, never of zero.
  static func logarithms(_ probabilities: [Double]) -> [Double] { probabilities.map { Double.log(max($0, 1e-12)) } }
}
