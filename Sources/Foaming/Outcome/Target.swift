/// A limit on a figure, with the margin inside which it is met but marginal.
struct Target {
  enum Bound {
    case atLeast(Double)
    case atMost(Double)
    case within(ClosedRange<Double>)
  }

  let bound: Bound
  /// Same unit as the bound.
  let margin: Double
  /// The target in words with its unit.
  let label: String

  /// Judges a value; one that is missing or not a number fails.
  func assess(_ value: Double?) -> Assessment {
    // Distance to the nearest limit, positive inside.
    let slack: Double =
      switch bound {
      case .atLeast(let limit): (value ?? .nan) - limit
      case .atMost(let limit): limit - (value ?? .nan)
      case .within(let range): min((value ?? .nan) - range.lowerBound, range.upperBound - (value ?? .nan))
      }
    let status: Assessment.Status = slack >= margin ? .pass : slack >= 0 ? .marginal : .fail
    return Assessment(status: status, target: label)
  }
}

/// Numbers as the targets' labels show them.
enum Shown {
  static func celsius(_ kelvin: Double) -> String { "\(rounded(kelvin - 273.15, 1)) °C" }
  static func bar(_ pascal: Double) -> String { "\(rounded(pascal / 1e5, 2)) bar" }
  static func percent(_ fraction: Double) -> String { "\(rounded(fraction * 100, 1)) %" }
  static func seconds(_ time: Double) -> String { "\(rounded(time, 1)) s" }
  static func density(_ value: Double) -> String { "\(rounded(value, 1)) kg/m³" }
  static func shore(_ value: Double) -> String { "\(rounded(value, 0)) Shore" }

  /// At most `digits` decimals, without a trailing `.0`.
  static func rounded(_ value: Double, _ digits: Int) -> String {
    guard value.isFinite, abs(value) < 1e15 else { return "\(value)" }
    let scale = (0..<digits).reduce(1.0) { factor, _ in factor * 10 }
    let rounded = (value * scale).rounded() / scale
    return rounded == rounded.rounded() ? "\(Int(rounded))" : "\(rounded)"
  }
}
