import CoreMetrics
import Historian
import Hummingbird

/// `GET /metrics`: what the service counts, as Prometheus reads it.
struct MetricsRoute: Sendable {
  let metrics: MetricRegistry
  let queue: WorkQueue
  private let readiness: Readiness
  /// The account of the historian; `nil` for one that failed to tell it.
  private let ledger: Glance<SampleLedger?>?
  /// Look at what other parts count.
  private let collectors: [@Sendable (MetricRegistry) async -> Void]

  init(metrics: MetricRegistry, queue: WorkQueue, readiness: Readiness, _ parts: TwinService.Parts) {
    self.metrics = metrics
    self.queue = queue
    self.readiness = readiness
    ledger = parts.historian.map { historian in
      Glance(patience: .seconds(Readiness.patience)) { try? await historian.ledger() }
    }
    collectors = parts.added.map(\.collect)
    metrics.describe("service_ready", "Whether what the service needs is there, by its check: 1 or 0.")
    metrics.describe("ledger_samples", "Where the samples of a source went since the historian was made, by account.")
    metrics.describe("ledger_imbalance", "Samples of a source that are on no account; 0 when all is well.")
    metrics.describe("simulations_running", "Simulations being computed.")
    metrics.describe("simulations_waiting", "Requests that wait for a simulation.")
    metrics.describe("simulations_refused", "Requests refused because too many waited, since the start.")
  }

  var operation: Operation {
    Operation(
      .get, "/metrics", id: "metrics", summary: "Metrics for Prometheus", tag: "health", role: .viewer,
      answers: [.init(.ok, "the metrics", mediaType: "text/plain", schema: JSONSchema(.string))]
    ) { _ in
      let load = queue.load
      Meter(label: "simulations_running", factory: metrics).set(load.running)
      Meter(label: "simulations_waiting", factory: metrics).set(load.waiting)
      Meter(label: "simulations_refused", factory: metrics).set(load.refused)
      for check in await readiness.checks() {
        metrics.show("service_ready", [("check", check.name)], check.ready ? 1 : 0)
      }
      if let ledger = await ledger?() ?? nil { show(ledger) }
      for collect in collectors { await collect(metrics) }
      return Response(
        status: .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
        body: ResponseBody(byteBuffer: ByteBuffer(string: metrics.text)))
    }
  }

  private func show(_ ledger: SampleLedger) {
    for (source, account) in ledger.accounts {
      let counts = [
        ("received", account.received), ("stored", account.stored), ("quarantined", account.quarantined),
        ("deduplicated", account.deduplicated), ("dropped", account.droppedTotal), ("waiting", account.waiting),
      ]
      for (name, count) in counts {
        metrics.show("ledger_samples", [("source", source), ("account", name)], Double(count))
      }
      metrics.show("ledger_imbalance", [("source", source)], Double(account.imbalance))
    }
  }
}
