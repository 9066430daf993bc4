/// A polyurethane system as its user knows it: the data sheet, and the model parameters with their sources.
public struct MaterialSystem: Hashable, Sendable {
  /// The kind of foam, which selects defaults for criteria and for archetypes.
  public enum Family: String, Hashable, Sendable, CaseIterable {
    case flexible
    case rigid
    case integralSkin = "integral-skin"
    case semiRigid = "semi-rigid"
    case laboratory

    /// True when the cells stay closed, so that their pressure acts on the part after demold.
    public var isClosedCell: Bool {
      switch self {
      case .rigid, .integralSkin, .laboratory: true
      case .flexible, .semiRigid: false
      }
    }
  }

  /// Stable identifier, lower-case words joined by hyphens.
  public var id: String
  public var name: String
  public var family: Family
  /// What the system is and what its numbers do not claim.
  public var summary: String
  /// Name of the physical blowing agent, if any.
  public var agent: String?
  /// True for the archetypes: engineering defaults that may fill gaps of other systems.
  public var isArchetype: Bool
  /// Titles of the documents the numbers were read from.
  public var documents: [String]
  /// Remarks for the reader: processing recommendations that the model does not use.
  public var notes: [String]
  public var sheet: Properties<SheetItem>
  public var model: Properties<ModelParameter>

  public init(
    id: String, name: String, family: Family, summary: String = "", agent: String? = nil, isArchetype: Bool = false,
    documents: [String] = [], notes: [String] = [], sheet: Properties<SheetItem> = Properties(),
    model: Properties<ModelParameter> = Properties()
  ) {
    self.id = id
    self.name = name
    self.family = family
    self.summary = summary
    self.agent = agent
    self.isArchetype = isArchetype
    self.documents = documents
    self.notes = notes
    self.sheet = sheet
    self.model = model
  }
}
