import Foaming
import Learning
import Plant
import Testing

@Suite("Features are computed from what their window shows") struct FeatureTests {
  static let start = Instant(microseconds: 1_772_348_400_000_000)

  /// A shot whose core temperature and pressure are known by formula.
  static func shot(
    step: Double = 2, until end: Double = 320, temperature: (Double) -> Double = { 300 + 0.5 * $0 },
    pressure: (Double) -> Double = { 1e5 + 100 * ($0 < 80 ? $0 : 160 - $0) }
  ) throws -> ShotRecord {
    let times = Array(stride(from: 0, through: end, by: step))
    var record = ShotRecord(id: "S-1", mold: "car-seat-mold", system: "flexible-molded", start: try #require(start))
    record.series = [
      try #require(ShotSeries(signal: .coreTemperature, times: times, values: times.map(temperature))),
      try #require(ShotSeries(signal: .pressure, times: times, values: times.map(pressure))),
    ]
    return record
  }

  static func value(
    _ name: String, _ record: ShotRecord, _ simulation: SimulationEvidence = .absent(.notSimulated)
  ) throws -> FeatureValue {
    let index = try #require(FeatureSchema.current.features.firstIndex { $0.name == name }, "\(name)")
    return FeatureRow(record, simulation: simulation).features[index]
  }

  @Test("A line has its slope, mean and ends, by hand")
  func line() throws {
    let record = try Self.shot()
    #expect(abs(try #require(Self.value("measured_core_temperature_slope_K_per_s", record).value) - 0.5) < 1e-12)
    #expect(abs(try #require(Self.value("measured_core_temperature_mean_K", record).value) - 330) < 1e-9)
    #expect(try Self.value("measured_core_temperature_maximum_K", record) == .value(450))
    #expect(try Self.value("measured_core_temperature_maximum_time_s", record) == .value(300))
    #expect(try Self.value("measured_core_temperature_half_rise_time_s", record) == .value(150))
    #expect(try Self.value("measured_core_temperature_start_K", record) == .value(300))
    #expect(try Self.value("measured_pressure_maximum_Pa", record) == .value(108_000))
    #expect(try Self.value("measured_pressure_maximum_time_s", record) == .value(80))
  }

  @Test("A mean does not depend on how densely the line was sampled", arguments: [0.5, 1, 7, 11])
  func sampling(_ step: Double) throws {
    let record = try Self.shot(step: step)
    #expect(abs(try #require(Self.value("measured_core_temperature_mean_K", record).value) - 330) < 1e-9)
  }

  @Test("A record that ends too early says so, unless its maximum was passed")
  func endsEarly() throws {
    let rising = try Self.shot(until: 100)
    #expect(try Self.value("measured_core_temperature_maximum_K", rising) == .missing(.windowNotCovered))
    #expect(try Self.value("measured_core_temperature_mean_K", rising) == .missing(.windowNotCovered))
    #expect(try Self.value("measured_pressure_maximum_Pa", rising) == .value(108_000))
    #expect(try Self.value("measured_core_temperature_slope_K_per_s", rising).value != nil)
  }

  @Test("Holes, late starts, too few points and missing signals each have their reason")
  func reasons() throws {
    var record = try Self.shot()
    let times = [0.0, 10, 50, 60, 70, 320]
    record.series = [try #require(ShotSeries(signal: .coreTemperature, times: times, values: times))]
    #expect(try Self.value("measured_core_temperature_mean_K", record) == .missing(.gapInSeries))
    #expect(try Self.value("measured_core_temperature_slope_K_per_s", record) == .missing(.tooFewPoints))
    #expect(try Self.value("measured_pressure_maximum_Pa", record) == .missing(.noSeries))
    let late = [40.0, 50, 60, 320]
    record.series = [try #require(ShotSeries(signal: .coreTemperature, times: late, values: late))]
    #expect(try Self.value("measured_core_temperature_maximum_K", record) == .missing(.windowNotCovered))
    record.series = [try #require(ShotSeries(signal: .coreTemperature, times: [400, 500], values: [1, 2]))]
    #expect(try Self.value("measured_core_temperature_maximum_K", record) == .missing(.tooFewPoints))
  }

  @Test("A constant series has no half rise")
  func constant() throws {
    let record = try Self.shot(temperature: { _ in 300 })
    #expect(try Self.value("measured_core_temperature_half_rise_time_s", record) == .missing(.noEvent))
    #expect(try Self.value("measured_core_temperature_slope_K_per_s", record) == .value(0))
  }

  @Test("A condition keeps the log's reason, and what follows from it takes it over")
  func conditions() throws {
    var record = try Self.shot()
    record.conditions[.polyolMass] = .value(0.6)
    record.conditions[.isocyanateMass] = .missing(.unitConflict)
    #expect(try Self.value("process_isocyanate_mass_kg", record) == .missing(.unitConflict))
    #expect(try Self.value("process_mass_ratio", record) == .missing(.unitConflict))
    #expect(try Self.value("process_poured_mass_kg", record) == .missing(.unitConflict))
    record.conditions[.isocyanateMass] = .value(0.3)
    #expect(try Self.value("process_mass_ratio", record) == .value(0.5))
    #expect(try Self.value("process_poured_mass_kg", record) == .value(0.6 + 0.3))
    record.conditions[.shotMass] = .value(1)
    #expect(try Self.value("process_poured_mass_kg", record) == .value(1))
  }

  @Test("A residual is measured minus simulated, and missing when either is")
  func residuals() throws {
    let record = try Self.shot()
    let twin = SimulatedShot(figures: [.coreTemperatureMaximum: 440], defectsFound: 2, coreTemperatureDeviation: 3)
    #expect(try Self.value("residual_core_temperature_maximum_K", record, .simulated(twin)) == .value(10))
    #expect(try Self.value("residual_core_temperature_rms_K", record, .simulated(twin)) == .value(3))
    #expect(try Self.value("residual_pressure_maximum_Pa", record, .simulated(twin)) == .missing(.noFigure))
    #expect(try Self.value("residual_rise_time_s", record, .simulated(twin)) == .missing(.noSeries))
    #expect(try Self.value("simulated_defects_found", record, .simulated(twin)) == .value(2))
    #expect(
      try Self.value("residual_core_temperature_maximum_K", record, .absent(.simulationFailed))
        == .missing(.simulationFailed))
  }
}
