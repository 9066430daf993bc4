import Foundation
import Historian
import Plant
import Watch

/// `LatencyBenchmark FOLDER [SECONDS [SENSORS]]`: from the clock of a sensor to the alarm that is told, storage on.
///
/// Ten sources measure all their sensors at the tick of their clock and deliver them; in each delivery one sensor
/// crosses its limit. First 1,000 sensors at 10 Hz, then 10,000 at 1 Hz, or only as many as named: both are 10,000
/// samples a second. Processor time and memory are taken every tenth of the time; the medians of both halves show
/// whether they grow.
@main
struct LatencyBenchmark {
  static func main() async throws {
    let arguments = CommandLine.arguments
    guard arguments.count >= 2 else {
      FileHandle.standardError.write(Data("usage: LatencyBenchmark FOLDER [SECONDS [1000 | 10000]]\n".utf8))
      exit(2)
    }
    let seconds = arguments.count > 2 ? Double(arguments[2]) ?? 60 : 60
    let only = arguments.count > 3 ? Int(arguments[3]) : nil
    for (signals, rate) in [(1_000, 10.0), (10_000, 1.0)] where only == nil || only == signals {
      let folder = "\(arguments[1])/\(signals)"
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      let line = LatencyLine(signals: signals, rate: rate, sources: 10)
      try await line.run(seconds: seconds, folder: folder)
      fflush(nil)
    }
  }
}
