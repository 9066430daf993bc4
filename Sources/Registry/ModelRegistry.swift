import Foundation
import Integrators
public import Learning
public import Plant

/// Models on disk: numbered versions of each task, and aliases that stand for one of them.
///
/// ```
/// <root>/<task>/versions/<n>/model.ubj  card.json  SHA256SUMS  and what else belongs to the model
/// <root>/<task>/aliases/champion        the version, then every switch
/// ```
///
/// A version is written beside its place, forced to the disk and renamed: it is there completely or not at all, and it
/// never changes. An alias is one file that is replaced in one step. `SHA256SUMS` is in the form that `sha256sum -c`
/// takes.
public struct ModelRegistry: Sendable {
  /// The alias that answers, and the one that answers beside it without counting.
  public static let (champion, shadow) = ("champion", "shadow")
  /// The sketch of the rows that a model learned from, where it has one; `check-drift --reference` takes it.
  public static let driftFile = "drift-reference.json"
  static let (cardFile, sumsFile) = ("card.json", "SHA256SUMS")
  /// Files that a version has at most, and versions that a task has at most.
  static let (fileMaximum, versionMaximum) = (32, 1_000_000)

  public let root: String

  /// The registry in a folder, which need not exist yet.
  public init(_ root: String) { self.root = root }

  // MARK: What there is

