import Plant
import Quantities

extension ShotWork {
  /// A hole this many times longer than the usual distance of two points is a gap.
  private static let gapRatio = 5.0

  /// What is wrong with the points of one column, counted, because a broken sensor breaks thousands of them.
  private struct PointFaults {
    var empty = 0
    var unreadable = 0
    var impossible = 0
    /// The first of the unreadable or impossible ones.
    var first: (row: Int, value: RawValue)?
  }

  /// The courses of all signals; of a signal stated twice the first counts.
  mutating func series(start: Instant?) -> [ShotSeries] {
    var found: [ShotSignal: ShotSeries] = [:]
    for part in parts {
      let source = assembly.sources[part.source]
      for raw in part.shot.series {
        if raw.isTruncated {
          findings.add(
            part.source, raw.origin, "", .truncated, .rejects, found: "more than \(ShotSeries.pointMaximum) rows",
            expected: "a series of one shot")
        }
        guard let meaning = source.description.meaning(of: raw) else {
          findings.add(
            part.source, raw.origin, "", .unmapped, .noted, found: "the column of times `\(raw.time.name)`",
            expected: "a series that the datasource describes")
          continue
        }
        let times = times(raw, meaning.time, part.source, start)
        for column in raw.columns {
          guard let mapping = meaning.signals.first(where: { $0.column == column.name }) else {
            findings.add(
              part.source, raw.origin, "", .unmapped, .noted, found: "the column `\(column.name)`",
              expected: "a column that the datasource describes")
            continue
          }
          guard let series = course(column, mapping, times, raw, part.source) else { continue }
          if found[mapping.signal] != nil {
            findings.add(
              part.source, raw.origin, mapping.signal.rawValue, .conflict, .noted, found: "the signal again",
              expected: "each signal once; the first is used")
          } else {
            found[mapping.signal] = series
          }
        }
      }
    }
    return ShotSignal.allCases.compactMap { found[$0] }
  }

  // MARK: Times

  /// Time of each row since the start [s]; NaN inside this file marks a row whose time cannot be used.
  private mutating func times(_ raw: RawSeries, _ mapping: TimeMapping, _ source: Int, _ start: Instant?) -> [Double] {
    var times = [Double](repeating: .nan, count: raw.time.count)
    switch mapping.form {
    case .clock:
      let clock = assembly.sources[source].clock
      guard let start else { return times }
      for row in 0..<raw.time.count {
        if let instant = StartReading(raw.time[row], clock: clock).instant {
          times[row] = instant.seconds(since: start)
        }
      }
    case .sinceStart(let mapped):
      let dimension = TimeSpanDimension.self
      if let stated = raw.time.unit, !LogUnit.isSame(stated, mapped, of: dimension), raw.time.name != "time" {
        findings.add(
          source, raw.origin, raw.time.name, .unitConflict, .repaired, found: "the unit \(stated)",
          expected: "\(mapped), as the mapping says")
        return times
      }
      guard let unit = LogUnit(raw.time.unit ?? mapped, of: dimension) else {
        findings.add(
          source, raw.origin, raw.time.name, .unitUnknown, .repaired, found: "the unit \(raw.time.unit ?? mapped)",
          expected: "one of \(LogUnit.symbols(of: dimension).joined(separator: ", "))")
        return times
      }
      for row in 0..<raw.time.count {
        if case .number(let number) = raw.time[row] { times[row] = unit.si(number) }
      }
    }
    check(&times, raw, source)
    return times
  }

  /// Marks times that are unreadable, impossible or run backward, and says so once for each kind.
  private mutating func check(_ times: inout [Double], _ raw: RawSeries, _ source: Int) {
    // A shot is over within a day; a minute before its start the sensors may already be recorded.
    let range = -60.0...86_400.0
    var unreadable: (count: Int, row: Int)?
    var backward: (count: Int, row: Int)?
    var latest = -Double.infinity
    for row in times.indices {
      if !range.contains(times[row]) {
        times[row] = .nan
        unreadable = ((unreadable?.count ?? 0) + 1, unreadable?.row ?? row)
      } else if times[row] <= latest {
        times[row] = .nan
        backward = ((backward?.count ?? 0) + 1, backward?.row ?? row)
      } else {
        latest = times[row]
      }
    }
    if let unreadable {
      findings.add(
        source, raw.origin, raw.time.name, .clock, .repaired,
        found: "\(unreadable.count) rows with an unusable time, the first \(raw.time[unreadable.row].summary) in row "
          + "\(unreadable.row + 1)",
        expected: "times from a minute before the start to a day behind it")
    }
    if let backward {
      findings.add(
        source, raw.origin, raw.time.name, .clock, .repaired,
        found: "\(backward.count) rows where time stands or runs backward, the first in row \(backward.row + 1)",
        expected: "rising times")
    }
    reportHoles(times, raw, source)
  }

