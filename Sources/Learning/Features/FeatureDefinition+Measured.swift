internal import Plant

extension FeatureDefinition {
  /// Where maxima and events are looked for: five minutes hold the reaction of every system of the catalog.
  static let whole = FeatureWindow(0, 300)
  /// The first minute and the first two, as the earlier project had them.
  static let minute = FeatureWindow(0, 60)
  static let twoMinutes = FeatureWindow(0, 120)

  private typealias Figure = @Sendable (WindowedSeries) throws(WindowedSeries.Missing) -> Double

  /// What was recorded while the shot foamed.
  static let measured: [FeatureDefinition] = [
    measured(
      "core_temperature_start", .coreTemperature, "K", "first value", minute, []
    ) { try $0.maximum().value - $0.rise() },
    measured(
      "core_temperature_maximum", .coreTemperature, "K", "largest value", whole, [], former: "meas_T_core_max_C"
    ) { try $0.maximum().value },
    measured(
      "core_temperature_maximum_time", .coreTemperature, "s", "time of the first largest value", whole, [],
      former: "meas_T_core_t_at_max_s"
    ) { try $0.maximum().time },
    measured(
      "core_temperature_mean", .coreTemperature, "K", "mean over time, values joined by lines", twoMinutes,
      [.gapInSeries], former: "meas_T_core_avg_0_120_C"
    ) { try $0.mean() },
    measured(
      "core_temperature_slope", .coreTemperature, "K/s", "slope by least squares", minute, [.gapInSeries],
      former: "meas_T_core_slope_0_60_C_per_s"
    ) { try $0.slope() },
    measured(
      "core_temperature_half_rise_time", .coreTemperature, "s",
      "first time at first value + 50 % of (largest − first value)", whole, [.noEvent]
    ) { try $0.time(ofRise: 0.5) },
    measured("pressure_maximum", .pressure, "Pa", "largest value", whole, [], former: "meas_p_max_bar") {
      try $0.maximum().value
    },
    measured(
      "pressure_maximum_time", .pressure, "s", "time of the first largest value", whole, [],
      former: "meas_p_t_at_max_s"
    ) { try $0.maximum().time },
    measured(
      "pressure_mean", .pressure, "Pa", "mean over time, values joined by lines", twoMinutes, [.gapInSeries]
    ) { try $0.mean() },
    measured(
      "pressure_slope", .pressure, "Pa/s", "slope by least squares", minute, [.gapInSeries],
      former: "meas_p_slope_0_60_bar_per_s"
    ) { try $0.slope() },
    measured(
      "mold_temperature_rise", .moldTemperature, "K", "largest − first value", whole, []
    ) { try $0.rise() },
    measured("rise_height_maximum", .riseHeight, "m", "largest value", whole, []) { try $0.maximum().value },
    measured(
      "cream_time", .riseHeight, "s", "first time at first value + 2 % of (largest − first value)", whole, [.noEvent]
    ) { try $0.time(ofRise: 0.02) },
    measured(
      "rise_time", .riseHeight, "s", "first time at first value + 98 % of (largest − first value)", whole, [.noEvent]
    ) { try $0.time(ofRise: 0.98) },
    measured(
      "vent_closure_time", .ventOpening, "s", "first time at or below an opening of 0.05", whole, [.noEvent]
    ) { try $0.time(ofFallTo: 0.05) },
  ]

  private static func measured(
    _ name: String, _ signal: ShotSignal, _ unit: String, _ formula: String, _ window: FeatureWindow,
    _ gaps: [FeatureGap], former: String? = nil, _ figure: @escaping Figure
  ) -> FeatureDefinition {
    FeatureDefinition(
      "measured_\(name)" + suffix(unit), .measured, unit: unit, formula: "\(signal.rawValue): \(formula)",
      window: window, gaps: [.noSeries, .tooFewPoints, .windowNotCovered] + gaps, former: former
    ) { .of(signal, window, $0, figure) }
  }
}
