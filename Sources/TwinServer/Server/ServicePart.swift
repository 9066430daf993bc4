package import Hummingbird
package import HummingbirdCore
package import ServiceLifecycle

/// What another part of the program adds to the service.
package struct ServicePart: Sendable {
  /// Operations that the API's document describes.
  package var operations: @Sendable (inout SchemaReflection) -> [Operation]
  /// Routes that it does not describe: pages and streams. The gate tells who calls.
  package var routes: @Sendable (Router<ServiceContext>, CallGate) -> Void
  /// Makes the channel of connections that speak HTTP/1.1, for a part that lets them become something else; at most one
  /// part has one.
  package var connections: (@Sendable (@escaping HTTPChannelHandler.Responder) -> any ServerChildChannel)?
  /// What runs beside the server, begun before it and ended after it.
  package var services: [any Service]
  /// Looks at what the part counts, before the metrics are written.
  package var collect: @Sendable (MetricRegistry) async -> Void

  package init(
    operations: @escaping @Sendable (inout SchemaReflection) -> [Operation] = { _ in [] },
    routes: @escaping @Sendable (Router<ServiceContext>, CallGate) -> Void = { _, _ in },
    connections: (@Sendable (@escaping HTTPChannelHandler.Responder) -> any ServerChildChannel)? = nil,
    services: [any Service] = [], collect: @escaping @Sendable (MetricRegistry) async -> Void = { _ in }
  ) {
    self.operations = operations
    self.routes = routes
    self.connections = connections
    self.services = services
    self.collect = collect
  }
}
