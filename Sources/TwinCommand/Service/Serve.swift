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
        pur-mold-twin serve --plant Plants/line-3.yaml --historian plant.db      (watches the plant, too)
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
    let metrics = MetricRegistry()
    let isWatching = configuration.plant != nil || demo.demo
    let place = try configuration.historian.map { address throws(CommandFailure) in
      try configuration.historianPlace(address)
    }
    let feed = try await ServedFeed.open(
      place, keptIn: configuration.stateFolder + "/feed", isNeeded: isWatching, words)
    let served = try await ServedPlant.start(configuration, demo, telling: feed, metrics, words)
    var historian: (any Historian)? = served?.watched.historian
    if served == nil { historian = try await openHistorian(place) }
    let writer: (any WriterDesk)? = try served?.desk ?? mailbox(configuration)
    let sessions = isKeyed ? SessionBook(keys: configuration.keyFile) : nil
    var added = [served.map { $0.metrics.part($0.watched) }, feed.part].compactMap { $0 }
    let isLive = served != nil || feed.isShared
    if isLive { added.append(try livePart(served?.desk ?? feed.desk, configuration, feed.hub, sessions, words).part) }
    let answers = AnswerBook(path: configuration.stateFolder + "/answers.jsonl")
    if !answers.isLasting { words.warning("answers to requests with a key are forgotten when the service ends") }
    let service = try TwinService(
      .init(
        catalog: files.files, integrators: Backends.entries.filter { $0.name != "jax" },
        reproduction: Reproduction(version: Version.number, revision: Revision.current),
        keys: isKeyed ? configuration.keyFile : nil, tokens: isKeyed ? configuration.tokenVerifier : nil,
        sessions: sessions, models: configuration.models.map { ModelShelf(ModelRegistry($0)) }, historian: historian,
        writer: writer, hydraulics: configuration.hydraulics.map { HydraulicShelf(folder: $0) }, metrics: metrics,
        feed: isLive ? feed.publisher : nil, answers: answers, audit: configuration.auditLog, added: added,
        now: { Date().timeIntervalSince1970 }),
      configuration: configuration)
    let scheme = configuration.certificate == nil ? "http" : "https"
    let host = configuration.host.contains(":") ? "[\(configuration.host)]" : configuration.host
    do {
      try await service.run(isTalkative: words.level >= .info) { port in
        StandardStream.error.write("listening at \(scheme)://\(host):\(port)/docs\n")
        if isLive { StandardStream.error.write("live page: \(scheme)://\(host):\(port)/live-page\n") }
      }
    } catch {
      _ = await served?.end(words)
      await feed.end()
      throw CommandFailure(
        place: "host, port", found: "`\(configuration.host):\(configuration.port)`, where nothing can listen: \(error)",
        expected: "an address of this machine and a free port", remedy: "choose another with --port")
    }
    // Who listened has been told to come back; now the plant's samples find their place.
    let isBalanced = await served?.end(words) ?? true
    await feed.end()
    guard isBalanced else { throw ExitStatus.solverFailed }
  }

  /// The live part; without the page where none was built.
  private func livePart(
    _ desk: (any AlarmDesk)?, _ configuration: ServiceConfiguration, _ hub: LiveHub, _ sessions: SessionBook?,
    _ words: Words
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
      hub: hub, desk: desk, page: page,
      keys: configuration.authentication == .required ? configuration.keyFile : nil,
      sessions: sessions, origins: configuration.origins, version: Version.number, now: { Date().timeIntervalSince1970 }
    )
  }

  private func openHistorian(_ place: HistorianPlace?) async throws -> (any Historian)? {
    guard let place else { return nil }
    do throws(HistorianFailure) {
      return try await place.open(isWriter: false, environment: WatchHistorianOptions.environment)
    } catch {
      throw CommandFailure(
        place: error.place, found: "\(error.found), while \(error.action)", expected: "a historian",
        remedy: error.remedy)
    }
  }

  /// The watch of another process that writes the historian of the settings.
  private func mailbox(_ configuration: ServiceConfiguration) throws -> MailboxDesk? {
    guard let address = configuration.historian else { return nil }
    let place = try HistorianPlace(address)
    switch place {
    case .sqlite(let path): return MailboxDesk(place: place, mailbox: path + ".watch/requests")
    case .postgresql: return MailboxDesk(place: place, mailbox: nil)
    case .memory: return nil
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
