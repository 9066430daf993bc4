package import Learning

/// Signals and settings of one recording, read from texts and joined.
package struct HydraulicSources {
  /// One file that was read.
  package struct Source: Hashable, Sendable {
    package var name: String
    package var cycles: Int
  }

  private var means: [HydraulicSensor: [[Double]]] = [:]
  private var sources: [HydraulicSensor: Source] = [:]
  private var labels: [HydraulicLabels]?
  private var profile: Source?

  /// Nothing read yet.
  package init() {}

  /// Reads the text of a signal.
  package mutating func read(_ sensor: HydraulicSensor, _ bytes: [UInt8], file: String) throws(FileErrors) {
    let cycles = try SignalText.means(bytes, sensor, file: file)
    means[sensor] = cycles
    sources[sensor] = Source(name: file, cycles: cycles.count)
  }

  /// Takes a signal that was read elsewhere.
  package mutating func take(_ sensor: HydraulicSensor, _ cycles: [[Double]], file: String) {
    means[sensor] = cycles
    sources[sensor] = Source(name: file, cycles: cycles.count)
  }

  /// Reads what was set.
  package mutating func readProfile(_ bytes: [UInt8], file: String) throws(FileErrors) {
    let read = try ProfileText.labels(bytes, file: file)
    labels = read
    profile = Source(name: file, cycles: read.count)
  }

  /// The cycles, with what was set where it is known.
  ///
  /// - Throws: `FileErrors` where files have different numbers of cycles.
  package func cycles() throws(FileErrors) -> (cycles: [HydraulicCycle], labels: [HydraulicLabels]?) {
    let all = HydraulicSensor.allCases.compactMap { sources[$0] } + (profile.map { [$0] } ?? [])
    guard let first = all.first else {
      throw FileErrors(FileError(.commandLine, found: "no signal", expected: "a file of each signal"))
    }
    if let other = all.first(where: { $0.cycles != first.cycles }) {
      throw FileErrors(
        FileError(
          .file(other.name, line: min(other.cycles, first.cycles) + 1), found: "\(other.cycles) cycles",
          expected: "\(first.cycles), as \(first.name) has", remedy: "line i of every file is cycle i"))
    }
    let cycles = (0..<first.cycles).map { index in
      HydraulicCycle(number: index, means: means.mapValues { $0[index] })
    }
    return (cycles, labels)
  }
}
