import Foundation
import Plant

/// Makes samples of the named fields of a row.
///
/// `value` is in the unit of the source, scaled as its signal says; `number` is SI, `whole`, `flag` and `text` are as
/// they are. The arrival is `received`, or the time itself.
struct ReplayFields {
  /// Signals by name.
  let places: [String: SignalIndex]
  private let plant: PlantDescription
  private let reading: SampleReading

  init(_ plant: PlantDescription) {
    self.plant = plant
    places = Dictionary(zip(plant.signals.map(\.id.rawValue), plant.indices)) { first, _ in first }
    reading = SampleReading(plant, clock: nil, timeUnit: "s")
  }

  /// A row with a column for each signal behind the time.
  func row(_ row: CSVReader.Row, _ signals: [(name: String, place: SignalIndex?)]) -> ReplayFile.Row {
    var result = ReplayFile.Row()
    guard let cell = row.cells.first, let at = reading.instant(.text(cell)) else {
      return fault(row.line, 1, row.cells.first ?? "nothing", "a time with its zone")
    }
    for (column, cell) in row.cells.dropFirst().enumerated() where column < signals.count && !cell.isEmpty {
      guard let place = signals[column].place else {
        result.unknown.append(signals[column].name)
        continue
      }
      guard let value = reading.value(.text(cell), of: plant[place]) else {
        if result.fault == nil { result.fault = fault(row.line, column + 2, cell, kind(plant[place])).fault }
        continue
      }
      result.samples.append(Sample(place, at: at, received: at, value: value))
    }
    return result
  }

  /// A line of JSON.
  func row(_ line: [UInt8], line number: Int) -> ReplayFile.Row {
    guard let object = try? JSONSerialization.jsonObject(with: Data(line)) as? [String: Any] else {
      return fault(number, 1, "a line that is none", "an object of JSON")
    }
    var fields: [String: String] = [:]
    for (key, value) in object {
      switch value {
      case let text as String: fields[key] = text
      case let number as NSNumber: fields[key] = "\(number)"
      default: break
      }
    }
    return row(fields, line: number)
  }

  /// A row by the names of its fields; an empty one is not there.
  func row(_ fields: [String: String], line: Int) -> ReplayFile.Row {
    func field(_ name: String) -> String? { fields[name].flatMap { $0.isEmpty ? nil : $0 } }
    guard let name = field("signal") else { return fault(line, 1, "no signal", "the name of a signal") }
    guard let place = places[name] else { return ReplayFile.Row(unknown: [name]) }
    guard let at = reading.instant(.text(field("time") ?? "")) else {
      return fault(line, 1, "time \(field("time") ?? "")", "a time with its zone, or seconds since 1970")
    }
    let received = field("received").flatMap { reading.instant(.text($0)) } ?? at
    let sequence = field("sequence").map { UInt16($0) } ?? 0
    guard let sequence, let quality = quality(field("quality"), field("reason")) else {
      return fault(line, 1, "quality \(field("quality") ?? "") \(field("reason") ?? "")", "good, uncertain or bad")
    }
    let written = value(field, of: plant[place])
    guard let value = written else {
      if ["value", "number", "whole", "flag", "text"].contains(where: { field($0) != nil }) {
        return fault(line, 1, "a value of another kind", kind(plant[place]))
      }
      guard case .bad(let reason) = quality else {
        return ReplayFile.Row(
          samples: [Sample(place, at: at, received: received, missing: .unusable, sequence: sequence)])
      }
      return ReplayFile.Row(samples: [Sample(place, at: at, received: received, missing: reason, sequence: sequence)])
    }
    return ReplayFile.Row(
      samples: [Sample(place, at: at, received: received, value: value, quality: quality, sequence: sequence)])
  }

  private func value(_ field: (String) -> String?, of signal: SignalDescription) -> SampleValue? {
    if let text = field("value") { return reading.value(.text(text), of: signal) }
    switch signal.type {
    case .number: return field("number").flatMap { PlainNumber.read($0) }.map { .number($0) }
    case .whole: return field("whole").flatMap { Int64($0) }.map { .whole($0) }
    case .flag: return field("flag").flatMap { reading.value(.text($0), of: signal) }
    case .text:
      // An empty text is a value unless the row says that there is none.
      if let text = field("text") { return .text(text) }
      return field("quality") == "good" && field("value") == nil ? .text("") : nil
    }
  }

  private func quality(_ level: String?, _ reason: String?) -> SampleQuality? {
    let known = reason.flatMap { code in SampleReason.allCases.first { $0.code == code } }
    switch SampleReading.level(level.map { .text($0) } ?? .null) {
    case 0: return .good
    case 1: return .uncertain(known ?? .doubted)
    case 2: return .bad(known ?? .unusable)
    default: return nil
    }
  }

  private func kind(_ signal: SignalDescription) -> String { "a \(signal.type.rawValue) for \(signal.id)" }

  private func fault(_ line: Int, _ column: Int, _ found: String, _ expected: String) -> ReplayFile.Row {
    ReplayFile.Row(
      fault: CSVReader.Fault(line: line, column: column, found: String(found.prefix(80)), expected: expected))
  }
}
