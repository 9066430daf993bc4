import Historian
import Learning
import Registry
import Twin

/// Whether everything that the service was given works.
struct Readiness: Sendable {
  private let parts: TwinService.Parts
  /// Whether the historian answers.
  private let historian: Glance<Health.Check>?

  /// How long an answer of the historian is waited for [s].
  static let patience = 2

  init(_ parts: TwinService.Parts) {
    self.parts = parts
    historian = parts.historian.map { historian in
      Glance(patience: .seconds(Self.patience)) {
        do throws(HistorianFailure) {
          return .init(name: "historian", ready: true, detail: "\(try await historian.signals().count) signals")
        } catch {
          return .init(name: "historian", ready: false, detail: error.kind.rawValue)
        }
      }
    }
  }

  /// One line for each thing the service needs.
  func checks() async -> [Health.Check] {
    let systems = parts.catalog.ids(.system).count
    var checks = [Health.Check(name: "catalog", ready: systems > 0, detail: "\(systems) systems")]
    if let keys = parts.keys {
      do {
        let count = try keys.keys().count
        checks.append(.init(name: "keys", ready: count > 0, detail: "\(count) keys"))
      } catch {
        checks.append(.init(name: "keys", ready: false, detail: "the file of keys cannot be read"))
      }
    }
    if let tokens = parts.tokens {
      do {
        try tokens.check(at: parts.now())
        checks.append(.init(name: "tokens", ready: true, detail: "keys of the identity provider"))
      } catch {
        checks.append(.init(name: "tokens", ready: false, detail: error.found))
      }
    }
    checks += models
    if let shelf = parts.hydraulics {
      do {
        _ = try shelf.copy(at: parts.now())
        checks.append(.init(name: "model.hydraulics", ready: true, detail: "verified"))
      } catch {
        checks.append(.init(name: "model.hydraulics", ready: false, detail: "the model cannot be read"))
      }
    }
    if let historian {
      let silent = Health.Check(name: "historian", ready: false, detail: "no answer within \(Self.patience) s")
      checks.append(await historian() ?? silent)
    }
    return checks
  }

  /// Whether there are models and all of them can answer.
  var canPredict: Bool { !models.isEmpty && models.allSatisfy(\.ready) }

  private var models: [Health.Check] {
    guard let shelf = parts.models else { return [] }
    let tasks = shelf.registry.tasks
    guard !tasks.isEmpty else {
      return [.init(name: "models", ready: false, detail: "the registry holds no model")]
    }
    return tasks.map { task in
      let obstacle = shelf.obstacle(task)
      return .init(name: "model.\(task)", ready: obstacle == nil, detail: obstacle?.status.rawValue ?? "verified")
    }
  }
}
