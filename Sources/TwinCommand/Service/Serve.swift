import ArgumentParser
import Foundation
import Historian
import Integrators
import LiveFeed
import Registry
import Twin
import TwinServer

/// `serve`: answers requests until it is told to stop.
struct Serve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Serve the twin over HTTP: REST, reference page, metrics.",
    discussion: """
      The first run makes an administrator's key and shows it once. SIGTERM and SIGINT let requests that have begun end.
        pur-mold-twin serve
        pur-mold-twin serve --config service.yaml --port 8443
        pur-mold-twin serve --demo      (a simulated plant on the live page)
      Settings: pur-mold-twin config show --origin
      """)

  @OptionGroup var options: ServiceOptions
  @OptionGroup var demo: DemoOptions
  @OptionGroup var catalog: CatalogOptions
  @OptionGroup var words: WordsOptions

  func run() async throws {
    let words = words.words
    let configuration = try options.read().configuration
    if let danger = configuration.danger {
      throw CommandFailure(
        place: "host", found: danger.found, expected: "an address of this machine, or TLS and keys",
        remedy: danger.remedy)
    }
    try checkCertificate(configuration)
    try configuration.prepareState()
    let files = try Catalog(systems: catalog.systems)
    for damaged in files.damaged { words.warning("\(damaged.errors)") }
    let isKeyed = configuration.authentication == .required
    if isKeyed, !configuration.keyFile.exists { try makeFirstKey(configuration) }
    let hub = LiveHub(epoch: UUID().uuidString)
    let played = demo.demo ? try await startDemo(configuration, hub, words) : nil
    var historian = played?.historian
    if played == nil { historian = try await openHistorian(configuration) }
    let live = try played.map { try livePart($0, configuration, hub, words) }
    let service = try TwinService(
      .init(
        catalog: files.files, integrators: Backends.entries.filter { $0.name != "jax" },
        reproduction: Reproduction(version: Version.number, revision: Revision.current),
        keys: isKeyed ? configuration.keyFile : nil, tokens: isKeyed ? configuration.tokenVerifier : nil,
        models: configuration.models.map { ModelShelf(ModelRegistry($0)) }, historian: historian,
        added: live.map { [$0.part] } ?? [], now: { Date().timeIntervalSince1970 }),
      configuration: configuration)
    let scheme = configuration.certificate == nil ? "http" : "https"
    let host = configuration.host.contains(":") ? "[\(configuration.host)]" : configuration.host
    do {
      try await service.run(isTalkative: words.level >= .info) { port in
        StandardStream.error.write("listening at \(scheme)://\(host):\(port)/docs\n")
        if live != nil { StandardStream.error.write("live page: \(scheme)://\(host):\(port)/live-page\n") }
      }
      await played?.end(words)
    } catch {
      await played?.end(words)
      throw CommandFailure(
        place: "host, port", found: "`\(configuration.host):\(configuration.port)`, where nothing can listen: \(error)",
        expected: "an address of this machine and a free port", remedy: "choose another with --port")
    }
  }

  private func startDemo(
    _ configuration: ServiceConfiguration, _ hub: LiveHub, _ words: Words
  ) async throws -> DemoPlant {
    guard configuration.historian == nil else {
      throw CommandFailure(
        place: "historian", found: "a historian beside --demo", expected: "one of the two",
        remedy: "leave out one: a demo keeps its samples in demo.db of the state's folder")
    }
    return try await DemoPlant.start(demo, telling: hub, in: configuration.stateFolder, words)
  }

  /// The live part; without the page where none was built.
  private func livePart(
    _ played: DemoPlant, _ configuration: ServiceConfiguration, _ hub: LiveHub, _ words: Words
  ) throws -> LivePart {
    let folders = [
      ProgramPlace.installedShare?.appending(path: "page"), ProgramPlace.checkout?.appending(path: "Web/page"),
    ]
    let folder = folders.compactMap { $0 }.first { ProgramPlace.isFolder($0) }
    var page: LivePage?
    do throws(LivePageError) {
      page = try folder.map { url throws(LivePageError) in try LivePage(folder: url.path) }
    } catch {
      throw CommandFailure(
        .dataUnusable, place: error.place, found: error.found, expected: error.expected, remedy: "build it: make web")
    }
    if page == nil { words.warning("the live page is not built: make web") }
    return LivePart(
      hub: hub, desk: played.desk, page: page,
      keys: configuration.authentication == .required ? configuration.keyFile : nil,
      origins: configuration.origins, version: Version.number, now: { Date().timeIntervalSince1970 })
  }

  private func openHistorian(_ configuration: ServiceConfiguration) async throws -> (any Historian)? {
    guard let address = configuration.historian else { return nil }
    do throws(HistorianFailure) {
      return try await HistorianPlace(address).open(
        isWriter: false, environment: ProcessInfo.processInfo.environment)
    } catch {
      throw CommandFailure(
        place: error.place, found: "\(error.found), while \(error.action)", expected: "a historian",
        remedy: error.remedy)
    }
  }

  private func makeFirstKey(_ configuration: ServiceConfiguration) throws {
    let made = APIKey.make(
      name: "first administrator", role: .administrator, at: Date().timeIntervalSince1970, expires: nil)
    try configuration.keyFile.add(made.key)
    try configuration.auditLog.append(
      actor: "console", action: "key made", subject: made.key.id, at: Date().timeIntervalSince1970)
    StandardStream.error.write("The administrator's key, shown this once:\n  \(made.text)\n")
  }

  private func checkCertificate(_ configuration: ServiceConfiguration) throws(CommandFailure) {
    guard let certificate = configuration.certificate else { return }
    for (key, path) in [("tls.certificate", certificate.chain), ("tls.key", certificate.key)]
    where !FileManager.default.isReadableFile(atPath: path) {
      throw CommandFailure(
        place: key, found: "`\(path)`, which cannot be read", expected: "a file in PEM", remedy: "check the path")
    }
  }
}
