/// Folds agreed on beforehand, as a file of JSON states them.
///
/// An object with `n_cycles`, the number of rows, and `folds`: for each target and each kind of division the zero-based
/// rows of every test fold. Other members, such as `block_id`, group rows by numbers of equal length; `note` explains.
public struct FoldFile: Hashable, Sendable {
  /// Number of rows that the folds are about.
  public let count: Int
  /// What the file says of itself; may be empty.
  public let note: String
  /// `folds[target][kind]`
  public let folds: [String: [String: Folds]]
  /// Groups of rows by name, without the ending `_id`.
  public let groups: [String: [Int]]

  private static let bytesMaximum = 64 << 20
  private static let rowsMaximum = 10_000_000

  /// Reads a file of folds.
  /// - Throws: ``ModelFileError`` of kind `malformed`: not such a file, or folds that overlap or name unknown rows.
  public init(_ bytes: [UInt8]) throws(ModelFileError) {
    guard bytes.count <= Self.bytesMaximum else {
      throw ModelFileError(
        kind: .malformed, place: "folds", found: "\(bytes.count) bytes", expected: "at most \(Self.bytesMaximum)")
    }
    let file = ModelField(try ModelValue.readDocument(bytes), path: "folds")
    let count = try file.member("n_cycles").count(in: 2...Self.rowsMaximum)
    self.count = count
    note = try file.optional("note")?.words(orEmpty: true) ?? ""
    guard case .object(let members) = file.value else { throw file.wrong("an object") }
    var groups: [String: [Int]] = [:]
    for key in members.keys where key.hasSuffix("_id") {
      let rows = try file.member(key).integers(count: count, in: -1...Int64(Self.rowsMaximum))
      groups[String(key.dropLast(3))] = rows
    }
    self.groups = groups
    var folds: [String: [String: Folds]] = [:]
    for (target, kinds) in try file.member("folds").members() {
      for (kind, field) in try kinds.members() {
        let tests = try field.list(limit: 10_000) { rows throws(ModelFileError) in
          try rows.integers(in: 0...Int64(count - 1))
        }
        guard let one = Folds(tests: tests, count: count), !tests.isEmpty else {
          throw field.wrong("folds of distinct rows, none empty", found: "others")
        }
        folds[target, default: [:]][kind] = one
      }
    }
    self.folds = folds
  }
}

extension ModelField {
  /// The members of an object, by name.
  fileprivate func members() throws(ModelFileError) -> [(String, ModelField)] {
    guard case .object(let members) = value else { throw wrong("an object") }
    return members.sorted { $0.key < $1.key }.map { ($0.key, ModelField($0.value, path: "\(path).\($0.key)")) }
  }
}
