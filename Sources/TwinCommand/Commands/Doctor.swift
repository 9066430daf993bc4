import Acquisition
import ArgumentParser
import Foaming
import Foundation
import Integrators
import Twin

/// `doctor`: does this installation work?
struct Doctor: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Check this installation: program, catalog, files, solver.")

  @OptionGroup var catalog: CatalogOptions
  @OptionGroup var output: OutputOptions

  /// One thing looked at.
  struct Finding {
    let subject: String
    let isWell: Bool
    let words: String
  }

  func run() throws {
    let findings = examine()
    try StandardStream.print(output.output == .json ? Self.json(findings) : Self.table(findings))
    if findings.contains(where: { !$0.isWell }) { throw ExitStatus.finding }
  }

  private func examine() -> [Finding] {
    let revision = Revision.current.map { ", git \($0)" } ?? ", revision unknown"
    var findings = [
      Finding(subject: "program", isWell: true, words: "\(Version.number)\(revision), \(ProgramPlace.executable.path)"),
      Finding(subject: "integrators", isWell: true, words: Self.integrators),
      Finding(subject: "equations", isWell: true, words: Self.equations),
      Finding(subject: "databases", isWell: true, words: Self.databases),
    ]
    findings += Backends.states.map {
      Finding(subject: "backend \($0.name)", isWell: $0.isWell, words: $0.words)
    }
    do {
      let catalog = try Catalog(systems: catalog.systems)
      findings += Self.examine(catalog)
      findings.append(Self.selfTest(catalog))
    } catch {
      findings.append(Finding(subject: "catalog", isWell: false, words: Self.words(error)))
    }
    return findings
  }

  /// The first digits of the digest of each phase with all its terms.
  private static var equations: String {
    LumpedFoam.completeForms.map { "\($0.phase.rawValue) \("\($0.digest)".prefix(16))" }.joined(separator: ", ")
  }

  /// The methods that can be chosen, by name.
  private static var integrators: String { Backends.entries.map(\.name).joined(separator: ", ") }

  /// The databases shots can be read from, and what it takes to get the others.
  private static var databases: String {
    SQLConnectors.all.map { connector in
      connector.version.map { "\(connector.name) (\($0))" } ?? "without \(connector.name): \(connector.remedy)"
    }.joined(separator: "; ")
  }

  private static func examine(_ catalog: Catalog) -> [Finding] {
    guard let folder = catalog.folder else {
      return [Finding(subject: "catalog", isWell: false, words: "not found; set PUR_MOLD_TWIN_HOME or pass --systems")]
    }
    let files = catalog.files
    let counts = FileKind.allCases.map { "\(files.ids($0).count) in \($0.folder)" }.joined(separator: ", ")
    var findings = [
      Finding(subject: "catalog", isWell: true, words: "\(folder.url.path) (\(folder.origin)): \(counts)")
    ]
    let systems = files.ids(.system).map { id in FileCheck(id: id) { try files.system(id: id).id } }
    let scenarios = files.ids(.scenario).map { id in FileCheck(id: id) { try files.scenario(id: id).id } }
    let damaged = catalog.damaged.map { FileCheck(file: $0.file, errors: $0.errors) }
    let bad = (systems + scenarios + damaged).filter { !$0.problems.isEmpty }
    findings += bad.map { Finding(subject: $0.subject, isWell: false, words: $0.problems.joined(separator: "; ")) }
    return findings
  }

  /// Simulates the first scenario of the catalog that can be simulated as it stands.
  private static func selfTest(_ catalog: Catalog) -> Finding {
    for id in catalog.files.ids(.scenario) {
      guard let scenario = try? catalog.files.scenario(id: id), let system = try? catalog.files.system(of: scenario),
        let integrator = Backends.integrator(named: scenario.settings.integrator),
        let run = try? Simulation(of: scenario, system: system, with: integrator)
      else { continue }
      let balances = run.audit.holds ? "every balance holds" : "a balance does not hold"
      return Finding(subject: "self-test", isWell: run.audit.holds, words: "\(id): \(balances)")
    }
    return Finding(subject: "self-test", isWell: false, words: "no scenario of the catalog could be simulated")
  }

  private static func words(_ error: any Error) -> String {
    guard let report = FailureReport(error) else { return "\(error)" }
    return report.items.map { "\($0.place): \($0.found)" }.joined(separator: "; ")
  }

  private static func table(_ findings: [Finding]) -> String {
    var table = TextTable("", "CHECK", "FOUND")
    for finding in findings { table.row(finding.isWell ? "ok" : "BAD", finding.subject, finding.words) }
    return table.text
  }

  private static func json(_ findings: [Finding]) -> String {
    var json = JSONWriter()
    json.object { json in
      json.string("schema", "pur-mold-twin/doctor/1")
      json.boolean("well", findings.allSatisfy(\.isWell))
      json.array("checks", findings) { json, finding in
        json.object { json in
          json.string("check", finding.subject)
          json.boolean("well", finding.isWell)
          json.string("found", finding.words)
        }
      }
    }
    return json.text + "\n"
  }
}
