import HTTPTypes
package import Historian
package import Hummingbird
import HummingbirdCore
import HummingbirdHTTP2
package import Integrators
package import LiveFeed
package import Logging
import NIOCore
import NIOSSL
package import Twin

/// The service: everything that answers requests, put together.
package struct TwinService: Sendable {
  /// What the service is made of, opened by the command.
  package struct Parts: Sendable {
    package var catalog: FileCatalog
    /// Integrators that may be asked for, the usual choice first.
    package var integrators: [IntegratorCatalog.Entry]
    package var reproduction: Reproduction
    /// The keys; `nil` for a service that asks for none.
    package var keys: KeyFile?
    /// Who verifies tokens; `nil` where none are taken.
    package var tokens: TokenVerifier?
    /// Sessions of people at a page; `nil` where there are none.
    package var sessions: SessionBook?
    /// The learned models; `nil` for a service that does not predict.
    package var models: ModelShelf?
    /// What remembers samples and records; `nil` where nothing does.
    package var historian: (any Historian)?
    /// Who writes the historian; `nil` where nobody can be reached.
    package var writer: (any WriterDesk)?
    /// The model that judges cycles of the hydraulic rig; `nil` for a service that does not.
    package var hydraulics: HydraulicShelf?
    package var metrics: MetricRegistry
    /// Who is told what models say of machines; `nil` where nobody listens.
    package var feed: (any LivePublisher)?
    /// What was answered to requests that act, by their keys.
    package var answers: AnswerBook
    /// Where what was done is written down; `nil` where nothing is.
    package var audit: AuditLog?
    /// What other parts of the program add.
    package var added: [ServicePart]
    /// The time [s since 1970].
    package var now: @Sendable () -> Double

    package init(
      catalog: FileCatalog, integrators: [IntegratorCatalog.Entry], reproduction: Reproduction, keys: KeyFile?,
      tokens: TokenVerifier? = nil, sessions: SessionBook? = nil, models: ModelShelf? = nil,
      historian: (any Historian)? = nil,
      writer: (any WriterDesk)? = nil, hydraulics: HydraulicShelf? = nil,
      metrics: MetricRegistry = MetricRegistry(), feed: (any LivePublisher)? = nil,
      answers: AnswerBook = AnswerBook(), audit: AuditLog? = nil,
      added: [ServicePart] = [], now: @escaping @Sendable () -> Double
    ) {
      self.catalog = catalog
      self.integrators = integrators
      self.reproduction = reproduction
      self.keys = keys
      self.tokens = tokens
      self.sessions = sessions
      self.models = models
      self.historian = historian
      self.writer = writer
      self.hydraulics = hydraulics
      self.metrics = metrics
      self.feed = feed
      self.answers = answers
      self.audit = audit
      self.added = added
      self.now = now
    }
  }

  package let api: API
  package let configuration: ServiceConfiguration
  private let parts: Parts
  private let document: [UInt8]
  private let limiter: RateLimiter
  private let gate: CallGate

  /// - Throws: an error of the descriptions compiled in, which is a mistake of the program.
  package init(_ parts: Parts, configuration: ServiceConfiguration) throws {
    self.parts = parts
    self.configuration = configuration
    var reflection = SchemaReflection()
    let result = try ResultSchema(PackageResources.simulation_1_json, name: "Simulation")
    let queue = WorkQueue(width: configuration.parallel, depth: configuration.waiting)
    let predictions = try ResultSchema(PackageResources.predictions_1_json, name: "Predictions")
    let catalog = parts.catalog
    let reader = ShotReader(catalog: catalog, integrators: parts.integrators)
    let readiness = Readiness(parts)
    let herald = PredictionHerald(feed: parts.feed, now: parts.now)
    let health = Health(
      version: .init(
        name: "pur-mold-twin", version: parts.reproduction.version, revision: parts.reproduction.revision,
        integrators: parts.integrators.map(\.name)),
      checks: { await readiness.checks() })
    var operations = health.operations(&reflection)
    operations += CatalogRoutes(catalog: catalog).operations(&reflection)
    operations += SimulationRoutes(
      reader: reader, queue: queue, reproduction: parts.reproduction, resultSchema: result.root
    ).operations(&reflection)
    operations += PredictionRoutes(
      shelf: parts.models, reader: reader, queue: queue, herald: herald, reproduction: parts.reproduction,
      resultSchema: predictions.root
    ).operations(&reflection)
    operations += ModelRoutes(shelf: parts.models).operations(&reflection)
    operations += InferenceRoutes(
      shelf: parts.models, queue: queue, version: parts.reproduction.version, isReady: { readiness.canPredict }
    ).operations(&reflection)
    let diagnosis = try ResultSchema(PackageResources.hydraulic_diagnosis_1_json, name: "Diagnosis")
    if let historian = parts.historian {
      operations += HistoryRoutes(historian: historian).operations(&reflection)
      operations += QuarantineRoutes(historian: historian, desk: parts.writer).operations(&reflection)
      operations += DiagnosisRoutes(
        shelf: parts.hydraulics, historian: historian, desk: parts.writer, queue: queue, herald: herald,
        documentSchema: diagnosis.root, now: parts.now
      ).operations(&reflection)
    }
    let sessions = parts.sessions.map {
      SessionGate(book: $0, isEncrypted: configuration.certificate != nil)
    }
    operations += SessionRoutes(gate: sessions, audit: parts.audit, now: parts.now).operations(&reflection)
    operations.append(MetricsRoute(metrics: parts.metrics, queue: queue, readiness: readiness, parts).operation)
    for part in parts.added { operations += part.operations(&reflection) }
    let definitions = result.definitions.merging(predictions.definitions) { $1 }.merging(diagnosis.definitions) { $1 }
    let written = definitions.mapValues { JSONSchema(.written($0)) }
    let components = reflection.components.merging(written) { $1 }
    gate = CallGate(
      keys: parts.keys, tokens: parts.tokens, sessions: sessions,
      limiter: RateLimiter(rate: configuration.requestRate, burst: Double(configuration.requestBurst)),
      bodyMaximum: configuration.bodyMaximum, timeMaximum: configuration.requestTime, now: parts.now)
    api = API(
      operations: operations, components: components, gate: gate,
      acting: Acting(answers: parts.answers, audit: parts.audit))
    document = try api.document(version: parts.reproduction.version).text(indented: true)
    limiter = RateLimiter(rate: configuration.requestRate, burst: Double(configuration.requestBurst))
  }

  /// Routes and what stands before them.
  package func router() -> Router<ServiceContext> {
    let router = Router(context: ServiceContext.self, options: .autoGenerateHeadEndpoints)
    router.add(middleware: RequestLog(metrics: parts.metrics))
    router.add(middleware: ProblemMiddleware(api: api))
    if !configuration.origins.isEmpty { router.add(middleware: CrossOrigin(origins: Set(configuration.origins))) }
    router.add(middleware: RateLimitMiddleware(limiter: limiter, now: parts.now))
    router.add(middleware: CompressionMiddleware(bodyMaximum: configuration.bodyMaximum))
    api.register(on: router)
    DocumentRoutes(document: document, api: api).register(on: router)
    for part in parts.added { part.routes(router, gate) }
    return router
  }

  /// The server, ready to run until it is told to stop: SIGTERM and SIGINT let it answer what it has begun.
  ///
  /// - Parameters:
  ///   - logger: where its lines go.
  ///   - started: is told the port when the server listens.
  /// - Throws: for a certificate or key that cannot be read.
  package func application(
    logger: Logger, started: @escaping @Sendable (Int) async -> Void
  ) throws -> some ApplicationProtocol {
    var application = Application(
      router: router(), server: try server(),
      configuration: .init(
        address: .hostname(configuration.host, port: configuration.port), serverName: nil, backlog: 1024),
      onServerRunning: { channel in await started(channel.localAddress?.port ?? configuration.port) },
      logger: logger)
    for part in parts.added {
      for service in part.services { application.addServices(service) }
    }
    return application
  }

  /// Serves until SIGTERM or SIGINT; answers what has begun before it returns.
  ///
  /// - Parameters:
  ///   - isTalkative: whether each request is worth a line of the log.
  ///   - started: is told the port when the server listens.
  /// - Throws: when nothing can listen there, or for a certificate or key that cannot be read.
  package func run(isTalkative: Bool, started: @escaping @Sendable (Int) async -> Void) async throws {
    let isJSON = configuration.logFormat == .json
    var logger = Logger(label: "service") { LineLog(label: $0, json: isJSON) }
    logger.logLevel = isTalkative ? .info : .warning
    try await application(logger: logger, started: started).runService()
  }

  /// How connections are spoken on: HTTP/1.1, and with a certificate HTTP/2 too.
  private func server() throws -> HTTPServerBuilder {
    let make =
      parts.added.compactMap(\.connections).first ?? { responder in
        HTTP1Channel(responder: responder, configuration: Self.first)
      }
    guard let certificate = configuration.certificate else { return HTTPServerBuilder { make($0) } }
    var tls = TLSConfiguration.makeServerConfiguration(
      certificateChain: try NIOSSLCertificate.fromPEMFile(certificate.chain).map { .certificate($0) },
      privateKey: .privateKey(try NIOSSLPrivateKey(file: certificate.key, format: .pem)))
    tls.minimumTLSVersion = .tlsv12
    tls.applicationProtocols = ["h2", "http/1.1"]
    let context = try NIOSSLContext(configuration: tls)
    return HTTPServerBuilder { responder in
      Self.encrypted(make(responder), HTTP2Channel(responder: responder, configuration: Self.second), context)
    }
  }

  private static func encrypted(
    _ plain: some ServerChildChannel, _ second: HTTP2Channel, _ context: NIOSSLContext
  ) -> any ServerChildChannel {
    EncryptedChannel(context: context, plain: plain, second: second)
  }

  /// A caller who says nothing for this long is let go.
  private static let patience = TimeAmount.seconds(75)
  private static let first = HTTP1Channel.Configuration(
    additionalChannelHandlers: [RequestDeadline()], idleTimeout: patience)
  private static let second = HTTP2ChannelConfiguration(idleTimeout: .seconds(75), streamConfiguration: first)
}
