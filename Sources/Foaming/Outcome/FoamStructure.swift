internal import RealModule

/// Glass transition, modulus and hardness of the foam from conversion, temperature and density.
///
/// Numbers for orientation: the forms are published, the parameters of a system are estimates until its hardness
/// map is calibrated on measured points.
public struct FoamStructure: Hashable, Sendable {
  /// Glass transition of the unreacted mixture and of the fully cured polymer [K], and DiBenedetto λ.
  public var glassTransitionUncured, glassTransitionCured, curvature: Double
  /// Modulus of the compact polymer below and above its glass transition [Pa].
  public var modulusGlassy, modulusRubbery: Double
  /// Conversion below which there is no network.
  public var gelConversion: Double
  /// Density of the compact polymer [kg/m³].
  public var polymerDensity: Double
  /// Hardness = intercept + slope · log10(E / 1 MPa) [Shore].
  public var hardnessIntercept, hardnessSlope: Double
  /// True when the hardness map rests on measured points of this system.
  public var isHardnessCalibrated: Bool

  /// Half-width of the glass transition [K].
  static let transitionWidth = 15.0
  /// Exponent of the green strength beyond gel.
  static let greenStrengthExponent = 2.0

  /// The structure of a system; `nil` when its file does not state the parameters.
  public init?(system: MaterialSystem) {
    let model = system.model
    guard let uncured = model.value(.glassTransitionUncured), let cured = model.value(.glassTransitionCured),
      let curvature = model.value(.glassTransitionCurvature), let glassy = model.value(.modulusGlassy),
      let rubbery = model.value(.modulusRubbery), let gel = model.value(.gelConversion),
      let density = model.value(.polymerDensity), let intercept = model[.hardnessIntercept],
      let slope = model[.hardnessSlope]
    else { return nil }
    (glassTransitionUncured, glassTransitionCured, self.curvature) = (uncured, cured, curvature)
    (modulusGlassy, modulusRubbery) = (glassy, rubbery)
    (gelConversion, polymerDensity) = (gel, density)
    (hardnessIntercept, hardnessSlope) = (intercept.value, slope.value)
    let measured: Set<Provenance.Kind> = [.measured, .fitted]
    isHardnessCalibrated =
      measured.contains(intercept.provenance.kind) && measured.contains(slope.provenance.kind)
  }

  /// T_g [K] at conversion X: (T_g − T_g0)/(T_g∞ − T_g0) = λX / (1 − (1 − λ)X).
  ///
  /// - Reference: DiBenedetto's equation in the form of J. P. Pascault, R. J. J. Williams,
  ///   J. Polym. Sci. B 28 (1990) 85–95.
  public func glassTransition(conversion: Double) -> Double {
    let x = min(max(conversion, 0), 1)
    let share = curvature * x / (1 - (1 - curvature) * x)
    return glassTransitionUncured + share * (glassTransitionCured - glassTransitionUncured)
  }

  /// Modulus of the compact polymer [Pa]; zero before gel.
  public func polymerModulus(conversion: Double, temperature: Double) -> Double {
    let beyondGel = max(0, (conversion - gelConversion) / (1 - gelConversion))
    let above = (temperature - glassTransition(conversion: conversion)) / Self.transitionWidth
    let glassyShare = 0.5 * (1 - Double.tanh(above))
    let network = modulusRubbery + glassyShare * (modulusGlassy - modulusRubbery)
    return Double.pow(beyondGel + .leastNormalMagnitude, Self.greenStrengthExponent) * network
  }

  /// Modulus of the foam [Pa] at density ρ [kg/m³]: struts bend with (ρ/ρ_p)², walls stretch with ρ/ρ_p.
  ///
  /// - Reference: form of L. J. Gibson, M. F. Ashby; strut content after MoDeNa, max(0, 2/π atan(0.06116 ρ − 0.7251)).
  public func foamModulus(conversion: Double, temperature: Double, density: Double) -> Double {
    let struts = Self.strutContent(density: density)
    let relative = min(density / polymerDensity, 1)
    let shape = struts * relative * struts * relative + (1 - struts) * relative
    return polymerModulus(conversion: conversion, temperature: temperature) * shape
  }

  /// Share of the polymer in struts at foam density ρ [kg/m³], 0 … 1.
  static func strutContent(density: Double) -> Double {
    max(0, 2 / Double.pi * Double.atan(0.06116 * density - 0.7251))
  }

  /// Hardness [Shore, 0 … 100] of a foam of this modulus [Pa].
  ///
  /// - Reference: default map log10(E/MPa) = 0.0235 S − 0.6403 of H. J. Qi, K. Joyce, M. C. Boyce,
  ///   Rubber Chem. Technol. 76 (2003) 419–435.
  public func hardness(modulus: Double) -> Double {
    // One pascal is far below any solid; it keeps the logarithm finite for liquid.
    min(max(hardnessIntercept + hardnessSlope * Double.log10(max(modulus, 1) / 1e6), 0), 100)
  }

  /// The hardness map through two measured points, for a system's `hardness.intercept` and `hardness.slope`.
  ///
  /// - Parameters:
  ///   - first: foam modulus [Pa], from ``foamModulus(conversion:temperature:density:)`` at the state in which the
  ///     hardness [Shore] was measured, at demold for instance.
  ///   - second: the same for another state, after 24 h for instance.
  /// - Returns: intercept [Shore at 1 MPa] and slope [Shore per decade]; `nil` when the points do not tell a slope:
  ///   moduli that are equal or not positive, or a hardness that falls as the modulus rises.
  public static func hardnessMap(
    through first: (modulus: Double, hardness: Double), and second: (modulus: Double, hardness: Double)
  ) -> (intercept: Double, slope: Double)? {
    guard first.modulus > 0, second.modulus > 0 else { return nil }
    let (x1, x2) = (Double.log10(first.modulus / 1e6), Double.log10(second.modulus / 1e6))
    let slope = (second.hardness - first.hardness) / (x2 - x1)
    guard slope.isFinite, slope >= 0 else { return nil }
    return (first.hardness - slope * x1, slope)
  }

  /// Hardness [Shore] of the foam in this state; of a foam in layers that of its softer skin.
  public func hardness(_ reading: FoamReading) -> Double {
    if let hardness = skinHardness(reading) { return hardness }
    return hardness(
      modulus: foamModulus(
        conversion: reading.hydroxylConversion, temperature: reading.temperature, density: reading.density))
  }
}
