import CoreMetrics
import Hummingbird

/// `GET /metrics`: what the service counts, as Prometheus reads it.
struct MetricsRoute: Sendable {
  let metrics: MetricRegistry
  let queue: WorkQueue

  init(metrics: MetricRegistry, queue: WorkQueue) {
    self.metrics = metrics
    self.queue = queue
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
      return Response(
        status: .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
        body: ResponseBody(byteBuffer: ByteBuffer(string: metrics.text)))
    }
  }
}
