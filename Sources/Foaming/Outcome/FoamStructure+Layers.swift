extension FoamStructure {
  /// Modulus of the foam across its thickness [Pa]: layers in series share the stress and add up their strains.
  public func foamModulus(_ reading: FoamReading) -> Double {
    guard !reading.layers.isEmpty else {
      return foamModulus(
        conversion: reading.hydroxylConversion, temperature: reading.temperature, density: reading.density)
    }
    // One pascal is far below any solid; it keeps the compliance of a liquid layer finite.
    let compliance = reading.layers.reduce(0) {
      $0 + $1.thicknessShare(of: reading.volume) / max(modulus($1, temperature: $1.temperature), 1)
    }
    return 1 / compliance
  }

  /// Hardness [Shore] of the softer skin, at its own temperature or at `temperature` [K]; `nil` without layers.
  func skinHardness(_ reading: FoamReading, temperature: Double? = nil) -> Double? {
    reading.skins.map { skins in
      [skins.first, skins.second].map {
        hardness(modulus: modulus($0, temperature: temperature ?? $0.temperature))
      }.min() ?? 0
    }
  }

  /// Strain by which layers would swell when the mold opens; `nil` without layers.
  func layeredExpansion(_ reading: FoamReading, ambientPressure: Double) -> Double? {
    guard !reading.layers.isEmpty else { return nil }
    return reading.layers.reduce(0) { sum, layer in
      let strain = max(0, layer.pressure - ambientPressure) / max(modulus(layer, temperature: layer.temperature), 1)
      return sum + layer.thicknessShare(of: reading.volume) * strain
    }
  }

  private func modulus(_ layer: FoamReading.Layer, temperature: Double) -> Double {
    foamModulus(conversion: layer.conversion, temperature: temperature, density: layer.density)
  }
}
