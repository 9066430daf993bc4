import Foaming
import Integrators
import Twin

/// What a study starts from: files read, overrides applied, integrator chosen.
struct StudyRequest {
  let template: ScenarioTemplate
  let archetype: MaterialSystem?

  init(_ options: ShotOptions, words: Words) throws {
    let files = try ShotFiles(options, words: words)
    var overrides = files.overrides
    if let backend = options.backend {
      let integrator = try ShotRequest.integrator(backend, option: "--backend")
      overrides.append(try Override("settings.integrator=\(integrator.name)"))
    }
    template = try ScenarioTemplate(
      files.catalog.files, text: files.text, file: files.file, overrides: overrides)
    try options.requireUse(in: template.scenario)
    archetype = try files.archetype(options)
    words.info(
      "scenario read",
      [
        "scenario": template.scenario.id, "system": template.system.id, "mold": template.scenario.mold.id,
      ])
  }
}
