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
}
