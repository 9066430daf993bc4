import Foundation
import Testing

/// A PostgreSQL of one test, which may be stopped: behind a socket of its own folder, without network.
final class OwnPostgreSQL {
  private static let programs: URL? = {
    let root = URL(filePath: "/usr/lib/postgresql")
    let versions = (try? FileManager.default.contentsOfDirectory(atPath: root.path)) ?? []
    let newest = versions.compactMap { Int($0) }.max()
    return newest.map { root.appending(path: "\($0)/bin") }.flatMap { bin in
      FileManager.default.isExecutableFile(atPath: bin.appending(path: "initdb").path) ? bin : nil
    }
  }()

  /// Whether PostgreSQL is installed.
  static var isThere: Bool { programs != nil }
  static let absence: Comment = "PostgreSQL is not installed (Debian: postgresql)"

  private let folder: URL
  private var isRunning = false

  /// The address of its database as a historian.
  var address: String { "postgresql://owner@/postgres?host=\(folder.path)" }

  init() throws {
    // Short, because a socket's path is.
    folder = URL(filePath: "/tmp/pur-pg-\(UUID().uuidString.prefix(8))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    if getuid() == 0 { try Self.run(URL(filePath: "/bin/chown"), ["postgres", folder.path]) }
    try run("initdb", ["-D", data, "-U", "owner", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"])
    try start()
  }

  deinit {
    thaw()
    if isRunning { try? run("pg_ctl", ["-D", data, "-m", "immediate", "-w", "stop"]) }
    try? FileManager.default.removeItem(at: folder)
  }

  private var data: String { folder.path + "/data" }

  func start() throws {
    let settings = "-c listen_addresses='' -c unix_socket_directories=\(folder.path) -c fsync=off -c max_connections=40"
    try run("pg_ctl", ["-D", data, "-o", settings, "-l", folder.path + "/log", "-w", "start"])
    isRunning = true
  }

  /// Stops it as a crash would.
  func crash() throws {
    try run("pg_ctl", ["-D", data, "-m", "immediate", "-w", "stop"])
    isRunning = false
  }

  /// Stops and continues all of its processes: connections stay open, and nobody answers.
  func freeze() { signal(SIGSTOP) }
  func thaw() { signal(SIGCONT) }

  private func signal(_ signal: Int32) {
    let file = try? String(contentsOfFile: data + "/postmaster.pid", encoding: .utf8)
    guard let postmaster = file?.split(separator: "\n").first.flatMap({ Int32($0) }) else { return }
    let listed = try? FileManager.default.contentsOfDirectory(atPath: "/proc")
    for process in (listed ?? []).compactMap({ Int32($0) }) {
      // The parent stands behind the name in parentheses and the state.
      let status = (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)) ?? ""
      let parent = status.split(separator: ")").last?.split(separator: " ").dropFirst().first.flatMap { Int32($0) }
      if process == postmaster || parent == postmaster { kill(process, signal) }
    }
  }

  /// Runs one of its programs; it refuses to be run by root.
  private func run(_ name: String, _ arguments: [String]) throws {
    let program = try #require(Self.programs).appending(path: name)
    if getuid() == 0 {
      try Self.run(URL(filePath: "/usr/sbin/runuser"), ["-u", "postgres", "--", program.path] + arguments)
    } else {
      try Self.run(program, arguments)
    }
  }

  /// Lets the shell become a program that gets none of our open files: `Process` waits until the last holder of one end
  /// of a pair has gone, and the server that `pg_ctl` leaves behind would hold it.
  private static let bare =
    #"for file in /proc/self/fd/*; do file=${file##*/}; [ "$file" -le 2 ] || eval "exec $file>&-"; done; exec "$@""#

  private static func run(_ program: URL, _ arguments: [String]) throws {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/bash")
    process.arguments = ["-c", bare, "bash", program.path] + arguments
    process.currentDirectoryURL = URL(filePath: "/tmp")
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    Program.awaitEnd(of: process)
    try #require(process.terminationStatus == 0, "\(program.lastPathComponent) \(arguments)")
  }
}
