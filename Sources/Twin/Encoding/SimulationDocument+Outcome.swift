import Foaming

extension SimulationDocument {
  /// Every figure of the vocabulary, so that readers find each key; a figure not computed has no value and says so.
  func writeFigures(_ json: inout JSONWriter) {
    json.object("key_figures") { json in
      for id in KeyFigureID.allCases {
        let figure = run.figure(id) ?? KeyFigure(id, nil, note: "not computed")
        let value = figure.value.flatMap { $0.isFinite ? $0 : nil }
        let form = Display.form(id)
        json.object(id.rawValue) { json in
          json.string("label", id.label)
          json.number("value", figure.value)
          json.string("unit", id.unit)
          json.number("display_value", value.map(form.value))
          json.string("display_unit", form.unit)
          json.string("display", value.map(form.text))
          json.string("target", figure.assessment?.target)
          json.string("status", figure.assessment?.status.rawValue)
          json.string("note", figure.value != nil && value == nil ? "not a finite number" : figure.note)
        }
      }
    }
  }

  func writeMilestones(_ json: inout JSONWriter) {
    json.array("milestones", run.milestones) { json, milestone in
      json.object { json in
        json.string("kind", milestone.kind.rawValue)
        json.number("time_s", milestone.time)
        json.string("label", milestone.label)
      }
    }
  }

  func writeDemold(_ json: inout JSONWriter) {
    json.object("demold") { json in
      json.number("recommended_s", run.demold.recommended)
      if let window = run.demold.window {
        json.numbers("window_s", [window.lowerBound, window.upperBound])
      } else {
        json.null("window_s")
      }
      writeIntervals("intervals_s", run.demold.intervals, &json)
      json.number("horizon_s", run.demold.horizon)
      json.array("criteria", run.demold.criteria) { json, criterion in
        json.object { json in
          json.string("label", criterion.label)
          writeIntervals("satisfied_s", criterion.satisfied, &json)
        }
      }
      json.strings("never_satisfied", run.demold.neverSatisfied.map(\.label))
    }
  }

  func writeDefects(_ json: inout JSONWriter) {
    json.array("defects", run.defects) { json, defect in
      json.object { json in
        json.string("kind", defect.kind.rawValue)
        json.string("label", defect.label)
        json.string("severity", defect.severity.rawValue)
        json.string("finding", defect.finding)
        json.string("reason", defect.reason)
        json.string("remedy", defect.remedy)
        json.string("evidence", defect.evidence.rawValue)
      }
    }
  }

  func writeAudit(_ json: inout JSONWriter) {
    json.object("audit") { json in
      json.boolean("holds", run.audit.holds)
      json.array("balances", run.audit.balances) { json, balance in
        json.object { json in
          json.string("name", balance.name)
          json.number("residual", balance.residual)
          json.number("limit", balance.limit)
          json.number("time_s", balance.time)
          json.boolean("holds", balance.holds)
        }
      }
    }
  }

  func writeComparison(_ json: inout JSONWriter) {
    guard let comparison = run.comparison else { return json.null("comparison") }
    json.object("comparison") { json in
      json.string("source", comparison.source)
      json.array("curves", comparison.curves) { json, curve in
        json.object { json in
          json.string("column", curve.column.rawValue)
          json.integer("points", curve.times.count)
          json.number("root_mean_square", curve.rootMeanSquare)
          json.number("largest", curve.largest)
          json.numbers("time_s", curve.times)
          json.numbers("measured", curve.measured)
          json.numbers("simulated", curve.simulated)
        }
      }
    }
  }

  private func writeIntervals(_ key: String, _ intervals: [ClosedRange<Double>], _ json: inout JSONWriter) {
    json.array(key, intervals) { $0.numbers(nil, [$1.lowerBound, $1.upperBound]) }
  }
}
