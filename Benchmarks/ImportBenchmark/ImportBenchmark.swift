import Acquisition
import Foundation
import Plant

/// Reads all shots of the benchmark's tables and prints rows per second and the largest memory used.
@main
struct ImportBenchmark {
  static func main() async throws {
    let arguments = CommandLine.arguments
    guard arguments.count == 3, let port = Int(arguments[1]) else {
      print("usage: ImportBenchmark PORT PASSWORD-FILE (see `make bench-import`)")
      return
    }
    let source = try SQLShotSource(
      try description(port: port, passwordFile: arguments[2]), folder: "", clock: .utc, environment: [:])
    let clock = ContinuousClock()
    let begin = clock.now
    var (shots, rows, pages) = (0, 0, 0)
    var sum = 0.0
    var cursor: ShotCursor?
    repeat {
      let page = try await source.page(ShotQuery(), after: cursor, limit: PageLimit(shots: 1_000))
      shots += page.shots.count
      pages += 1
      for series in page.shots.lazy.flatMap(\.series) {
        rows += series.time.count
        sum += series.columns[0].plainNumbers.reduce(0, +)
      }
      cursor = page.next
    } while cursor != nil
    let seconds = (clock.now - begin) / .seconds(1)
    print("source: \(Int(Double(rows) / seconds)) rows/s, \(Int(Double(shots) / seconds)) shots/s")
    print("  \(shots) shots, \(rows) rows, \(pages) pages, sum \(sum), peak memory \(peak()) MiB")
  }

  private static func description(port: Int, passwordFile: String) throws -> DatasourceDescription {
    let server = LogServer(
      engine: .postgresql, host: "127.0.0.1", port: port, database: "plant", user: "reader",
      password: .file(passwordFile), tls: TLSOptions(mode: .disable), timeout: 600)
    let names = ["bench_shots", "bench_series", "shot"].compactMap { SQLIdentifier($0) }
    return DatasourceDescription(
      id: "bench", name: "bench", connection: .server(server), timeZone: "UTC",
      shots: ShotTable(
        table: names[0],
        columns: [
          ColumnMapping(.id, column: "shot"), ColumnMapping(.start, column: "started"),
          ColumnMapping(.mold, column: "mold"),
          ColumnMapping(.condition(.polyolTemperature), column: "polyol", unit: "°C"),
        ]),
      series: [
        SeriesTable(
          table: names[1], key: names[2], time: TimeMapping(column: "t", form: .sinceStart(unit: "s")),
          form: .wide([
            SignalMapping(.coreTemperature, column: "core", unit: "°C"),
            SignalMapping(.pressure, column: "pressure", unit: "Pa"),
          ]))
      ])
  }

  /// Largest resident memory of this process [MiB].
  private static func peak() -> Int {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM") } ?? ""
    return (Int(line.filter(\.isNumber)) ?? 0) / 1_024
  }
}
