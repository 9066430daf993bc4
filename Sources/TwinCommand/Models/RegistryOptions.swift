import ArgumentParser
import Learning
import Registry
import Twin

/// Where models are.
struct RegistryOptions: ParsableArguments {
  /// The registry that is used when none is named.
  static let usual = "Models"

  @Option(help: ArgumentHelp("The registry of models.", valueName: "folder"))
  var registry = RegistryOptions.usual
}

extension RegistryOptions {
  /// The models that answer tasks, or why there are none.
  func models(_ tasks: [String], alias: String) -> [TaskModel] {
    let cache = ModelCache(ModelRegistry(registry))
    return tasks.map { task in
      do throws(PredictionRefusal) {
        let found = try cache.model(task, alias)
        return TaskModel(task, alias: alias, found.model, digest: found.digest)
      } catch {
        return TaskModel(task, alias: alias, refusal: error)
      }
    }
  }
}
