package import Learning

/// The document of a hydraulic model: everything but the trees, which stand in files of their own.
package enum HydraulicModelDocument {
  /// Name of the document in the model's folder.
  package static let file = "hydraulic-model.json"

  /// The document as JSON; `HydraulicModel` reads it back to the bit.
  package static func json(_ model: HydraulicModel) -> String {
    var json = JSONWriter()
    let record = model.record
    json.object { json in write(record, &json) }
    return json.text + "\n"
  }

  private static func write(_ record: HydraulicModel.Record, _ json: inout JSONWriter) {
    for (key, value) in record.members {
      write(key, value, &json)
    }
  }

  private static func write(_ key: String?, _ value: HydraulicModel.Record.Value, _ json: inout JSONWriter) {
    switch value {
    case .text(let text): json.string(key, text)
    case .whole(let number): json.integer(key, number)
    case .number(let number): json.number(key, number)
    case .numbers(let numbers): json.numbers(key, numbers)
    case .none: json.null(key)
    case .list(let list): json.array(key, list) { json, item in write(nil, item, &json) }
    case .record(let record): json.object(key) { json in write(record, &json) }
    }
  }
}
