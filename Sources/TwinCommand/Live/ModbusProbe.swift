import Acquisition
import ArgumentParser
import Plant
import Twin

/// `modbus probe`.
struct ModbusProbe: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "probe", abstract: "Find out which tables a device has, how long an answer takes, and what it bears.",
    discussion: """
      Asks each unit for the register or bit at --address of each table, then for longer blocks, then for several at
      once. Only reads. Exits 1 when no unit has a table that can be read.
      """)

  @OptionGroup var device: ModbusDeviceOptions

  @Option(help: "Unit identifiers to ask; several by repeating the option.")
  var unit: [UInt8] = [1]

  @Option(help: "The address to ask for, counted from 0.")
  var address: UInt16 = 0

  @OptionGroup var output: OutputOptions

  /// What was found out about one table of one unit.
  private struct Finding {
    let unit: UInt8
    let table: ModbusAddress.Table
    var failure: ModbusFailure?
    /// The longest block that was answered.
    var block = 0
    /// Median time of an answer [s].
    var time = 0.0
    /// Answers to four questions at once.
    var atOnce = 0
  }

  private static let rounds = 11
  private static let together = 4

  func run() async throws {
    var findings: [Finding] = []
    for unit in unit {
      for table in ModbusAddress.Table.allCases { findings.append(try await examine(unit, table)) }
    }
    try StandardStream.print(output.output == .json ? json(findings) : text(findings))
    if findings.allSatisfy({ $0.failure != nil }) { throw ExitStatus.finding }
  }

  private func examine(_ unit: UInt8, _ table: ModbusAddress.Table) async throws -> Finding {
    let address = address
    var finding = Finding(unit: unit, table: table)
    let client = ModbusClient(try device.device())
    let clock = ContinuousClock()
    func ask(_ count: Int, _ client: ModbusClient) async -> ModbusFailure? {
      guard let request = ModbusRequest(unit: unit, table: table, offset: address, count: count) else {
        return ModbusFailure(.exception(2))
      }
      do throws(ModbusFailure) {
        _ = try await client.read(request)
        return nil
      } catch {
        return error
      }
    }
    finding.failure = await ask(1, client)
    if case .notConnected = finding.failure?.kind { throw finding.failure ?? ModbusFailure(.timedOut) }
    guard finding.failure == nil else {
      await client.close()
      return finding
    }
    let sizes =
      table.isBits ? [2000, 1000, 500, 256, 128, 64, 32, 16, 8, 4, 2, 1] : [125, 100, 64, 32, 16, 8, 4, 2, 1]
    for size in sizes where finding.block == 0 {
      if await ask(size, client) == nil { finding.block = size }
    }
    var times: [Double] = []
    for _ in 0..<Self.rounds {
      let time = await clock.measure { _ = await ask(1, client) }
      times.append(time / .seconds(1))
    }
    finding.time = times.sorted()[Self.rounds / 2]
    let shared = ModbusClient(try device.device(outstanding: Self.together))
    _ = await ask(1, shared)
    finding.atOnce = await withTaskGroup { group in
      for _ in 0..<Self.together {
        group.addTask {
          guard let request = ModbusRequest(unit: unit, table: table, offset: address, count: 1) else { return 0 }
          return (try? await shared.read(request)) == nil ? 0 : 1
        }
      }
      return await group.reduce(0, +)
    }
    await shared.close()
    await client.close()
    return finding
  }

  private func text(_ findings: [Finding]) -> String {
    var table = TextTable("UNIT", "TABLE", "ANSWERS", "LONGEST BLOCK", "TIME", "AT ONCE")
    for finding in findings {
      if let failure = finding.failure {
        table.row(String(finding.unit), finding.table.rawValue, "no: \(failure.found)", "", "", "")
      } else {
        let time = "\((finding.time * 1000).text(significant: 2)) ms"
        let isFit = finding.atOnce == Self.together
        table.row(
          String(finding.unit), finding.table.rawValue, "yes", String(finding.block), time,
          isFit ? "\(Self.together) of \(Self.together)" : "\(finding.atOnce) of \(Self.together): ask one at a time")
      }
    }
    return table.text
  }

  private func json(_ findings: [Finding]) -> String {
    var json = JSONWriter()
    json.object { json in
      json.string("schema", "pur-mold-twin/modbus-probe/1")
      json.string("device", device.host)
      json.array("tables", findings) { json, finding in
        json.object { json in
          json.integer("unit", Int(finding.unit))
          json.string("table", finding.table.rawValue)
          json.boolean("answers", finding.failure == nil)
          json.string("reason", finding.failure?.reason.code)
          json.string("found", finding.failure?.found)
          if finding.failure == nil {
            json.integer("longest_block", finding.block)
            json.number("answer_time", finding.time)
            json.integer("answered_at_once", finding.atOnce)
          }
        }
      }
    }
    return json.text + "\n"
  }
}
