import Dispatch
import Foundation
import Plant
import Synchronization

/// How alarms stand, kept in a file for a start without the historian. The disk is waited for on a thread of its own:
/// samples and alarms do not.
final class AlarmFile: Sendable {
  private let path: String
  private let queue = DispatchQueue(label: "alarm file")
  /// What is to be written next; a newer one takes its place.
  private let next = Mutex<AlarmBoard.Memory?>(nil)

  /// - Parameter folder: where the file is.
  init(in folder: String) { path = Self.path(in: folder) }

  /// Has the state written soon; returns at once.
  func keep(_ memory: AlarmBoard.Memory) {
    var memory = memory
    memory.states = memory.states.filter { $0.value.stage != .normal }
    let isFirst = next.withLock { next in
      defer { next = memory }
      return next == nil
    }
    if isFirst { queue.async { self.write() } }
  }

  /// Waits until the newest state is on the disk.
  func finish() async {
    await withCheckedContinuation { done in queue.async { done.resume() } }
  }

  /// How alarms stood when they were last kept; `nil` when nothing was.
  static func kept(in folder: String) -> AlarmBoard.Memory? {
    FileManager.default.contents(atPath: path(in: folder)).flatMap {
      try? JSONDecoder().decode(AlarmBoard.Memory.self, from: $0)
    }
  }

  private static func path(in folder: String) -> String { folder + "/alarms" }

  private func write() {
    let memory = next.withLock { next in
      defer { next = nil }
      return next
    }
    guard let data = try? JSONEncoder().encode(memory) else { return }
    try? data.write(to: URL(filePath: path), options: .atomic)
  }
}
