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
}
