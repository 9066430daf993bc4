import CoreMetrics
import Historian
import Plant
import TwinServer
import Watch

/// What a watch counts, as metrics: the way of samples, queues, the historian behind it, alarms.
struct WatchMetrics: WatchListener {
  /// Time from one stage to the next, of samples.
  private let wire, validation, storage, publication: Recorder
  /// And of steps of alarms.
  private let judgment, telling, whole: Recorder
  private let now: @Sendable () -> Instant

  init(_ metrics: MetricRegistry, now: @escaping @Sendable () -> Instant) {
    func stage(_ metric: String, _ name: String) -> Recorder {
      Recorder(label: metric, dimensions: [("stage", name)], aggregate: true, factory: metrics)
    }
    wire = stage("plant_stage_seconds", "wire")
    validation = stage("plant_stage_seconds", "validation")
    storage = stage("plant_stage_seconds", "storage")
    publication = stage("plant_stage_seconds", "publication")
    judgment = stage("alarm_stage_seconds", "judgment")
    telling = stage("alarm_stage_seconds", "publication")
    whole = stage("alarm_stage_seconds", "whole")
    self.now = now
    for (name, words) in Self.help { metrics.describe(name, words) }
  }

  func hear(_ event: WatchEvent) {
    switch event {
    case .accepted(let accepted):
      let published = now()
      for sample in accepted.samples {
        Self.record(wire, from: sample.time, to: sample.received)
        Self.record(validation, from: sample.received, to: accepted.validated)
      }
      Self.record(storage, from: accepted.validated, to: accepted.stored)
      Self.record(publication, from: accepted.stored, to: published)
    case .alarms(let steps):
      for stages in steps.compactMap({ $0.evidence?.stages }) {
        Self.record(judgment, from: stages.stored, to: stages.judged)
        Self.record(telling, from: stages.judged, to: stages.published)
        Self.record(whole, from: stages.sensed, to: stages.published)
      }
    case .quarantined, .store, .counts: break
    }
  }

  /// A stage that was not passed has no time; clocks that differ make none less than nothing.
  private static func record(_ recorder: Recorder, from start: Instant?, to end: Instant?) {
    guard let start, let end else { return }
    recorder.record(max(0, end.seconds(since: start)))
  }

  /// The part of a service that shows what the watch of a plant counts.
  func part(_ watched: WatchedPlant) -> ServicePart {
    let watch = watched.watch
    return ServicePart(collect: { metrics in
      let counts = await watch.counts
      Self.show(counts, on: metrics)
      Self.show(counts.store, counts.records, on: metrics)
      Self.show(await watch.alarms, on: metrics)
    })
  }

  private static func show(_ counts: WatchCounts, on metrics: MetricRegistry) {
    for (source, count) in counts.sources {
      metrics.count("plant_samples_received_total", [("source", source)], total: count.received)
      metrics.count("plant_samples_late_total", [("source", source)], total: count.late)
      for (verdict, total) in [
        ("passed", count.passed), ("duplicate", count.duplicates), ("quarantined", count.quarantined),
      ] {
        metrics.count("plant_samples_judged_total", [("source", source), ("verdict", verdict)], total: total)
      }
    }
    metrics.show("plant_queue_samples", Double(counts.queue.waiting))
    metrics.show("plant_queue_samples_limit", Double(counts.queue.bound))
    metrics.count("plant_queue_held_back_total", total: counts.queue.heldBack)
    metrics.show("review_entries_waiting", Double(counts.review.waiting))
    metrics.count("review_samples_unkept_total", total: counts.review.unkept)
    metrics.count("alarm_steps_total", total: counts.steps)
  }

  private static func show(
    _ store: SampleStoreCounters, _ records: RecordStoreCounters, on metrics: MetricRegistry
  ) {
    metrics.count("historian_samples_stored_total", total: store.stored)
    metrics.count("historian_samples_deduplicated_total", total: store.deduplicated)
    for reason in DropReason.allCases {
      metrics.count(
        "historian_samples_dropped_total", [("reason", reason.rawValue)], total: store.dropped[reason] ?? 0)
    }
    metrics.count("historian_samples_spooled_total", total: store.spooled)
    metrics.count("historian_samples_drained_total", total: store.drained)
    metrics.count("historian_failures_total", [("of", "samples")], total: store.failures)
    metrics.count("historian_failures_total", [("of", "records")], total: records.failures)
    metrics.show("historian_spool_samples", Double(store.inSpool))
    metrics.show("historian_spool_bytes", Double(store.spoolBytes))
    metrics.show("historian_queue_samples", Double(store.inQueue))
    metrics.count("historian_queue_held_back_total", total: store.heldBack)
    metrics.count("historian_records_written_total", total: records.written)
    metrics.count("historian_records_dropped_total", total: records.dropped)
    metrics.show("historian_records_waiting", Double(records.waiting))
  }

  private static func show(_ alarms: [(rule: AlarmRule, state: AlarmState)], on metrics: MetricRegistry) {
    var standing = Dictionary(uniqueKeysWithValues: AlarmPriority.allCases.map { ($0, 0) })
    for (rule, state) in alarms where state.stage.isAnnunciated { standing[rule.priority, default: 0] += 1 }
    for (priority, count) in standing {
      metrics.show("alarms_standing", [("priority", priority.rawValue)], Double(count))
    }
    metrics.show("alarms_unacknowledged", Double(alarms.count { $0.state.needsAcknowledgment }))
  }

  private static let help = [
    "plant_samples_received_total": "Samples that came from a source.",
    "plant_samples_late_total": "Samples that passed and were older than one before them.",
    "plant_samples_judged_total": "Samples by the verdict of validation.",
    "plant_queue_samples": "Samples in work or waiting in front of the watch.",
    "plant_queue_samples_limit": "Samples that may be there; sources wait when it is reached.",
    "plant_queue_held_back_total": "Deliveries that had to wait for room.",
    "plant_stage_seconds": "Time of a stage: from sensor to wire of a sample, then of its delivery.",
    "alarm_stage_seconds": "Time of a stage of an alarm's step; whole is from sensor to listener.",
    "alarm_steps_total": "Steps of alarms.",
    "alarms_standing": "Alarms that operators see, by priority.",
    "alarms_unacknowledged": "Alarms that somebody still has to acknowledge.",
    "review_entries_waiting": "Entries of the review queue that wait for a decision.",
    "review_samples_unkept_total": "Samples in quarantine that found no room in the review queue.",
    "historian_samples_stored_total": "Samples that the historian took.",
    "historian_samples_deduplicated_total": "Samples that the historian had.",
    "historian_samples_dropped_total": "Samples given up, by reason.",
    "historian_samples_spooled_total": "Samples put on the disk while the historian was away.",
    "historian_samples_drained_total": "Samples taken from there.",
    "historian_failures_total": "Times the historian did not take what it was given.",
    "historian_spool_samples": "Samples on the disk that wait for the historian.",
    "historian_spool_bytes": "Size of what waits on the disk.",
    "historian_queue_samples": "Samples that wait for the historian, or are being stored.",
    "historian_queue_held_back_total": "Batches that had to wait for room in that queue.",
    "historian_records_written_total": "Records of alarms and reviews that the historian took.",
    "historian_records_dropped_total": "Records given up.",
    "historian_records_waiting": "Records that wait for the historian.",
  ]
}
