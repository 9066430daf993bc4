import CoreMetrics
import Testing
import TwinServer

@Suite("Metrics read as Prometheus wants them")
struct MetricTests {
  @Test("Counters, gauges and histograms with labels, help and type")
  func page() {
    let metrics = MetricRegistry()
    metrics.describe("shots_total", "Shots so far.")
    let counter = Counter(label: "shots_total", dimensions: [("mold", #"a"b\c"#)], factory: metrics)
    counter.increment(by: 3)
    Counter(label: "shots_total", dimensions: [("mold", "d")], factory: metrics).increment()
    Meter(label: "load", dimensions: [], factory: metrics).set(2.5)
    let timer = Timer(label: "wait_seconds", dimensions: [], factory: metrics)
    for milliseconds in [1, 3, 20_000] { timer.recordNanoseconds(Int64(milliseconds) * 1_000_000) }
    let lines = metrics.text.split(separator: "\n").map(String.init)
    #expect(
      lines.prefix(6) == [
        "# HELP shots_total Shots so far.", "# TYPE shots_total counter", #"shots_total{mold="a\"b\\c"} 3"#,
        #"shots_total{mold="d"} 1"#, "# TYPE load gauge", "load 2.5",
      ])
    #expect(lines.contains(#"wait_seconds_bucket{le="0.001"} 1"#))
    #expect(lines.contains(#"wait_seconds_bucket{le="0.005"} 2"#))
    #expect(lines.contains(#"wait_seconds_bucket{le="10"} 2"#))
    #expect(lines.contains(#"wait_seconds_bucket{le="+Inf"} 3"#))
    #expect(lines.contains("wait_seconds_sum 20.004"))
    #expect(lines.contains("wait_seconds_count 3"))
  }

  @Test("A caller cannot fill the memory with labels")
  func bounded() {
    let metrics = MetricRegistry()
    for number in 0..<(2 * MetricRegistry.seriesMaximum) {
      Counter(label: "calls_total", dimensions: [("from", "\(number)")], factory: metrics).increment()
    }
    let series = metrics.text.split(separator: "\n").filter { $0.hasPrefix("calls_total") }
    #expect(series.count == MetricRegistry.seriesMaximum + 1)
    #expect(series.contains("calls_total \(MetricRegistry.seriesMaximum)"))
  }
}
