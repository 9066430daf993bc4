internal import Quantities

extension LayerSurroundings {
  /// The two sides of a mold, per kilogram of shot.
  ///
  /// A side has half of the mold's contact area, tool and coolant conductance. The model's own area is that of a plate
  /// of the cavity's volume; the film coefficient makes up for a contact area that differs, so that the films of both
  /// sides together conduct as in zero dimensions once the cavity is full.
  ///
  /// - Parameter mass: of the shot [kg].
  /// - Throws: ``SimulationError`` of kind `invalid` where layers cannot stand for the mold.
  public init(mold: Mold, process: ProcessConditions, mass: Double) throws(SimulationError) {
    let thickness = mold.thickness.si
    let second = mold.secondSide ?? Mold.Side(wall: mold.wall, filmCoefficient: mold.filmCoefficient)
    var volume = Double.infinity
    switch mold.enclosure {
    case .cavity(let cavity):
      volume = cavity.si / mass
      guard mold.venting != .sealed else {
        throw SimulationError(
          kind: .invalid, field: "mold.venting", found: "a sealed cavity in one dimension",
          expected: "ideal venting or vents", remedy: "layers know no trapped air: use settings.dimension 0D")
      }
    case .open:
      guard mold.wall == .adiabatic, second.wall == .adiabatic else {
        throw SimulationError(
          kind: .invalid, field: "mold.enclosure",
          found: "an open mold with a wall that exchanges heat, in one dimension",
          expected: "a cavity, or adiabatic walls",
          remedy: "state enclosure: cavity with its volume, or use settings.dimension 0D")
      }
    }
    func wall(_ side: Mold.Side) -> Wall {
      switch side.wall {
      case .adiabatic: return Wall(film: 0, temperature: process.ambientTemperature.si)
      case .fixed(let temperature):
        return Wall(film: side.filmCoefficient.si * mold.contactRatio, temperature: temperature.si)
      case .tool(let tool):
        return Wall(
          film: side.filmCoefficient.si * mold.contactRatio, temperature: tool.initialTemperature.si,
          toolHeatCapacity: tool.mass.si * tool.specificHeat.si / (2 * mass),
          coolantTemperature: tool.coolantTemperature.si, coolantConductance: tool.coolantConductance.si / (2 * mass))
      }
    }
    self.init(
      ambientPressure: process.ambientPressure.si, cavityVolume: volume, thickness: thickness,
      first: wall(Mold.Side(wall: mold.wall, filmCoefficient: mold.filmCoefficient)), second: wall(second))
  }
}

extension LayerGrid {
  /// The layers that a scenario asks for.
  public init(_ settings: SimulationSettings) {
    let equal = 1 / Double(settings.layers)
    let usual = Self.usualWallLayer * equal
    self.init(count: settings.layers, wallShare: settings.wallLayerShare.map { min($0, equal) } ?? usual)
  }
}

extension Mold {
  /// Contact area over that of a plate of the cavity's volume and thickness; 1 for an open mold.
  var contactRatio: Double {
    guard case .cavity(let volume) = enclosure else { return 1 }
    return contactArea.si * thickness.si / (2 * volume.si)
  }

  /// What layers take for granted about this mold, in sentences.
  func layerAssumptions(hasAgent: Bool) -> [String] {
    var sentences = [
      "one dimension: a plate of \(Shown.rounded(thickness.si * 1e3, 1)) mm; heat flows through the thickness only"
    ]
    let isCavity = if case .cavity = enclosure { true } else { false }
    let exchangesHeat = wall != .adiabatic || secondSide.map { $0.wall != .adiabatic } ?? false
    if isCavity, exchangesHeat, abs(contactRatio - 1) > 0.01 {
      sentences.append(
        "the contact area is \(Shown.rounded(contactRatio, 2)) times the two faces of that plate; the film "
          + "coefficients are multiplied by it")
    }
    if hasAgent { sentences.append("the gas of the blowing agent conducts heat like cyclopentane") }
    return sentences
  }

  /// What layers leave out of this mold, in sentences.
  var layerWarnings: [String] {
    var sentences: [String] = []
    if case .cavity(let volume) = enclosure {
      if case .vents = venting {
        sentences.append(
          "one dimension knows no head space: the vents are taken as ideal, trapped air and vent pressure are not seen")
      }
      if let area = projectedArea?.si, area > 0 {
        let height = volume.si / area
        if abs(height / thickness.si - 1) > 0.25 {
          sentences.append(
            "mold.thickness is \(Shown.rounded(thickness.si * 1e3, 1)) mm, but volume over projected area is "
              + "\(Shown.rounded(height * 1e3, 1)) mm: is the part a plate?")
        }
      }
    }
    return sentences
  }
}