  /// Whether there is a folder.
  public var exists: Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: root, isDirectory: &isFolder) && isFolder.boolValue
  }

  /// Tasks that have a version, in alphabetic order.
  public var tasks: [String] {
    DurableFile.names(in: root).filter { ModelCard.isTask($0) && !versions(of: $0).isEmpty }
  }

  /// Versions of a task, the oldest first; none for a task that is not there.
  public func versions(of task: String) -> [Int] {
    guard ModelCard.isTask(task) else { return [] }
    return DurableFile.names(in: "\(root)/\(task)/versions").compactMap(Self.version).sorted()
  }

  /// Aliases of a task in alphabetic order.
  public func aliases(of task: String) -> [String] {
    guard ModelCard.isTask(task) else { return [] }
    return DurableFile.names(in: "\(root)/\(task)/aliases").filter { ModelCard.isTask($0) }
  }

  /// What an alias stands for and stood for; `nil` where there is no such alias.
  public func history(of alias: String, _ task: String) throws(RegistryError) -> AliasHistory? {
    let path = try aliasFile(alias, task)
    do throws(RegistryError) {
      return try AliasHistory(DurableFile.read(path, limit: 1 << 20), place: path)
    } catch {
      if error.kind == .absent { return nil }
      throw error
    }
  }

  /// A version by its number or by an alias.
  ///
  /// - Throws: ``RegistryError`` of kind `absent` where there is none.
  public func version(_ word: String, of task: String) throws(RegistryError) -> Int {
    let found = versions(of: task)
    var number = Self.version(word)
    if number == nil { number = try history(of: word, task)?.version }
    guard let number, found.contains(number) else {
      let known = found.isEmpty ? "no version" : "versions " + found.suffix(5).map(String.init).joined(separator: ", ")
      throw RegistryError(
        .absent, place: "\(root)/\(task)", found: number.map { "no version \($0)" } ?? "no alias `\(word.prefix(64))`",
        expected: "one of the task's: \(known)",
        remedy: found.isEmpty ? "train a model with train-ml" : "promote a version with models promote")
    }
    return number
  }

  // MARK: Adding

  /// Adds a version.
  ///
  /// - Parameters:
  ///   - card: its version is replaced by the new one, its list of files by the digests of the trees.
  ///   - files: names and contents, the trees among them.
  ///   - rendered: the text of a card.
  /// - Returns: the number of the version.
  /// - Throws: ``RegistryError``: a model that could not be read back, or a file system that refuses.
  public func add(
    _ card: ModelCard, files: [(name: String, bytes: [UInt8])], rendered: (ModelCard) -> String
  ) throws(RegistryError) -> Int {
    guard ModelCard.isTask(card.task) else { throw Self.invalid(card.task, "a task") }
    var card = card
    let ofModel = PredictionModel.modelFiles + [PredictionModel.scaleFile]
    card.files = files.filter { ofModel.contains($0.name) }.map {
      ModelCard.FileDigest(name: $0.name, bytes: $0.bytes.count, digest: SHA256Digest($0.bytes).description)
    }
    let folder = "\(root)/\(card.task)/versions"
    try DurableFile.makeFolder(folder)
    let draft = "\(folder)/.draft-\(getpid())-\(UInt32.random(in: 0 ... .max))"
    defer { try? FileManager.default.removeItem(atPath: draft) }
    try DurableFile.makeFolder(draft)
    for file in files { try DurableFile.write(file.bytes, to: "\(draft)/\(try Self.name(file.name))") }
    while true {
      card.version = (versions(of: card.task).last ?? 0) + 1
      let text = Array(rendered(card).utf8)
      try? FileManager.default.removeItem(atPath: "\(draft)/\(Self.cardFile)")
      try? FileManager.default.removeItem(atPath: "\(draft)/\(Self.sumsFile)")
      try DurableFile.write(text, to: "\(draft)/\(Self.cardFile)")
      let sums = FileSums(files + [(Self.cardFile, text)])
      try DurableFile.write(Array(sums.text.utf8), to: "\(draft)/\(Self.sumsFile)")
      // What cannot be read back must not become a version.
      _ = try load(draft, card.task, card.version)
      DurableFile.syncFolder(draft)
      if rename(draft, "\(folder)/\(card.version)") == 0 { break }
      // Somebody else was faster: the next number, then.
      guard errno == EEXIST || errno == ENOTEMPTY else { throw DurableFile.failure(folder, "write") }
    }
    DurableFile.syncFolder(folder)
    return card.version
  }

  // MARK: Switching

  /// Makes an alias stand for a version, which is verified first.
  ///
  /// - Returns: the version it stood for, if any.
  public func promote(
    _ version: Int, of task: String, to alias: String = champion, at time: Instant
  ) throws(RegistryError) -> Int? {
    _ = try load(task, version)
    return try switching(alias, task) { history throws(RegistryError) in
      let before = history.version
      history.promote(version, at: time)
      return before
    }
  }

  /// Makes an alias stand again for the version before the last promotion, which is verified first.
  ///
  /// - Returns: the versions before and now.
  public func rollback(
    _ alias: String = champion, of task: String, at time: Instant
  ) throws(RegistryError) -> (from: Int, to: Int) {
    try switching(alias, task) { history throws(RegistryError) in
      guard let before = history.version, let now = history.rollback(at: time) else {
        throw RegistryError(
          .absent, place: "\(task)/\(alias)", found: "no version before",
          expected: "an alias that was promoted twice", remedy: "promote a version by its number")
      }
      _ = try load(task, now)
      return (before, now)
    }
  }

  private func switching<Result>(
    _ alias: String, _ task: String, _ change: (inout AliasHistory) throws(RegistryError) -> Result
  ) throws(RegistryError) -> Result {
    let path = try aliasFile(alias, task)
    let folder = "\(root)/\(task)/aliases"
    try DurableFile.makeFolder(folder)
    // Two that switch at once wait for each other; the lock goes with its descriptor.
    let lock = open("\(folder)/.lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard lock >= 0 else { throw DurableFile.failure(folder, "write") }
    defer { close(lock) }
    guard flock(lock, LOCK_EX) == 0 else { throw DurableFile.failure(folder, "write") }
    var history = try history(of: alias, task) ?? AliasHistory()
    let result = try change(&history)
    try DurableFile.replace(path, by: Array(history.text.utf8))
    return result
  }

  // MARK: Names

  private func aliasFile(_ alias: String, _ task: String) throws(RegistryError) -> String {
    guard ModelCard.isTask(task) else { throw Self.invalid(task, "a task") }
    guard ModelCard.isTask(alias) else { throw Self.invalid(alias, "an alias") }
    return "\(root)/\(task)/aliases/\(alias)"
  }

  private static func invalid(_ word: String, _ what: String) -> RegistryError {
    RegistryError(
      .invalidName, place: what, found: "`\(word.prefix(80))`",
      expected: "1 … 64 lower-case letters, digits and _, a letter first")
  }

  /// The number of a version, without leading zeros or signs.
  private static func version(_ word: String) -> Int? {
    guard let number = Int(word), (1...versionMaximum).contains(number), String(number) == word else { return nil }
    return number
  }

  /// A name that stays within its folder.
  private static func name(_ name: String) throws(RegistryError) -> String {
    guard FileSums.isName(name), name != cardFile, name != sumsFile else {
      throw RegistryError(
        .invalidName, place: "files", found: "`\(name.prefix(80))`", expected: "a name without folders")
    }
    return name
  }
}
