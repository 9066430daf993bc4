import Foaming
import Learning

extension StudyDocument {
  func writeSummary(_ summary: StudySummary, _ json: inout JSONWriter) {
    json.boolean("complete", summary.isComplete)
    json.object("shots") { json in
      json.integer("planned", summary.study.count)
      json.integer("done", summary.rows)
      json.integer("without_result", summary.failures)
      json.string("first_error", summary.firstFailure)
    }
    json.object("verdicts") { json in
      for verdict in [Simulation.Verdict.pass, .marginal, .fail] {
        Self.write(verdict.rawValue, summary.share(verdict), &json)
      }
    }
    json.object("statistics") { json in
      for (place, id) in summary.study.figures.enumerated() {
        json.object(id.rawValue) { json in
          Self.write(summary.figures[place], &json)
          json.integer("targets_missed", summary.figures[place].missed)
        }
      }
    }
    json.object("defects") { json in
      for kind in Defect.Kind.allCases {
        json.object(kind.rawValue) { json in
          let share = summary.share(kind)
          json.integer("found", share.hits)
          json.integer("watch", summary.defects[kind]?.watched ?? 0)
          json.integer("judged", share.count)
          json.number("probability", share.share)
          Self.write("confidence_95", share.interval, &json)
        }
      }
    }
    writeIndices(summary, &json)
  }

  private static func write(_ figure: StudySummary.Figure, _ json: inout JSONWriter) {
    let statistics = figure.statistics
    json.integer("count", statistics.count)
    json.number("mean", statistics.count > 0 ? statistics.mean : nil)
    json.number("standard_deviation", statistics.deviation)
    json.number("minimum", statistics.count > 0 ? statistics.minimum : nil)
    let names = ["quantile_5", "median", "quantile_95"]
    let quantiles = figure.sketch.quantiles([0.05, 0.5, 0.95])
    for (place, name) in names.enumerated() { json.number(name, place < quantiles.count ? quantiles[place] : nil) }
    json.number("maximum", statistics.count > 0 ? statistics.maximum : nil)
  }

  private func writeIndices(_ summary: StudySummary, _ json: inout JSONWriter) {
    guard let method = summary.study.sampling.indices else { return json.null("indices") }
    json.object("indices") { json in
      json.string("method", method.rawValue)
      json.object("figures") { json in
        for place in summary.mainPlaces {
          let id = summary.study.figures[place].rawValue
          if let indices = summary.sobolIndices(place) {
            json.array(id, Array(zip(summary.study.variations, indices.inputs))) { json, input in
              json.object { json in
                json.string("path", input.0.path)
                Self.write("first", input.1.first, &json)
                Self.write("total", input.1.total, &json)
              }
            }
          } else if let effects = summary.morrisEffects(place) {
            json.array(id, Array(zip(summary.study.variations, effects.inputs))) { json, input in
              json.object { json in
                json.string("path", input.0.path)
                Self.write("mu_star", input.1.magnitude, &json)
                json.number("mu", input.1.mean)
                json.number("sigma", input.1.deviation)
              }
            }
          }
        }
      }
    }
  }

  private static func write(_ key: String, _ estimate: Estimate, _ json: inout JSONWriter) {
    json.number(key, estimate.value)
    write(key + "_confidence_95", estimate.interval, &json)
  }

  private static func write(_ key: String, _ proportion: Proportion, _ json: inout JSONWriter) {
    json.object(key) { json in
      json.integer("count", proportion.hits)
      json.number("share", proportion.share)
      write("confidence_95", proportion.interval, &json)
    }
  }

  private static func write(_ key: String, _ interval: ClosedRange<Double>?, _ json: inout JSONWriter) {
    guard let interval else { return json.null(key) }
    json.numbers(key, [interval.lowerBound, interval.upperBound])
  }
}
