internal import Foaming
internal import Plant

extension FeatureDefinition {
  /// The twin of the shot.
  static let simulated: [FeatureDefinition] =
    [
      figure(.creamTime), figure(.gelTime), figure(.riseTime), figure(.tackFreeTime), figure(.fillTime),
      figure(.coreTemperatureMaximum, former: "sim_T_core_max_C"),
      figure(.coreTemperatureMaximumTime, former: "sim_T_core_t_at_max_s"),
      figure(.pressureMaximum, former: "sim_p_max_bar"), figure(.pressureMaximumTime, former: "sim_p_t_at_max_s"),
      figure(.freeRiseDensity), figure(.moldedDensity, former: "sim_rho_moulded"), figure(.packingFactor),
      figure(.fillFraction), figure(.trappedAirFraction), figure(.ventClosureTime),
      figure(.demoldRecommended, former: "sim_t_demold_opt_s"), figure(.conversionAtDemold), figure(.hardnessAtDemold),
      figure(.hardnessAfterDay), figure(.conversionFinal), figure(.index), figure(.waterEffective), figure(.scorchDose),
    ] + [
      counted("defects_found", "number of defects that the model finds", \.defectsFound),
      counted("defects_watched", "number of defects that the model sees near their limit", \.defectsWatched),
    ]

  /// Measured against simulated.
  static let residual: [FeatureDefinition] = [
    residual("core_temperature_maximum_K", .coreTemperatureMaximum, former: "delta_T_core_max_C"),
    residual("core_temperature_maximum_time_s", .coreTemperatureMaximumTime),
    residual("pressure_maximum_Pa", .pressureMaximum, former: "delta_p_max_bar"),
    residual("pressure_maximum_time_s", .pressureMaximumTime),
    residual("cream_time_s", .creamTime),
    residual("rise_time_s", .riseTime),
    residual("vent_closure_time_s", .ventClosureTime),
    deviation("core_temperature_rms", "K", .coreTemperature, \.coreTemperatureDeviation),
    deviation("pressure_rms", "Pa", .pressure, \.pressureDeviation),
  ]

  private static func figure(_ id: KeyFigureID, former: String? = nil) -> FeatureDefinition {
    FeatureDefinition(
      "simulated_\(id.rawValue)" + suffix(id.unit), .simulated, unit: id.unit,
      formula: "key figure `\(id.rawValue)` of the simulation", gaps: FeatureGap.ofTwin, former: former
    ) { simulated(id, $0) }
  }

  private static func simulated(_ id: KeyFigureID, _ evidence: ShotEvidence) -> FeatureValue {
    switch evidence.simulation {
    case .absent(let gap): .missing(gap)
    case .simulated(let shot): shot.figures[id].map { .value($0) } ?? .missing(.noFigure)
    }
  }

  private static func counted(
    _ name: String, _ formula: String, _ count: @escaping @Sendable (SimulatedShot) -> Int
  ) -> FeatureDefinition {
    FeatureDefinition(
      "simulated_\(name)", .simulated, unit: "", formula: formula, gaps: FeatureGap.ofTwin.filter { $0 != .noFigure }
    ) {
      switch $0.simulation {
      case .absent(let gap): .missing(gap)
      case .simulated(let shot): .value(Double(count(shot)))
      }
    }
  }

  /// The difference to the measured feature of the same name.
  private static func residual(_ name: String, _ id: KeyFigureID, former: String? = nil) -> FeatureDefinition {
    guard let measured = measured.first(where: { $0.name == "measured_\(name)" }) else {
      preconditionFailure("a residual has a measured counterpart: \(name)")
    }
    return FeatureDefinition(
      "residual_\(name)", .residual, unit: measured.unit,
      formula: "measured_\(name) − simulated_\(id.rawValue)\(suffix(id.unit))", window: measured.window,
      signal: measured.signal, gaps: measured.gaps + FeatureGap.ofTwin, former: former
    ) { .combined(measured.value($0), simulated(id, $0)) { $0 - $1 } }
  }

  private static func deviation(
    _ name: String, _ unit: String, _ signal: ShotSignal, _ value: @escaping @Sendable (SimulatedShot) -> Double?
  ) -> FeatureDefinition {
    FeatureDefinition(
      "residual_\(name)_\(unit)", .residual, unit: unit,
      formula: "\(signal.rawValue): root mean square of simulated − measured over the measured points", window: whole,
      signal: signal, gaps: [.noSeries] + FeatureGap.ofTwin
    ) { evidence in
      guard evidence.course(of: signal) != nil else { return .missing(.noSeries) }
      switch evidence.simulation {
      case .absent(let gap): return .missing(gap)
      case .simulated(let shot): return value(shot).map { .value($0) } ?? .missing(.noFigure)
      }
    }
  }
}
