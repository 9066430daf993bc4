import Learning

/// The words of a training's report.
enum TrainingWords {
  /// A number with four digits.
  static func number(_ value: Double) -> String { value.text(significant: 4) }

  /// An interval, or nothing.
  static func range(_ interval: ClosedRange<Double>?) -> String {
    interval.map { "\($0.lowerBound.text(significant: 3)) … \($0.upperBound.text(significant: 3))" } ?? ""
  }

  /// A metric's name for a person.
  static func name(_ metric: String) -> String {
    switch metric {
    case "rmse": "root mean square error"
    case "mae": "mean absolute error"
    case "bias": "mean error"
    case "r2": "explained share of variance"
    case "log_loss": "log loss"
    case "brier": "Brier score"
    case "calibration_error": "calibration error"
    case "roc_area": "area under ROC"
    case "average_precision": "average precision"
    case "accuracy": "accuracy"
    case "balanced_accuracy": "balanced accuracy"
    case "macro_f1": "macro F1"
    default: metric
    }
  }

  /// The unit of a metric.
  static func unit(_ metric: String?, _ model: TrainedModel) -> String {
    ["rmse", "mae", "bias"].contains(metric) ? model.card.target.unit : ""
  }

  /// Name and unit.
  static func title(_ metric: String, _ model: TrainedModel) -> String {
    let name = name(metric)
    let unit = unit(metric, model)
    return name.prefix(1).uppercased() + name.dropFirst() + (unit.isEmpty ? "" : " [\(unit)]")
  }

  static func method(_ calibration: ProbabilityCalibration) -> String {
    switch calibration {
    case .none: "none was better than none, or none was asked for"
    case .temperature(let temperature): "one temperature, \(number(temperature))"
    case .platt: "Platt's line of logits"
    case .isotonic: "isotonic"
    }
  }

  static func aboutMetrics(_ model: TrainedModel) -> String {
    let units = model.score.groups == nil ? "shots" : "groups of shots that belong together"
    return "\(model.score.count) test shots, on which nothing was chosen. Intervals: percentile bootstrap, drawing "
      + "\(units). " + (model.score.kind == .number ? "" : "Lower is better for log loss, Brier score and errors.")
  }

  /// What a reader should know before believing.
  static func doubts(_ model: TrainedModel) -> [String] {
    var lines: [String] = []
    let rows = model.training.rows
    if rows.leftOut > 0 {
      lines.append("\(rows.leftOut) rows were left out: their target is not known, or their class is too rare.")
    }
    if model.card.split.kind == "random" {
      lines.append("Rows were divided at random: shots of one day stand on both sides, which flatters.")
    }
    let loss = model.score.loss
    for baseline in model.baselines where baseline.score.loss <= loss {
      lines.append("It is no better than the baseline \(baseline.name) on the test shots.")
    }
    for bound in model.card.conformal?.bounds ?? [] where bound.group == nil {
      if let interval = bound.coverage?.interval, interval.upperBound < bound.level {
        lines.append(
          "Intervals of \((100 * bound.level).text(decimals: 0)) % covered fewer test shots than promised: "
            + "\((100 * (bound.coverage?.value ?? 0)).text(decimals: 1)) %. "
            + "Chance does that in one training of forty; else the test shots differ from the calibration shots."
        )
      }
    }
    return lines
  }
}
