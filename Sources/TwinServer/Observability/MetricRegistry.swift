package import CoreMetrics
import Synchronization

/// The service's metrics, kept in the process and written out on request.
///
/// A backend of swift-metrics: libraries count through their usual handles. Names are those of Prometheus; a timer is a
/// histogram in seconds, a recorder a histogram of what it is given.
package final class MetricRegistry: MetricsFactory, Sendable {
  /// Upper bounds of the histograms' buckets [s], from 1 ms to 10 s.
  package static let bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
  /// Most label sets of one name; more are counted together, so that no caller can fill the memory.
  package static let seriesMaximum = 1000

  struct Key: Hashable, Sendable {
    let name: String
    let labels: [Label]
  }

  struct Label: Hashable, Sendable {
    let name: String
    let value: String
  }

  private struct State {
    var counters: [Key: CounterCell] = [:]
    var gauges: [Key: GaugeCell] = [:]
    var histograms: [Key: HistogramCell] = [:]
    var help: [String: String] = [:]
  }

  private let state = Mutex(State())

  package init() {}

  /// Says what a metric means.
  package func describe(_ name: String, _ text: String) { state.withLock { $0.help[name] = text } }

  package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
    counter(label, dimensions)
  }

  /// Takes over a total that is counted elsewhere; a lower one than before changes nothing.
  package func count(_ name: String, _ labels: [(String, String)] = [], total: Int) {
    counter(name, labels).raise(to: Int64(total))
  }

  /// Shows a number that goes up and down.
  package func show(_ name: String, _ labels: [(String, String)], _ value: Double) {
    gauge(name, labels).set(value)
  }

  /// Shows a number without labels that goes up and down.
  package func show(_ name: String, _ value: Double) { show(name, [], value) }

  private func counter(_ label: String, _ dimensions: [(String, String)]) -> CounterCell {
    state.withLock { state in
      let key = Self.key(label, dimensions, count: state.counters.count)
      let cell = state.counters[key] ?? CounterCell()
      state.counters[key] = cell
      return cell
    }
  }

  package func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
    if aggregate { return histogram(label, dimensions) }
    return gauge(label, dimensions)
  }

  package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
    gauge(label, dimensions)
  }

  package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
    histogram(label, dimensions)
  }

  package func destroyCounter(_ handler: any CounterHandler) {}
  package func destroyRecorder(_ handler: any RecorderHandler) {}
  package func destroyMeter(_ handler: any MeterHandler) {}
  package func destroyTimer(_ handler: any TimerHandler) {}

  private func gauge(_ label: String, _ dimensions: [(String, String)]) -> GaugeCell {
    state.withLock { state in
      let key = Self.key(label, dimensions, count: state.gauges.count)
      let cell = state.gauges[key] ?? GaugeCell()
      state.gauges[key] = cell
      return cell
    }
  }

  private func histogram(_ label: String, _ dimensions: [(String, String)]) -> HistogramCell {
    state.withLock { state in
      let key = Self.key(label, dimensions, count: state.histograms.count)
      let cell = state.histograms[key] ?? HistogramCell()
      state.histograms[key] = cell
      return cell
    }
  }

  private static func key(_ label: String, _ dimensions: [(String, String)], count: Int) -> Key {
    let labels = count < seriesMaximum ? dimensions.map { Label(name: $0.0, value: $0.1) } : []
    return Key(name: label, labels: labels.sorted { $0.name < $1.name })
  }

  /// Every metric as Prometheus reads it (text format 0.0.4).
  package var text: String {
    let (counters, gauges, histograms, help) = state.withLock { ($0.counters, $0.gauges, $0.histograms, $0.help) }
    var page = MetricPage(help: help)
    page.add(counters.map { ($0.key, [MetricPage.Line(suffix: "", value: Double($0.value.total))]) }, type: "counter")
    page.add(gauges.map { ($0.key, [MetricPage.Line(suffix: "", value: $0.value.current)]) }, type: "gauge")
    page.add(histograms.map { ($0.key, $0.value.lines) }, type: "histogram")
    return page.text
  }
}
