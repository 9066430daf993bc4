import Foaming
import Testing
import Twin
@Suite struct Scratch {
  @Test func all() throws {
    let c = try ShippedCatalog()
    for id in c.files.ids(.scenario) {
      let sc = try c.files.scenario(id: id)
      let arche: String? = sc.system.hasPrefix("system-") ? "rigid-appliance" : nil
      do {
        let s = try c.simulate(id, assuming: arche)
        print("=====", id, s.verdict, s.verdictReasons, s.warnings, s.assumptions)
        print(KPITable.text(s))
        print(s.audit.balances.map { "\($0.name) \($0.residual)" }, s.statistics)
        for d in s.defects { print("  ", d.severity, d.label, d.finding) }
        for c in s.demold.criteria { print("  crit", c.label, c.satisfied) }
        if let c = s.comparison { for r in c.curves { print(r.column, r.rootMeanSquare, r.largest) } }
      } catch { print("=====", id, "ERROR", error) }
    }
  }
}
