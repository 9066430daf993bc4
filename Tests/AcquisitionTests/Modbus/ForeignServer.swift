import Foundation
import Plant
import Testing

/// A Modbus server in a process of its own, written by somebody else, or a rude go-between of ours.
final class ForeignServer: Sendable {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
  private static let folder = root.appending(path: "Tests/Interop/modbus")

  /// The Python with pymodbus, the server of libmodbus, and mbpoll; `make modbus-peers` makes the first two.
  static let python = root.appending(path: ".venv-modbus/bin/python").path
  static let libmodbus = root.appending(path: ".build/interop/libmodbus-server").path
  static let hasPython = FileManager.default.isExecutableFile(atPath: python)
  static let hasLibmodbus = FileManager.default.isExecutableFile(atPath: libmodbus)
  static let absence = "no peers of Modbus; `make modbus-peers` makes them"

  let port: UInt16
  /// What the server said it holds, before it was ready.
  let words: String
  private let process: Process

  /// Starts a program and waits until it says `ready PORT`.
  init(_ program: String, _ arguments: [String]) throws {
    process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    var text = ""
    var found: UInt16?
    while found == nil {
      let piece = pipe.fileHandleForReading.availableData
      try #require(!piece.isEmpty, "\(program) ended before it was ready")
      text += String(decoding: piece, as: UTF8.self)
      found = text.split(separator: "\n").first { $0.hasPrefix("ready ") && text.hasSuffix("\n") }
        .flatMap { UInt16($0.dropFirst(6)) }
    }
    port = try #require(found)
    words = text
  }

  static func pymodbus(port: UInt16 = 0) throws -> ForeignServer {
    try ForeignServer(python, [folder.appending(path: "server.py").path, "\(port)"])
  }

  static func libmodbus(port: UInt16 = 0, limit: Int = 64) throws -> ForeignServer {
    try ForeignServer(libmodbus, ["\(port)", "\(limit)"])
  }

  static func rude(_ mode: String, before server: ForeignServer) throws -> ForeignServer {
    try ForeignServer(python, [folder.appending(path: "rude.py").path, mode, "\(server.port)"])
  }

  /// Ends the process as `kill -9` does.
  func kill() {
    Foundation.kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }

  /// Stops and continues the process: its sockets stay open and nobody answers.
  func freeze() { Foundation.kill(process.processIdentifier, SIGSTOP) }
  func thaw() { Foundation.kill(process.processIdentifier, SIGCONT) }

  deinit {
    Foundation.kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }
}

/// Plants for tests on the wire.
enum WirePlant {
  static func now() -> Instant { Instant(secondsSince1970: Date().timeIntervalSince1970) ?? .earliest }

  /// A device that is waited for until a busy machine has answered, too: a test of silence says how long it waits.
  static func device(_ port: UInt16, _ change: (inout DeviceDescription) -> Void = { _ in }) -> DeviceDescription {
    var device = DeviceDescription(
      id: "d", host: "127.0.0.1", port: port, period: 0.02, timeout: 30, backOff: 0.01...0.05, bridge: 0)
    change(&device)
    return device
  }

  static func signal(_ name: String, _ address: ModbusAddress) throws -> SignalDescription {
    let type: SignalType =
      switch address.form {
      case .bit: .flag
      case .text: .text
      case .bits: .whole
      default: .number
      }
    return SignalDescription(
      id: try #require(SignalID(rawValue: "m.\(name)")), machine: "m", type: type,
      quantity: type == .number ? .fraction : nil, address: .modbus(address))
  }

  /// So many registers that hold three times their number, or their number from 900 on.
  static func counting(_ offsets: Range<UInt16>, table: ModbusAddress.Table) throws -> [SignalDescription] {
    try offsets.map {
      try signal("r\($0)", ModbusAddress(device: "d", table: table, offset: $0, form: .uint16))
    }
  }
}
