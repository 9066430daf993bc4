import Twin

/// Writes metrics in the text format of Prometheus, version 0.0.4.
struct MetricPage {
  /// One number of a metric.
  struct Line {
    let suffix: String
    /// Upper bound of the bucket.
    var bound: Double?
    let value: Double
  }

  private let help: [String: String]
  private(set) var text = ""

  init(help: [String: String]) { self.help = help }

  /// Adds metrics of one type, by name and labels.
  mutating func add(_ series: [(MetricRegistry.Key, [Line])], type: String) {
    let sorted = series.sorted { Self.order($0.0) < Self.order($1.0) }
    var name = ""
    for (key, lines) in sorted {
      if key.name != name {
        name = key.name
        if let words = help[name] {
          text += "# HELP \(name) \(words.replacing("\\", with: "\\\\").replacing("\n", with: "\\n"))\n"
        }
        text += "# TYPE \(name) \(type)\n"
      }
      for line in lines { add(line, key) }
    }
  }

  private mutating func add(_ line: Line, _ key: MetricRegistry.Key) {
    var labels = key.labels.map { "\($0.name)=\"\(Self.escaped($0.value))\"" }
    if let bound = line.bound { labels.append("le=\"\(bound == .infinity ? "+Inf" : bound.shortestText)\"") }
    let braces = labels.isEmpty ? "" : "{\(labels.joined(separator: ","))}"
    text += "\(key.name)\(line.suffix)\(braces) \(line.value.shortestText)\n"
  }

  private static func escaped(_ value: String) -> String {
    value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
  }

  private static func order(_ key: MetricRegistry.Key) -> String {
    key.name + "\u{1}" + key.labels.map { "\($0.name)=\($0.value)" }.joined(separator: "\u{1}")
  }
}
