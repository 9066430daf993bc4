public import Learning

/// A version of a model, read and verified.
public struct RegisteredModel: Sendable {
  public let task: String
  public let version: Int
  public let model: PredictionModel
  /// SHA-256 of the file of the trees, 64 hexadecimal digits.
  public let digest: String
  /// Names of all files of the version.
  public let files: [String]
}

extension ModelRegistry {
  /// Reads a version. Every file is held against its digest; what was read is what is used.
  ///
  /// - Throws: ``RegistryError``: `absent`, `damaged` or `unsupported`.
  public func load(_ task: String, _ version: Int) throws(RegistryError) -> RegisteredModel {
    guard ModelCard.isTask(task), versions(of: task).contains(version) else {
      throw RegistryError(
        .absent, place: "\(root)/\(task.prefix(80))", found: "no version \(version)", expected: "a version of the task")
    }
    return try load("\(root)/\(task)/versions/\(version)", task, version)
  }

  /// What is wrong with a version, in words; empty when it is sound.
  public func findings(_ task: String, _ version: Int) -> [RegistryError] {
    do throws(RegistryError) {
      _ = try load(task, version)
      return []
    } catch {
      return [error]
    }
  }

  func load(_ folder: String, _ task: String, _ version: Int) throws(RegistryError) -> RegisteredModel {
    let sums = try FileSums(Self.part(folder, Self.sumsFile, limit: 1 << 20), place: "\(folder)/\(Self.sumsFile)")
    var files: [String: [UInt8]] = [:]
    for (name, digest) in sums.digests.sorted(by: { $0.key < $1.key }) {
      let bytes = try Self.part(folder, name)
      let found = FileSums([(name, bytes)]).digests[name]
      guard found == digest else {
        throw RegistryError(
          .damaged, place: "\(folder)/\(name)", found: "\(bytes.count) bytes of digest \(found?.prefix(12) ?? "")",
          expected: "digest \(digest.prefix(12))", remedy: "restore the file, or roll back and train again")
      }
      files[name] = bytes
    }
    guard let text = files[Self.cardFile] else {
      throw RegistryError(
        .damaged, place: "\(folder)/\(Self.sumsFile)", found: "no digest of \(Self.cardFile)", expected: "one")
    }
    do throws(ModelFileError) {
      let card = try ModelCard(text)
      guard card.task == task, card.version == version else {
        throw ModelFileError(
          kind: .malformed, place: Self.cardFile, found: "version \(card.version) of \(card.task)",
          expected: "version \(version) of \(task)")
      }
      for stated in card.files {
        guard let bytes = files[stated.name], bytes.count == stated.bytes, sums.digests[stated.name] == stated.digest
        else {
          throw ModelFileError(
            kind: .malformed, place: stated.name, found: "another file than the card states",
            expected: "digest \(stated.digest.prefix(12))")
        }
      }
      let model = try PredictionModel(card, files: files)
      let name = PredictionModel.modelFiles.first { files[$0] != nil } ?? ""
      return RegisteredModel(
        task: task, version: version, model: model, digest: sums.digests[name] ?? "",
        files: sums.digests.keys.sorted())
    } catch {
      throw RegistryError(
        error.kind == .unsupported ? .unsupported : .damaged, place: "\(folder): \(error.place)", found: error.found,
        expected: error.expected, remedy: "roll back, or train again")
    }
  }

  /// A file that must be there.
  private static func part(
    _ folder: String, _ name: String, limit: Int = DurableFile.byteMaximum
  ) throws(RegistryError) -> [UInt8] {
    do throws(RegistryError) {
      return try DurableFile.read("\(folder)/\(name)", limit: limit)
    } catch {
      guard error.kind == .absent else { throw error }
      throw RegistryError(
        .damaged, place: "\(folder)/\(name)", found: "no such file", expected: "a file of the version",
        remedy: "restore the file, or roll back and train again")
    }
  }
}
