/// Files of samples that are played again instead of reading a plant.
public struct ReplayDescription: Hashable, Sendable {
  /// Paths; those of a plant file count from its folder.
  public var files: [String]
  /// Seconds of the files that pass in one of ours, above 0; `nil` waits for nothing.
  public var speed: Double?

  /// Files played as fast as they came.
  public init(files: [String], speed: Double? = 1) {
    self.files = files
    self.speed = speed
  }

  /// The speed of a word: a number above 0, or `fastest` for no waiting at all; `nil` for what is neither.
  public static func speed(_ word: String) -> (speed: Double?, isRead: Bool) {
    if word == "fastest" { return (nil, true) }
    guard let speed = PlainNumber.read(word), speed > 0, speed <= 1e9 else { return (nil, false) }
    return (speed, true)
  }
}
