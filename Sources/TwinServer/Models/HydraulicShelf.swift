import Foundation
import Integrators
package import Learning
import Twin

/// The hydraulic model of a folder, read when it is first asked for and again when its document changes.
package final class HydraulicShelf: Sendable {
  /// A model and the SHA-256 of its document, 64 hexadecimal digits.
  package struct Copy: Sendable {
    package let model: HydraulicModel
    package let digest: String
  }

  /// Why there is no model.
  package struct Failure: Error, Hashable, Sendable {
    /// The folder, or the place in its document.
    package let place: String
    package let found: String
    package let expected: String
    /// Whether the files are there and are none.
    package let isDamaged: Bool
  }

  private let known: WatchedFile<Copy, Failure>

  /// - Parameter folder: what `diagnose train` left.
  package init(folder: String) {
    known = WatchedFile(path: folder + "/" + HydraulicModelDocument.file) { () throws(Failure) in
      try Self.read(folder)
    }
  }

  /// The model, at most a second old.
  ///
  /// - Parameter now: time of the request [s since 1970].
  package func copy(at now: Double) throws(Failure) -> Copy { try known.value(at: now) }

  /// Reads the model of a folder.
  package static func read(_ folder: String) throws(Failure) -> Copy {
    let path = folder + "/" + HydraulicModelDocument.file
    do {
      let document = [UInt8](try Data(contentsOf: URL(filePath: path)))
      let model = try HydraulicModel(document) { name in
        [UInt8](try Data(contentsOf: URL(filePath: folder + "/" + name)))
      }
      return Copy(model: model, digest: SHA256Digest(document).description)
    } catch let error as ModelFileError {
      throw Failure(place: "\(path): \(error.place)", found: error.found, expected: error.expected, isDamaged: true)
    } catch {
      throw Failure(
        place: folder, found: "`\(folder)`, where \(HydraulicModelDocument.file) or its trees cannot be read",
        expected: "a folder that `diagnose train --out` left", isDamaged: false)
    }
  }
}
