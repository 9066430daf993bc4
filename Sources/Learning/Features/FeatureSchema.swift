public import Columnar
internal import Integrators
public import Plant

/// The columns of a table for learning: which, in which order, and what they mean.
public struct FeatureSchema: Sendable {
  /// Raised when a feature is added, removed, renamed or computed differently.
  public let version: Int
  public let features: [FeatureDefinition]
  public let targets: [TargetDefinition]
  /// SHA-256 over version and the names, units, formulas and windows of the features, in order, as 64 hexadecimal
  /// digits. A model trained on one hash refuses rows of another.
  public let hash: String

  /// The schema this program builds.
  public static let current = FeatureSchema(
    version: 1,
    features: FeatureDefinition.process + FeatureDefinition.measured + FeatureDefinition.simulated
      + FeatureDefinition.residual, targets: TargetDefinition.all)

  private init(version: Int, features: [FeatureDefinition], targets: [TargetDefinition]) {
    self.version = version
    self.features = features
    self.targets = targets
    var text = "pur-mold-twin/features/\(version)\n"
    for feature in features {
      let cells = [feature.name, feature.unit, feature.formula, feature.window?.description ?? ""]
      text += cells.joined(separator: "\t") + "\n"
    }
    hash = SHA256Digest(text).description
  }

  /// Version and first twelve digits of the hash, as each row states them: `1:0123456789ab`.
  public var mark: String { "\(version):\(hash.prefix(12))" }

  /// Columns that say which shot a row is about.
  public static let identity: [ColumnSchema] = [
    ColumnSchema("feature_schema", .string), ColumnSchema("origin", .string), ColumnSchema("shot_id", .string),
    ColumnSchema("start", .timestamp), ColumnSchema("machine", .string), ColumnSchema("mold", .string),
    ColumnSchema("system", .string),
  ]
  /// Name of the column that says which features are missing and why.
  public static let missingColumn = "missing"

  /// All columns of a table in their order: identity, features, what is missing, targets.
  public var columns: [ColumnSchema] {
    Self.identity + features.map { ColumnSchema($0.name, .double) } + [ColumnSchema(Self.missingColumn, .string)]
      + targets.map { ColumnSchema($0.name, $0.type) }
  }

  /// The series that features look at.
  public var signals: Set<ShotSignal> { Set(features.compactMap(\.signal)) }

  /// Key and value pairs of a Parquet file of this schema.
  public var metadata: [String: String] {
    ["pur-mold-twin/features": "\(version)", "pur-mold-twin/features/hash": hash]
  }

  /// Checks that a table was built by this schema, whatever file it was in.
  /// - Throws: ``FeatureSchemaMismatch``.
  public func check(_ table: ColumnTable) throws(FeatureSchemaMismatch) {
    if let stated = table.metadata["pur-mold-twin/features/hash"], stated != hash {
      throw FeatureSchemaMismatch(found: "features of hash \(stated)", expected: "hash \(hash)")
    }
    for (index, column) in columns.enumerated() {
      let found = index < table.columns.count ? table.columns[index].schema : nil
      guard found == column else {
        throw FeatureSchemaMismatch(
          found: found.map { "column \(index + 1) `\($0.name)`, \($0.type.rawValue)" } ?? "\(index) columns",
          expected: "`\(column.name)`, \(column.type.rawValue)")
      }
    }
    guard table.columns.count == columns.count else {
      throw FeatureSchemaMismatch(found: "\(table.columns.count) columns", expected: "\(columns.count)")
    }
    if let other = table.texts("feature_schema")?.first(where: { $0 != mark }) {
      throw FeatureSchemaMismatch(found: "a row of schema `\(other ?? "")`", expected: "`\(mark)`")
    }
  }
}

/// A table is not of the schema asked for.
public struct FeatureSchemaMismatch: Error, Hashable, Sendable, CustomStringConvertible {
  public let found: String
  public let expected: String

  public var description: String { "found \(found); expected \(expected)" }
}
