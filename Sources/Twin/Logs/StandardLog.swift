package import Plant
package import Quantities

/// The standard form of a cleaned shot: one JSON object on one line, SI, each key naming its unit.
package enum StandardLog {
  /// Value of the key `schema` of every line.
  package static let schema = "pur-mold-twin/shot-record/1"

  /// The line of a shot, with its line end.
  package static func line(_ record: ShotRecord) -> String {
    var json = JSONWriter(indented: false)
    write(record, &json)
    return json.text + "\n"
  }

  /// Writes a shot as one JSON object.
  package static func write(_ record: ShotRecord, _ json: inout JSONWriter) {
    json.object { json in
      json.string("schema", schema)
      json.string("id", record.id)
      json.string("start", record.start.description)
      json.string("machine", record.machine)
      json.string("mold", record.mold)
      json.string("system", record.system)
      write("conditions", record.conditions, &json) { ($0.rawValue, $0.dimension) }
      json.object("quality") { json in
        json.string("status", record.quality.status?.rawValue)
        json.array("defects", record.quality.defects) { $0.string(nil, $1.rawValue) }
        write("figures", record.quality.figures, &json) { ($0.rawValue, $0.dimension) }
        json.string("remark", record.quality.remark)
      }
      json.array("series", record.series) { json, series in
        json.object { json in
          json.string("signal", series.signal.rawValue)
          json.numbers("time_s", series.times)
          json.numbers("value" + suffix(series.signal.dimension), series.values)
        }
      }
      json.object("metadata") { json in
        for (key, value) in record.metadata.sorted(by: { $0.key < $1.key }) { json.string(key, value) }
      }
    }
  }

  /// The SI unit as the end of a key: `_K`, `_kg_per_m3`; nothing for parts of one.
  package static func suffix(_ dimension: any Dimension.Type) -> String {
    var spelled = ""
    for letter in dimension.siSymbol.unicodeScalars {
      switch letter {
      case "/": spelled += "_per_"
      case "²": spelled += "2"
      case "³": spelled += "3"
      default: spelled.unicodeScalars.append(letter)
      }
    }
    return spelled.isEmpty ? "" : "_" + spelled
  }

  private static func write<Key>(
    _ name: String, _ readings: Readings<Key>, _ json: inout JSONWriter,
    _ describe: (Key) -> (name: String, dimension: any Dimension.Type)
  ) {
    json.object(name) { json in
      for (key, reading) in readings.all {
        let (name, dimension) = describe(key)
        if let value = reading.value { json.number(name + suffix(dimension), value) }
      }
      let missing = readings.all.compactMap { key, reading in reading.missingReason.map { (key, $0) } }
      guard !missing.isEmpty else { return }
      json.object("missing") { json in
        for (key, reason) in missing { json.string(describe(key).name, reason.rawValue) }
      }
    }
  }
}

extension Dimension {
  fileprivate static var siSymbol: String { units.first?.symbol ?? "" }
}
