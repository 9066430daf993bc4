import Plant

extension DatasourceDescription {
  /// Adds the meanings that a layout brings, behind those stated.
  mutating func add(_ layout: FolderLayout) {
    shots.columns += layout.columns
    series += layout.series
  }
}

extension FolderLayout {
  fileprivate var columns: [ColumnMapping] {
    switch self {
    case .shots, .cup:
      LogTarget.vocabulary.map { target in
        switch target {
        case .condition: ColumnMapping(target, column: "conditions.\(target.key)")
        case .status, .defects, .figure, .remark: ColumnMapping(target, column: "quality.\(target.key)")
        default: ColumnMapping(target, column: target.key)
        }
      }
    case .former: Self.formerColumns
    }
  }

  fileprivate var series: [SeriesTable] {
    switch self {
    case .shots:
      [
        SeriesTable(
          table: nil, key: nil, time: TimeMapping(column: "time", form: .sinceStart(unit: "s")),
          form: .wide(ShotSignal.allCases.map { SignalMapping($0, column: $0.rawValue, unit: "") }))
      ]
    case .former: [Self.wide(time: "time_s", Self.formerSignals)]
    case .cup: [Self.wide(time: "t", Self.cupSignals), Self.wide(time: "Time", Self.cupSignals)]
    }
  }

  private static func wide(time: String, _ signals: [SignalMapping]) -> SeriesTable {
    SeriesTable(
      table: nil, key: nil, time: TimeMapping(column: time, form: .sinceStart(unit: "s")), form: .wide(signals))
  }

  /// The process of a shot, in its own file or, with precedence, below `process` in the file about the shot.
  private static let formerProcess: [(ShotCondition, name: String, unit: String)] = [
    (.polyolTemperature, "T_polyol_in_C", "°C"), (.isocyanateTemperature, "T_iso_in_C", "°C"),
    (.moldTemperature, "T_mold_init_C", "°C"), (.ambientTemperature, "T_ambient_C", "°C"),
    (.ambientPressure, "ambient_pressure_Pa", "Pa"), (.relativeHumidity, "RH_ambient", "1"),
    (.relativeHumidity, "RH_ambient_pct", "%"), (.polyolMass, "m_polyol", "kg"), (.isocyanateMass, "m_iso", "kg"),
    (.additiveMass, "m_additives", "kg"), (.index, "nco_oh_index", "1"), (.index, "iso_index", "1"),
    (.mixingEfficiency, "mixing_eff", "1"),
  ]

  private static let formerColumns: [ColumnMapping] =
    [
      ColumnMapping(.id, column: "shot_id"), ColumnMapping(.start, column: "timestamp_start"),
      ColumnMapping(.machine, column: "line_id"), ColumnMapping(.mold, column: "mold_id"),
      ColumnMapping(.system, column: "system_id"),
    ]
    + ["process.", ""].flatMap { prefix in
      formerProcess.map { ColumnMapping(.condition($0.0), column: prefix + $0.name, unit: $0.unit) }
    }
    + [
      ColumnMapping(.status, column: "quality_status", words: ["OK": "good", "MARGINAL": "marginal", "FAIL": "scrap"]),
      ColumnMapping(.defects, column: "defects"),
      ColumnMapping(.figure(.moldedDensity), column: "rho_moulded", unit: "kg/m³"),
      ColumnMapping(.figure(.freeRiseDensity), column: "rho_free_rise", unit: "kg/m³"),
      ColumnMapping(.figure(.hardnessAtDemold), column: "H_demold", unit: "Shore"),
      ColumnMapping(.figure(.hardnessAfterDay), column: "H_24h", unit: "Shore"),
      ColumnMapping(.figure(.demoldTime), column: "demold_time_s", unit: "s"),
      ColumnMapping(.figure(.operatorRisk), column: "defect_risk_operator", unit: "1"),
      ColumnMapping(.remark, column: "notes"),
    ]

  private static let formerSignals = [
    SignalMapping(.coreTemperature, column: "T_core_C", unit: "°C"),
    SignalMapping(.moldTemperature, column: "T_mold_C", unit: "°C"),
    SignalMapping(.pressure, column: "p_total_bar", unit: "bar"),
    SignalMapping(.ventOpening, column: "vent_open_fraction", unit: "1"),
  ]

  /// Cup rigs of the FoamPi kind (HardwareX 12, e00365, 2022): °C, height in mm, mass in g; Tj is the cold junction of
  /// the thermocouple, which is as warm as the room.
  private static let cupSignals = [
    SignalMapping(.coreTemperature, column: "T1", unit: "°C"),
    SignalMapping(.coreTemperature, column: "Temp", unit: "°C"),
    SignalMapping(.secondFoamTemperature, column: "T2", unit: "°C"),
    SignalMapping(.thirdFoamTemperature, column: "T3", unit: "°C"),
    SignalMapping(.ambientTemperature, column: "Tj", unit: "°C"),
    SignalMapping(.riseHeight, column: "H", unit: "mm"),
    SignalMapping(.riseHeight, column: "Distance", unit: "mm"),
    SignalMapping(.mass, column: "m", unit: "g"), SignalMapping(.mass, column: "Mass", unit: "g"),
  ]
}
