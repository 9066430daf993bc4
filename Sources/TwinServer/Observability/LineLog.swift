import Foundation
package import Logging
import Twin

/// Writes log lines to standard error: one JSON object each, or `level: event key=value`.
package struct LineLog: LogHandler {
  package var metadata: Logger.Metadata = [:]
  package var logLevel: Logger.Level = .info
  private let label: String
  private let isJSON: Bool

  package init(label: String, json isJSON: Bool) {
    self.label = label
    self.isJSON = isJSON
  }

  package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  package func log(event: LogEvent) {
    // The library's identifier repeats ours.
    let fields = metadata.merging(event.metadata ?? [:]) { $1 }.filter { $0.key != "hb.request.id" }
      .sorted { $0.key < $1.key }
    var line = ""
    if isJSON {
      var json = JSONWriter(indented: false)
      json.object { json in
        json.string("time", Date().ISO8601Format(.iso8601(timeZone: .gmt, includingFractionalSeconds: true)))
        json.string("level", event.level.rawValue)
        json.string("event", "\(event.message)")
        json.string("from", label)
        for (key, value) in fields { json.string(key, "\(value)") }
      }
      line = json.text
    } else {
      line = "\(event.level.rawValue): \(event.message)"
      for (key, value) in fields { line += " \(key)=\(Self.quoted("\(value)"))" }
    }
    FileHandle.standardError.write(Data((line + "\n").utf8))
  }

  private static func quoted(_ value: String) -> String {
    value.contains { $0 == " " || $0 == "\"" || $0.isNewline } || value.isEmpty ? JSONWriter.quoted(value) : value
  }
}
