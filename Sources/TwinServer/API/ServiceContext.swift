package import Hummingbird
import NIOCore

/// What the service knows of one request besides its text.
package struct ServiceContext: RequestContext {
  package var coreContext: CoreRequestContextStorage
  /// The address of the client, without port; `local` where requests come from within the process.
  package let address: String
  /// Identifier of the request in logs, problems and the head of the answer.
  package var requestID = ""
  /// Who asks; known after ``API`` has checked the key.
  package let caller = CallerBox()

  package init(source: ApplicationRequestContextSource) {
    coreContext = CoreRequestContextStorage(source: source)
    address = source.channel.remoteAddress?.ipAddress ?? "local"
  }
}
