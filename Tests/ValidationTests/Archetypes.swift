import Foaming
import Testing

extension Archetype {
  /// Name of the reference trajectories and of their parameter file.
  var referenceName: String {
    switch id {
    case "flexible-molded": "flexible_moulded"
    case "rigid-appliance": "rigid_appliance_cyclopentane"
    case "integral-skin": "integral_skin_cyclopentane"
    default: "semi_rigid"
    }
  }

  /// Those for which a reference trajectory is stored.
  static let referenced = [rigidAppliance, flexibleMolded, integralSkin]
}
