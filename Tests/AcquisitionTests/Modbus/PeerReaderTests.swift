import Acquisition
import Foundation
import Plant
import Testing

@Suite struct `A reader that others wrote` {
  private static let mbpoll = "/usr/bin/mbpoll"
  private static let isThere = FileManager.default.isExecutableFile(atPath: mbpoll)

  /// The values that mbpoll shows, by the address it shows them under.
  private func poll(_ arguments: [String], port: Int) throws -> [Int: String] {
    let process = Process()
    process.executableURL = URL(filePath: Self.mbpoll)
    process.arguments = ["-m", "tcp", "-0", "-1", "-q", "-p", "\(port)"] + arguments + ["127.0.0.1"]
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    var values: [Int: String] = [:]
    for line in text.split(separator: "\n") where line.hasPrefix("[") {
      let parts = line.dropFirst().split(separator: "]:")
      guard parts.count == 2, let address = Int(parts[0]) else { continue }
      values[address] = parts[1].trimmingCharacters(in: .whitespaces)
    }
    return values
  }

  @Test(.enabled(if: isThere, "mbpoll is not installed (Debian: mbpoll)"))
  func `mbpoll reads from our server what we put there`() async throws {
    let image = RegisterImage()
    func put(_ value: SampleValue, _ address: ModbusAddress) throws {
      #expect(image.put(value, of: try WirePlant.signal("s", address)))
    }
    try put(.number(-123.4375), ModbusAddress(device: "d", table: .inputRegister, offset: 0, form: .float32))
    try put(.number(-123_456_789), ModbusAddress(device: "d", table: .holdingRegister, offset: 4, form: .int32))
    try put(.number(-7), ModbusAddress(device: "d", table: .holdingRegister, offset: 9, form: .int16))
    for place in 0..<4 {
      let address = ModbusAddress(device: "d", table: .coil, offset: UInt16(place), form: .bit(0))
      try put(.flag(place.isMultiple(of: 2)), address)
    }
    let server = ModbusServer(image)
    let port = try await server.start(port: 0)
    #expect(try poll(["-a", "1", "-t", "3:float", "-B", "-r", "0", "-c", "1"], port: port)[0] == "-123.438")
    #expect(try poll(["-a", "1", "-t", "4:int", "-B", "-r", "4", "-c", "1"], port: port)[4] == "-123456789")
    #expect(try poll(["-a", "1", "-t", "4", "-r", "9", "-c", "1"], port: port)[9]?.contains("(-7)") == true)
    #expect(try poll(["-a", "1", "-t", "0", "-r", "0", "-c", "4"], port: port) == [0: "1", 1: "0", 2: "1", 3: "0"])
    #expect(try poll(["-a", "1", "-t", "4", "-r", "100", "-c", "1"], port: port).isEmpty)
    await server.stop()
  }
}
