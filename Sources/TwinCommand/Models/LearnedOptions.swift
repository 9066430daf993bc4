import ArgumentParser
import Learning
import Registry
import Twin

/// Whether learned models say something of a simulated shot too.
struct LearnedOptions: ParsableArguments {
  @Flag(help: "Attach predictions of learned models; without a model the result says so.")
  var withMl = false

  @OptionGroup var place: RegistryOptions

  @Flag(help: "With --with-ml: also give what each feature adds, Shapley contributions.")
  var explain = false

  func validate() throws {
    if !withMl, explain { throw ValidationError("--explain needs --with-ml") }
    if !withMl, place.registry != RegistryOptions.usual { throw ValidationError("--registry needs --with-ml") }
  }

  /// What the models say; `nil` when nobody asked. A model that is missing or damaged is part of the answer.
  func sheet(of request: ShotRequest, _ words: Words) -> PredictionSheet? {
    guard withMl else { return nil }
    var models = place.models(ModelTask.allCases.map(\.rawValue), alias: ModelRegistry.champion)
    let sheet = PredictionSheet(request.featureRow, &models, isExplained: explain)
    let silent = sheet.answers.filter { $0.status != .ok }
    if !silent.isEmpty {
      words.warning(
        "no prediction of " + silent.map { "\($0.task) (\($0.status.rawValue))" }.joined(separator: ", "))
    }
    return sheet
  }
}
