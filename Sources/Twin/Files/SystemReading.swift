import Foaming

extension FieldReader {
  /// A system file.
  func system() -> MaterialSystem? {
    let keys = [
      "schema", "id", "name", "family", "summary", "agent", "archetype", "documents", "notes", "provenance",
      "data_sheet", "model",
    ]
    guard let fields = fields(keys) else { return nil }
    fields.require("schema", "`\(FileKind.system.schema)`")?.checkSchema(.system)
    let id = fields.require("id", "an identifier")?.identifier()
    let name = fields.require("name", "the system's name")?.text()
    let families = MaterialSystem.Family.allCases.map(\.rawValue)
    let family = fields.require("family", "one of \(families.joined(separator: ", "))")?.choice(families)
    let provenance = fields["provenance"]?.provenance()
    var system = MaterialSystem(
      id: id ?? "", name: name ?? "", family: family.flatMap(MaterialSystem.Family.init(rawValue:)) ?? .laboratory)
    system.summary = fields["summary"]?.text() ?? ""
    system.agent = fields["agent"]?.text()
    system.isArchetype = fields["archetype"]?.flag() ?? false
    system.documents = fields["documents"]?.texts() ?? []
    system.notes = fields["notes"]?.texts() ?? []
    if let sheet = fields["data_sheet"] { system.sheet = sheet.properties(SheetItem.self, inherited: provenance) }
    if let model = fields["model"] { system.model = model.properties(ModelParameter.self, inherited: provenance) }
    guard id != nil, name != nil, family != nil else { return nil }
    return system
  }
}
