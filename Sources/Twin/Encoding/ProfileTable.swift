package import Foaming

/// The profile of a simulation as CSV: one column per recorded quantity, one row per output time.
package enum ProfileTable {
  /// The table; the header holds the raw values of ``Profile/Column``, which name the SI unit.
  package static func csv(_ profile: Profile) -> String {
    var csv = CSVWriter()
    let columns = profile.recorded
    csv.row(columns.map(\.rawValue))
    let values = columns.map { profile[$0] }
    for i in 0..<profile.count {
      csv.row(values.map { i < $0.count ? $0[i] : .nan })
    }
    return csv.text
  }

  /// The layers in long form: one row per time and layer, from the first wall to the second; `nil` without layers.
  ///
  /// Columns: `time_s`, `layer` from 1, `mass_share`, then the raw values of ``LayerProfile/Column``.
  package static func layersCSV(_ profile: Profile) -> String? {
    guard let layers = profile.layers else { return nil }
    var csv = CSVWriter()
    let columns = LayerProfile.Column.allCases
    csv.row(["time_s", "layer", "mass_share"] + columns.map(\.rawValue))
    let values = columns.map { layers[$0] }
    for (row, time) in profile[.time].prefix(layers.rows).enumerated() {
      for layer in 0..<layers.count {
        csv.row([time, Double(layer + 1), layers.shares[layer]] + values.map { $0[row * layers.count + layer] })
      }
    }
    return csv.text
  }
}
