import Foundation

/// What changes when a file does.
struct FileStamp: Equatable {
  private let modified: Date?
  private let size: Int?
  private let node: Int?

  /// `nil` where there is no file.
  init?(_ path: String) {
    guard let attributes = try? FileManager.default.attributesOfItem(atPath: path) else { return nil }
    modified = attributes[.modificationDate] as? Date
    size = (attributes[.size] as? NSNumber)?.intValue
    node = (attributes[.systemFileNumber] as? NSNumber)?.intValue
  }
}
