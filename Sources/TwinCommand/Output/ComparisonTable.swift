import Foaming
import Twin

/// Measured against simulated, one line per curve.
enum ComparisonTable {
  /// Empty when the scenario carries no measurement.
  static func text(_ simulation: Simulation) -> String {
    guard let comparison = simulation.comparison, !comparison.curves.isEmpty else { return "" }
    var table = TextTable("Curve", "Points", "Root mean square", "Largest", "Highest, measured | simulated", "Last")
    for curve in comparison.curves {
      let form = Display.form(curve.column)
      let pair = { (measured: Double?, simulated: Double?) in
        "\(measured.map(form.number) ?? "–") | \(simulated.map(form.text(si:)) ?? "–")"
      }
      table.row(
        curve.column.label, "\(curve.times.count)", form.step(si: curve.rootMeanSquare), form.step(si: curve.largest),
        pair(curve.measured.max(), curve.simulated.max()), pair(curve.measured.last, curve.simulated.last))
    }
    return "\nSimulated minus measured (\(comparison.source))\n" + table.text
  }
}
