import ArgumentParser
import Plant
import Quantities

/// `modbus`: ask a Modbus device without a plant file.
struct ModbusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "modbus", abstract: "Read registers of a Modbus TCP device, and find out what it can do.",
    discussion: "Only reads: function codes 1 to 4. There is no command that writes.",
    subcommands: [ModbusRead.self, ModbusProbe.self])
}

/// Which device, and how to ask it.
struct ModbusDeviceOptions: ParsableArguments {
  @Argument(help: ArgumentHelp("The device; port 502 unless stated.", valueName: "host[:port]"))
  var host: String

  @Option(help: ArgumentHelp("The longest wait for an answer, such as 1 s.", valueName: "duration"))
  var timeout = "1 s"

  /// The device as asked for; one question at a time.
  func device(outstanding: Int = 1) throws -> DeviceDescription {
    let (name, port) = try Self.split(host)
    let seconds = try CommandQuantity.seconds(timeout, option: "--timeout", in: 0.01...60)
    return DeviceDescription(
      id: host, host: name, port: port, timeout: seconds, outstanding: outstanding, keepAlive: nil)
  }

  /// Host and port of `plc:1502`, `[::1]:502`, `10.0.0.7`.
  private static func split(_ text: String) throws(CommandFailure) -> (String, UInt16) {
    func refuse() -> CommandFailure {
      CommandFailure(
        place: "host", found: "`\(text)`", expected: "a name or an address, and a port 1 … 65535 behind a colon")
    }
    var name = text[...]
    var port: Substring?
    if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
      name = text[text.index(after: text.startIndex)..<end]
      let rest = text[text.index(after: end)...]
      guard rest.isEmpty || rest.hasPrefix(":") else { throw refuse() }
      port = rest.isEmpty ? nil : rest.dropFirst()
    } else if text.count(where: { $0 == ":" }) == 1, let colon = text.firstIndex(of: ":") {
      name = text[..<colon]
      port = text[text.index(after: colon)...]
    }
    guard !name.isEmpty else { throw refuse() }
    guard let port else { return (String(name), 502) }
    guard let number = UInt16(port), number > 0 else { throw refuse() }
    return (String(name), number)
  }
}

/// Quantities written as options.
enum CommandQuantity {
  /// Seconds of a duration with its unit.
  static func seconds(
    _ text: String, option: String, in range: ClosedRange<Double>
  ) throws(CommandFailure) -> Double {
    let found: Double
    do {
      found = try TimeSpanDimension.siValue(of: text)
    } catch {
      throw CommandFailure(place: option, found: "`\(text)`", expected: error.expected, remedy: error.remedy)
    }
    if range.contains(found) { return found }
    throw CommandFailure(
      place: option, found: "`\(text)`", expected: "a duration \(TimeSpanDimension.text(ofSI: range))")
  }
}
