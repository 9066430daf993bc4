import Foundation
import Historian
import Plant

extension PlantWatch {
  /// Samples that were given up while there were no books to write it into.
  ///
  /// Its name makes sure that they come onto the books once, though a process be killed between booking them and
  /// removing the note.
  private struct GivenUpNote: Codable {
    let name: UInt64
    /// By source and reason.
    let samples: [String: [String: Int]]

    /// A batch for each source, with the name under which it is booked.
    var batches: [SampleBatch] {
      samples.sorted { $0.key < $1.key }.enumerated().map { place, entry in
        var batch = SampleBatch(source: entry.key, signals: [], samples: [])
        for (reason, count) in entry.value { batch.dropped[DropReason(rawValue: reason) ?? .shutdown] = count }
        batch.delivery = SampleBatch.Delivery(spool: name, number: UInt64(place + 1))
        return batch
      }
    }
  }

  private var note: String? { folder.map { $0 + "/given-up" } }

  private var notes: [GivenUpNote] {
    note.flatMap { FileManager.default.contents(atPath: $0) }
      .flatMap { try? JSONDecoder().decode([GivenUpNote].self, from: $0) } ?? []
  }

  /// Keeps a note of samples that were given up and are not on the books.
  /// - Returns: whether the note is on the disk.
  func remember(_ givenUp: [String: [DropReason: Int]]) -> Bool {
    guard let note else { return false }
    let named = givenUp.mapValues { reasons in
      Dictionary(uniqueKeysWithValues: reasons.map { ($0.rawValue, $1) })
    }
    let all = notes + [GivenUpNote(name: .random(in: 1...UInt64(Int64.max)), samples: named)]
    guard let data = try? JSONEncoder().encode(all) else { return false }
    return (try? data.write(to: URL(filePath: note), options: .atomic)) != nil
  }

  /// Puts on the books what notes tell of, then removes them.
  /// - Throws: when the historian does not take them; the notes stay.
  func recall() async throws(HistorianFailure) {
    let found = notes
    guard let note, !found.isEmpty else { return }
    for batch in found.flatMap(\.batches) { _ = try await historian.append(batch) }
    try? FileManager.default.removeItem(atPath: note)
  }
}