  private mutating func reportHoles(_ times: [Double], _ raw: RawSeries, _ source: Int) {
    let good = times.filter { !$0.isNaN }
    guard good.count > 10 else { return }
    let steps = zip(good.dropFirst(), good).map { $0 - $1 }
    let usual = steps.sorted()[steps.count / 2]
    let holes = steps.indices.filter { steps[$0] > Self.gapRatio * usual }
    guard let first = holes.first else { return }
    findings.add(
      source, raw.origin, raw.time.name, .gap, .noted,
      found: "\(holes.count) holes, the first of \(steps[first].shortestText) s at \(good[first].shortestText) s",
      expected: "a row every \(usual.shortestText) s")
  }

  // MARK: Values

  private mutating func course(
    _ column: RawColumn, _ mapping: SignalMapping, _ times: [Double], _ raw: RawSeries, _ source: Int
  ) -> ShotSeries? {
    let (signal, dimension) = (mapping.signal, mapping.signal.dimension)
    let hasMappedUnit = !mapping.unit.isEmpty
    if let stated = column.unit, hasMappedUnit, !LogUnit.isSame(stated, mapping.unit, of: dimension) {
      findings.add(
        source, raw.origin, signal.rawValue, .unitConflict, .repaired, found: "the unit \(stated)",
        expected: "\(mapping.unit), as the mapping says")
      return nil
    }
    let symbol = column.unit ?? mapping.unit
    guard let unit = LogUnit(symbol, of: dimension) else {
      findings.add(
        source, raw.origin, signal.rawValue, .unitUnknown, .repaired,
        found: symbol.isEmpty ? "no unit" : "the unit \(symbol)",
        expected: "one of \(LogUnit.symbols(of: dimension).joined(separator: ", "))")
      return nil
    }
    var faults = PointFaults()
    var kept: (times: [Double], values: [Double]) = ([], [])
    kept.times.reserveCapacity(times.count)
    kept.values.reserveCapacity(times.count)
    let range = signal.range
    for row in 0..<column.count where !times[row].isNaN {
      switch column[row] {
      case .null: faults.empty += 1
      case .number(let number) where range.contains(unit.si(number)):
        kept.times.append(times[row])
        kept.values.append(unit.si(number))
      case .number(let number):
        faults.impossible += 1
        faults.first = faults.first ?? (row, .number(number))
      case .text(let text):
        if Self.isUndefined(text) { faults.impossible += 1 } else { faults.unreadable += 1 }
        faults.first = faults.first ?? (row, .text(text))
      }
    }
    report(faults, of: signal, raw, source)
    guard !kept.times.isEmpty else {
      findings.add(
        source, raw.origin, signal.rawValue, .gap, .noted, found: "no usable row", expected: "a \(dimension.name)")
      return nil
    }
    return ShotSeries(signal: signal, times: kept.times, values: kept.values)
  }

  private mutating func report(_ faults: PointFaults, of signal: ShotSignal, _ raw: RawSeries, _ source: Int) {
    let dimension = signal.dimension
    if faults.empty > 0 {
      findings.add(
        source, raw.origin, signal.rawValue, .gap, .noted, found: "\(faults.empty) of \(raw.time.count) rows empty",
        expected: "a \(dimension.name) in each")
    }
    let first = faults.first.map { ", the first \($0.value.summary) in row \($0.row + 1)" } ?? ""
    if faults.unreadable > 0 {
      findings.add(
        source, raw.origin, signal.rawValue, .unreadable, .repaired, found: "\(faults.unreadable) rows" + first,
        expected: "a \(dimension.name)")
    }
    if faults.impossible > 0 {
      findings.add(
        source, raw.origin, signal.rawValue, .impossible, .repaired, found: "\(faults.impossible) rows" + first,
        expected: "\(dimension.name) \(dimension.text(ofSI: signal.range))")
    }
  }
}

extension DatasourceDescription {
  /// What the columns of a series mean: by the name of its table, or of its column of times.
  fileprivate func meaning(of raw: RawSeries) -> (time: TimeMapping, signals: [SignalMapping])? {
    let table = series.first { meaning in
      meaning.table.map { $0.description == raw.name } ?? (meaning.time.column == raw.time.name)
    }
    return table.map { table in
      switch table.form {
      case .wide(let signals): (table.time, signals)
      case .long(_, _, let tags): (table.time, tags)
      }
    }
  }
}
