import FileLocks
import Foundation
import Synchronization
import Testing

@Suite("A lock on a file or a folder")
struct FileLockTests {
  private static func withFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "Lock.\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  @Test("has one holder at a time, and is free when that one goes")
  func holder() throws {
    try Self.withFolder { folder in
      for take in [{ try FileLock(file: folder + "/lock") }, { try FileLock(folder: folder) }] {
        var lock: FileLock? = try take()
        #expect(throws: FileLock.Failure.held) { try take() }
        #expect(lock != nil)
        lock = nil
        lock = try take()
      }
    }
  }

  @Test("is told to whoever asks, who does not keep it")
  func asked() throws {
    try Self.withFolder { folder in
      let path = folder + "/lock"
      #expect(!FileLock.isHeld(path))
      let lock = try FileLock(file: path)
      #expect(FileLock.isHeld(path))
      withExtendedLifetime(lock) {}
    }
  }

  @Test("cannot be taken of what cannot be opened")
  func unopened() throws {
    try Self.withFolder { folder in
      #expect(throws: FileLock.Failure.unopened(ENOENT)) { try FileLock(file: folder + "/none/lock") }
      #expect(throws: FileLock.Failure.unopened(ENOENT)) { try FileLock(folder: folder + "/none") }
      #expect(throws: FileLock.Failure.unopened(ENOTDIR)) { try FileLock(folder: "/dev/null") }
    }
  }

  @Test("is free at once, whatever programs are being started meanwhile")
  func starting() throws {
    try Self.withFolder { folder in
      let path = folder + "/lock"
      let isOver = Mutex(false)
      let starter = Thread {
        while !isOver.withLock({ $0 }) {
          let program = Process()
          program.executableURL = URL(filePath: "/bin/true")
          guard (try? program.run()) != nil else { return }
          program.waitUntilExit()
        }
      }
      starter.start()
      defer { isOver.withLock { $0 = true } }
      for _ in 0..<2_000 {
        _ = try FileLock(file: path)
        // One look, no patience: what was given back is free.
        #expect(!FileLock.isHeld(path))
      }
    }
  }
}
