import Foundation
import Historian

extension PlantWatch {
  /// Samples that were given up while there were no books to write it into, by source and reason.
  private typealias GivenUp = [String: [String: Int]]

  private var note: String? { folder.map { $0 + "/given-up" } }

  /// Keeps a note of samples that were given up and are not on the books, for the next watch.
  /// - Returns: how many no note could be kept of.
  func remember(_ givenUp: [String: [DropReason: Int]]) -> Int {
    let count = givenUp.values.reduce(0) { $0 + $1.values.reduce(0, +) }
    guard count > 0 else { return 0 }
    let named: GivenUp = givenUp.mapValues { reasons in
      Dictionary(uniqueKeysWithValues: reasons.map { ($0.rawValue, $1) })
    }
    guard let note, let data = try? JSONEncoder().encode(named),
      (try? data.write(to: URL(filePath: note), options: .atomic)) != nil
    else { return count }
    return 0
  }

  /// Puts on the books what a former watch gave up.
  func recall() async {
    guard let note, let data = FileManager.default.contents(atPath: note),
      let named = try? JSONDecoder().decode(GivenUp.self, from: data)
    else { return }
    for (source, reasons) in named {
      var batch = SampleBatch(source: source, signals: [], samples: [])
      for (reason, count) in reasons { batch.dropped[DropReason(rawValue: reason) ?? .shutdown] = count }
      // Its samples came to the former watch, and are received now: by the books, and by this one.
      await take(booked: batch)
    }
    try? FileManager.default.removeItem(atPath: note)
  }
}
