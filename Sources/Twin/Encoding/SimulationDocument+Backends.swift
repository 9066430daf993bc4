import Foaming

extension SimulationDocument {
  /// Nothing unless integrators were compared.
  func writeBackends(_ json: inout JSONWriter) {
    guard let comparison = run.backends else { return }
    json.object("backend_comparison") { json in
      json.string("reference", comparison.reference)
      json.number("relative_tolerance", comparison.tolerance)
      json.number("limit", BackendComparison.limit)
      json.array("peers", comparison.peers) { json, peer in
        json.object { json in
          json.string("integrator", peer.name)
          json.boolean("agrees", comparison.agrees(peer))
          json.string("failure", peer.failure)
          json.array("differences", peer.differences) { json, difference in
            let parts = difference.inTolerances(comparison.tolerance)
            json.object { json in
              json.string("id", difference.id)
              json.string("label", difference.label)
              json.string("unit", difference.unit)
              json.number("reference", difference.reference)
              json.number("value", difference.value)
              json.number("absolute", difference.absolute)
              // Null where only one of them has it: then it has no size.
              json.number("in_tolerances", parts.isFinite ? parts : nil)
            }
          }
        }
      }
    }
  }
}
