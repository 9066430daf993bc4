internal import Quantities

/// A system whose gaps an archetype has filled, with a record of what was assumed.
struct FilledSystem {
  /// The completed system.
  let system: MaterialSystem
  /// What was assumed, in sentences.
  let assumptions: [String]
  /// What the fit of a cup test could not reach, in sentences.
  let warnings: [String]

  /// Completes `system` from `archetype`; without one it is taken as it is.
  ///
  /// Model parameters that are gaps take the archetype's value, marked as assumed. When the kinetics are among
  /// them and the data sheet states a cup test, the rates are then fitted to it, so that the sheet's times and
  /// density and not the archetype's decide.
  init(_ system: MaterialSystem, from archetype: MaterialSystem?) throws(SimulationError) {
    guard let archetype else {
      (self.system, assumptions, warnings) = (system, [], [])
      return
    }
    var filled = system
    var assumed: [String] = []
    let provenance = Provenance(.assumed, "archetype \(archetype.id)")
    for key in ModelParameter.allCases where filled.model[key] == nil && !key.isOptional {
      guard let value = archetype.model.value(key) else { continue }
      filled.model[key] = Sourced(value, provenance)
      assumed.append(key.rawValue)
    }
    if filled.sheet.value(.polyolHydroxylNumber) == nil && filled.sheet.value(.mixtureHydroxyl) == nil {
      for item in [SheetItem.mixtureHydroxyl, .mixtureWater, .mixtureIsocyanate, .mixtureAgent] {
        guard let value = archetype.sheet.value(item) else { continue }
        filled.sheet[item] = Sourced(value, provenance)
        assumed.append("data_sheet.\(item.rawValue)")
      }
    }
    guard !assumed.isEmpty else {
      (self.system, assumptions, warnings) = (system, [], [])
      return
    }
    var sentences = [
      "\(assumed.count) numbers of \(system.id) are gaps and were taken from the archetype \(archetype.id): "
        + assumed.joined(separator: ", ")
    ]
    var doubts: [String] = []
    let lacksKinetics = system.model[.gellingRate] == nil || system.model[.blowingRate] == nil
    if lacksKinetics, let target = CupTest(sheet: filled.sheet) {
      let fit = try CupTestFit(of: filled, to: target)
      filled = fit.system
      sentences.append(fit.summary)
      doubts = fit.shortfalls
    }
    (self.system, assumptions, warnings) = (filled, sentences, doubts)
  }
}
