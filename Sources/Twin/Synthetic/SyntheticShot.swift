package import Foaming
package import Plant

/// A made-up shot: what was done, what the model makes of it, and what the plant's log shows of that.
package struct SyntheticShot: Sendable {
  /// A number as the log writes it.
  package struct Logged: Hashable, Sendable {
    /// Decimal text and unit.
    package let text: String
    package let unit: LogUnit

    /// The SI value that the text means.
    package var si: Double { unit.si(Double(text) ?? .nan) }
  }

  /// A series as the log writes it.
  package struct LoggedSeries: Hashable, Sendable {
    package let signal: ShotSignal
    package let unit: LogUnit
    package let times: [String]
    package let values: [String]
  }

  package let index: Int
  package let id: String
  package let start: Instant
  package let machine: String
  package let cause: SyntheticCause?
  /// The shot as it was made, drift included.
  package let scenario: Scenario
  /// What the model makes of it; its comparison and profile are those of the made shot, without noise.
  package let simulation: Simulation
  /// What the mold sensor shows too much [K].
  package let wallSensorError: Double
  package let conditions: [(condition: ShotCondition, value: Logged)]
  package let series: [LoggedSeries]
  package let status: QualityStatus
  package let defects: [DefectClass]
  package let figures: [(figure: QualityFigure, value: Logged)]

  /// The record that a flawless import makes of the log.
  package var record: ShotRecord {
    var record = ShotRecord(
      id: id, machine: machine, mold: scenario.mold.id, system: scenario.system, start: start)
    for (condition, value) in conditions { record.conditions[condition] = .value(value.si) }
    for (figure, value) in figures { record.quality.figures[figure] = .value(value.si) }
    record.quality.status = status
    record.quality.defects = defects
    record.series = series.compactMap { series in
      ShotSeries(
        signal: series.signal, times: series.times.map { Double($0) ?? .nan },
        values: series.values.map { series.unit.si(Double($0) ?? .nan) })
    }
    record.metadata = ["origin": "synthetic"]
    return record
  }
}
