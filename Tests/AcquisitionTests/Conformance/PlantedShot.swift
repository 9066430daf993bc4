import Acquisition
import Foundation
import Plant
import Testing
import Twin

/// A shot that a test puts into a source, in the words of a plant: what every source must give back.
struct PlantedShot: Hashable, Sendable {
  var id: String
  /// `nil` for a shot whose start cannot be read.
  var start: Instant?
  var mold: String?
  var system: String?
  var status: QualityStatus?
  /// Temperature of the polyol [°C].
  var polyolTemperature: Double?
  /// Times since the start [s] and core temperatures [°C].
  var series: [(time: Double, temperature: Double)] = []

  static func == (lhs: PlantedShot, rhs: PlantedShot) -> Bool { lhs.id == rhs.id && lhs.start == rhs.start }
  func hash(into hasher: inout Hasher) { hasher.combine(id) }

  var key: ShotKey { ShotKey(start: start, id: id) }

  /// A small plant: two molds, two systems, three verdicts, starts a minute apart, three of them at once.
  static func plant(_ count: Int = 24, points: Int = 3) -> [PlantedShot] {
    let first: Int64 = 1_772_348_400_000_000
    return (0..<count).map { index in
      let minute = index / 3 == 2 ? 6 : index
      return PlantedShot(
        id: "S-\(1000 + (index * 7) % count)", start: Instant(microseconds: first + Int64(minute) * 60_000_000),
        mold: index % 2 == 0 ? "car-seat" : "panel", system: index % 3 == 0 ? "system-r1" : "system-m1",
        status: QualityStatus.allCases[index % 3], polyolTemperature: 20 + Double(index) / 4,
        series: (0..<points).map { (Double($0) * 0.5, 25 + Double($0) * 1.25) })
    }
  }
}

/// A kind of source under test: how to fill one and open it.
///
/// To hold another source to the contract, add it to ``all``.
struct SourceUnderTest: Sendable, CustomTestStringConvertible {
  let name: String
  /// What the fields of the source mean.
  let descriptionText: String
  /// False for a source that cannot hold two shots with one identifier.
  var holdsDuplicates = true
  /// False for a source whose starts cannot be missing.
  var holdsShotsWithoutStart = true
  /// Fills a new source with shots, in the order given, and hands it over while it lives; `reopen` opens it anew.
  let with:
    @Sendable (
      _ shots: [PlantedShot],
      _ body: (_ reopen: @escaping @Sendable () async throws -> any ProcessLogSource) async throws -> Void
    ) async throws -> Void

  var testDescription: String { name }

  var description: DatasourceDescription {
    get throws { try DatasourceDescription.read(descriptionText, file: "\(name).yaml") }
  }
}
