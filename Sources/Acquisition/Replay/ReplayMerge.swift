import Plant

/// The samples of several files in the order of their times; those of one time in the order of the files.
struct ReplayMerge {
  /// A file with the samples of the row that was read last and have not been taken.
  private struct Lane {
    let path: String
    var file: ReplayFile
    var samples: ArraySlice<Sample> = []
  }

  private var lanes: [Lane] = []
  private let note: (ReplayFile.Row, String) -> Void

  /// Opens files and looks for their first samples.
  /// - Parameter note: hears of every row that was read, with the path of its file.
  init(
    _ paths: [String], _ plant: PlantDescription, note: @escaping (ReplayFile.Row, String) -> Void = { _, _ in }
  ) throws {
    self.note = note
    for path in paths { lanes.append(Lane(path: path, file: try ReplayFile(path, plant))) }
    for place in lanes.indices { try fill(place) }
  }

  /// When the next sample was true; `nil` behind the last.
  var time: Instant? { earliest.flatMap { lanes[$0].samples.first?.time } }

  /// The next sample; `nil` behind the last.
  mutating func next() throws -> Sample? {
    guard let place = earliest, let sample = lanes[place].samples.popFirst() else { return nil }
    try fill(place)
    return sample
  }

  private var earliest: Int? {
    var found: (place: Int, time: Instant)?
    for place in lanes.indices {
      guard let time = lanes[place].samples.first?.time else { continue }
      if found.map({ time < $0.time }) ?? true { found = (place, time) }
    }
    return found?.place
  }

  private mutating func fill(_ place: Int) throws {
    while lanes[place].samples.isEmpty, let row = try lanes[place].file.next() {
      note(row, lanes[place].path)
      lanes[place].samples = row.samples[...]
    }
  }
}
