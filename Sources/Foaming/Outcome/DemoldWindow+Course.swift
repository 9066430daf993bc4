internal import Integrators
internal import Quantities

extension DemoldWindow {
  /// Post-expansion beyond which a part swells after demold.
  static let postExpansionLimit = 0.02

  /// The window of a solved shot.
  ///
  /// - Parameters:
  ///   - pressurePeak: time of the highest pressure after mixing [s].
  ///   - mixing: time from the start to the end of mixing [s]; the window counts from the start.
  init(
    _ course: some Course, quality: QualityTargets, structure: FoamStructure?, family: MaterialSystem.Family,
    ambientPressure: Double, tackFreeConversion: Double, pressurePeak: Double, mixing: Double
  ) {
    let peak =
      course.model(at: 0).cavityVolume.isFinite
      ? course.reading(at: pressurePeak).hydroxylConversion : nil
    let figures = Self.figures(
      quality: quality, structure: structure, family: family, ambientPressure: ambientPressure,
      tackFreeConversion: tackFreeConversion, conversionAtPressurePeak: peak, isLayered: !course.start.layers.isEmpty)
    let criteria = figures.map { figure in
      Criterion(
        label: figure.label,
        satisfied: course.intervals(where: figure.figure).map {
          ($0.lowerBound + mixing)...($0.upperBound + mixing)
        })
    }
    let all = course.intervals { reading in figures.reduce(.infinity) { min($0, $1.figure(reading)) } }
    self.init(
      criteria: criteria, intervals: all.map { ($0.lowerBound + mixing)...($0.upperBound + mixing) },
      horizon: course.endTime + mixing)
  }

  /// The conditions of demold, each with a function that is non-negative where it holds.
  ///
  /// - Parameters:
  ///   - conversionAtPressurePeak: hydroxyl conversion when the pressure is highest; `nil` for a cup.
  ///   - isLayered: true where every layer has to meet what is asked of conversion.
  static func figures(
    quality: QualityTargets, structure: FoamStructure?, family: MaterialSystem.Family, ambientPressure: Double,
    tackFreeConversion: Double, conversionAtPressurePeak: Double?, isLayered: Bool = false
  ) -> [(label: String, figure: (FoamReading) -> Double)] {
    var figures: [(label: String, figure: (FoamReading) -> Double)] = []
    let conversion = quality.conversionAtDemold ?? tackFreeConversion
    let everywhere = isLayered ? " in every layer" : ""
    figures.append(("conversion ≥ \(Shown.percent(conversion))\(everywhere)", { $0.leastConversion - conversion }))
    if let band = quality.moldedDensity {
      let (low, high) = (band.lowerBound.si, band.upperBound.si)
      figures.append(
        ("density \(Shown.rounded(low, 1)) … \(Shown.density(high))", { min($0.density - low, high - $0.density) }))
    }
    if let peak = conversionAtPressurePeak {
      // Until the pressure has peaked the foam still pushes outwards. Conversion only grows, so it tells the time.
      figures.append(("past the pressure maximum", { $0.hydroxylConversion - peak }))
    }
    if let limit = quality.coreTemperatureAtDemold?.si {
      figures.append(("core ≤ \(Shown.celsius(limit))", { limit - $0.coreTemperature }))
    }
    if let limit = quality.pressureAtDemold?.si {
      figures.append(("pressure ≤ \(Shown.bar(limit))", { limit - $0.pressure }))
    }
    if let structure {
      if let limit = quality.hardnessAtDemold?.si {
        figures.append(("hardness ≥ \(Shown.shore(limit))", { structure.hardness($0) - limit }))
      }
      // Soft, open-celled foams relax through their cells; a stiff closed one keeps pushing.
      if family.isClosedCell {
        figures.append(
          (
            "post-expansion ≤ \(Shown.percent(Self.postExpansionLimit))",
            { Self.postExpansionLimit - structure.postExpansion($0, ambientPressure: ambientPressure) }
          ))
      }
    }
    return figures
  }
}

extension FoamStructure {
  /// Strain by which the foam would swell when the mold opens: (p − p_amb)/E, at least 0 [–]; layers add up.
  func postExpansion(_ reading: FoamReading, ambientPressure: Double) -> Double {
    if let strain = layeredExpansion(reading, ambientPressure: ambientPressure) { return strain }
    let modulus = foamModulus(
      conversion: reading.hydroxylConversion, temperature: reading.temperature, density: reading.density)
    // A liquid has no modulus: it swells without limit.
    return max(0, reading.pressure - ambientPressure) / max(modulus, 1)
  }
}
