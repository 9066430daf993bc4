internal import Plant

extension FeatureDefinition {
  /// Where maxima and events are looked for: five minutes hold the reaction of every system of the catalog.
  static let whole = FeatureWindow(0, 300)
  /// The first minute and the first two, as the earlier project had them.
  static let minute = FeatureWindow(0, 60)
  static let twoMinutes = FeatureWindow(0, 120)

  /// What was recorded while the shot foamed.
  static let measured: [FeatureDefinition] = [
    measured("core_temperature_start", .coreTemperature, .start, minute, "K"),
    measured("core_temperature_maximum", .coreTemperature, .maximum, whole, "K", former: "meas_T_core_max_C"),
    measured("core_temperature_maximum_time", .coreTemperature, .maximumTime, whole, former: "meas_T_core_t_at_max_s"),
    measured("core_temperature_mean", .coreTemperature, .mean, twoMinutes, "K", former: "meas_T_core_avg_0_120_C"),
    measured(
      "core_temperature_slope", .coreTemperature, .slope, minute, "K/s", former: "meas_T_core_slope_0_60_C_per_s"),
    measured("core_temperature_half_rise_time", .coreTemperature, .timeOfRise(share: 0.5), whole),
    measured("pressure_maximum", .pressure, .maximum, whole, "Pa", former: "meas_p_max_bar"),
    measured("pressure_maximum_time", .pressure, .maximumTime, whole, former: "meas_p_t_at_max_s"),
    measured("pressure_mean", .pressure, .mean, twoMinutes, "Pa"),
    measured("pressure_slope", .pressure, .slope, minute, "Pa/s", former: "meas_p_slope_0_60_bar_per_s"),
    measured("mold_temperature_rise", .moldTemperature, .rise, whole, "K"),
    measured("rise_height_maximum", .riseHeight, .maximum, whole, "m"),
    measured("cream_time", .riseHeight, .timeOfRise(share: 0.02), whole),
    measured("rise_time", .riseHeight, .timeOfRise(share: 0.98), whole),
    measured("vent_closure_time", .ventOpening, .timeOfFall(to: 0.05), whole),
  ]

  private static func measured(
    _ name: String, _ signal: ShotSignal, _ figure: WindowedSeries.Figure, _ window: FeatureWindow,
    _ unit: String = "s", former: String? = nil
  ) -> FeatureDefinition {
    FeatureDefinition(
      "measured_\(name)" + suffix(unit), .measured, unit: unit, formula: "\(signal.rawValue): \(figure.formula)",
      window: window, signal: signal, gaps: [.noSeries, .tooFewPoints, .windowNotCovered] + figure.gaps, former: former
    ) { .of(signal, window, $0, figure) }
  }
}

extension WindowedSeries.Figure {
  /// What is computed, in words.
  fileprivate var formula: String {
    switch self {
    case .start: "first value"
    case .maximum: "largest value"
    case .maximumTime: "time of the first largest value"
    case .mean: "mean over time, values joined by lines"
    case .slope: "slope by least squares"
    case .rise: "largest − first value"
    case .timeOfRise(let share):
      "first time at first value + \(Int((100 * share).rounded())) % of (largest − first value)"
    case .timeOfFall(let level): "first time at or below \(level)"
    }
  }

  /// Reasons for which it may be missing though there are points in the window.
  fileprivate var gaps: [FeatureGap] {
    switch self {
    case .mean, .slope: [.gapInSeries]
    case .timeOfRise, .timeOfFall: [.noEvent]
    case .start, .maximum, .maximumTime, .rise: []
    }
  }
}
