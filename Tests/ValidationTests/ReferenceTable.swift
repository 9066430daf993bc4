import Foundation
import Testing

/// A CSV fixture: header and rows of numbers.
struct ReferenceTable {
  let header: [String]
  let rows: [[Double]]

  init(_ name: String) throws {
    let url = try #require(Bundle.module.url(forResource: name, withExtension: "csv", subdirectory: "Fixtures"))
    let lines = try String(contentsOf: url, encoding: .utf8).split(whereSeparator: \.isNewline)
    header = lines[0].split(separator: ",").map(String.init)
    rows = try lines.dropFirst().map { line in
      try line.split(separator: ",").map { try #require(Double($0.trimmingCharacters(in: .whitespaces))) }
    }
  }

  var times: [Double] { rows.map { $0[0] } }

  /// Largest |value| of each column: the scale of its errors.
  var scales: [Double] {
    header.indices.map { column in rows.map { abs($0[column]) }.max() ?? 0 }
  }

  /// Largest deviation of each column after the time, relative to its scale; columns of zeros count absolutely.
  func deviations(_ row: (_ time: Double) throws -> [Double]) rethrows -> [Double] {
    let scales = scales.map { $0 > 0 ? $0 : 1 }
    var worst = Array(repeating: 0.0, count: scales.count - 1)
    for reference in rows {
      for (column, value) in try row(reference[0]).enumerated() {
        let deviation = abs(value - reference[column + 1]) / scales[column + 1]
        if !(deviation <= worst[column]) { worst[column] = deviation }
      }
    }
    return worst
  }
}
