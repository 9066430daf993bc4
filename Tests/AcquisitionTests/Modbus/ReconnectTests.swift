import Acquisition
import Foundation
import Plant
import Synchronization
import Testing

/// Rounds of a source as they arrive.
private final class Tape: Sendable {
  private let rounds = Mutex<[(usable: Int, count: Int)]>([])

  func note(_ samples: [Sample]) { rounds.withLock { $0.append((samples.count { $0.value != nil }, samples.count)) } }

  var count: Int { rounds.withLock(\.count) }
  /// How often a round without a value was followed, sooner or later, by a whole one.
  var recoveries: Int {
    rounds.withLock { rounds in
      var isAway = false
      return rounds.count { round in
        if round.usable == 0 { isAway = true }
        guard isAway, round.usable == round.count else { return false }
        isAway = false
        return true
      }
    }
  }

  /// Waits until `condition` holds; false when it does not within the time.
  func wait(_ limit: Duration = .seconds(120), until condition: () -> Bool) async -> Bool {
    let end = ContinuousClock.now + limit
    while ContinuousClock.now < end {
      if condition() { return true }
      try? await Task.sleep(for: .milliseconds(5))
    }
    return false
  }

  /// Waits for a round after the first `skipped` that is whole, or for one without a single value.
  func wait(after skipped: Int, isWhole: Bool) async -> Bool {
    await wait {
      rounds.withLock { $0.dropFirst(skipped).contains { $0.usable == (isWhole ? $0.count : 0) } }
    }
  }
}

@Suite(.serialized, .enabled(if: ForeignServer.hasPython && ForeignServer.hasLibmodbus, "\(ForeignServer.absence)"))
struct `A source whose device has a mishap comes back by itself` {
  /// How often each mishap happens: few times here, `make modbus-reconnect` sets more.
  private static let repeats = ProcessInfo.processInfo.environment["PUR_MODBUS_REPEATS"].flatMap(Int.init) ?? 3

  private func source(_ port: UInt16) throws -> ModbusSource {
    let plant = PlantDescription(id: "p", signals: try WirePlant.counting(0..<10, table: .inputRegister))
    return ModbusSource(plant, device: WirePlant.device(port) { $0.timeout = 0.5 }, now: WirePlant.now)
  }

  @Test func `when its server is killed and started again`() async throws {
    var server = try ForeignServer.libmodbus()
    let port = server.port
    let source = try source(port)
    let tape = Tape()
    let task = Task { try await source.run { tape.note($0) } }
    #expect(await tape.wait(after: 0, isWhole: true))
    for turn in 1...Self.repeats {
      let before = tape.count
      server.kill()
      #expect(await tape.wait(after: before, isWhole: false), "turn \(turn)")
      // Another program with another layout of registers takes the port every second time.
      server =
        turn.isMultiple(of: 2) ? try ForeignServer.pymodbus(port: port) : try ForeignServer.libmodbus(port: port)
      #expect(await tape.wait(after: tape.count, isWhole: true), "turn \(turn)")
    }
    task.cancel()
    _ = await task.result
  }

  @Test func `when its server stops answering without closing, and goes on`() async throws {
    let server = try ForeignServer.libmodbus()
    let source = try source(server.port)
    let tape = Tape()
    let task = Task { try await source.run { tape.note($0) } }
    #expect(await tape.wait(after: 0, isWhole: true))
    for turn in 1...Self.repeats {
      let before = tape.count
      server.freeze()
      #expect(await tape.wait(after: before + 1, isWhole: false), "turn \(turn)")
      server.thaw()
      #expect(await tape.wait(after: tape.count + 1, isWhole: true), "turn \(turn)")
    }
    task.cancel()
    _ = await task.result
  }

  @Test(arguments: ["cutting", "halfopen", "forgetful", "sluggish"])
  func `when what stands between cuts, forgets or delays, or lets connections die silently`(
    _ mode: String
  ) async throws {
    let server = try ForeignServer.libmodbus()
    let rude = try ForeignServer.rude(mode, before: server)
    let source = try source(rude.port)
    let tape = Tape()
    let task = Task { try await source.run { tape.note($0) } }
    #expect(await tape.wait(.seconds(120 + 4 * Self.repeats)) { tape.recoveries >= Self.repeats })
    // Whatever was given up is closed: a connection each for what is lost, and none beside it.
    let counts = await source.counts
    #expect(counts.connections <= counts.rounds + 1)
    task.cancel()
    _ = await task.result
  }

  @Test func `when all places of its server are taken, and no connection is left behind`() async throws {
    let server = try ForeignServer.libmodbus(limit: 1)
    let other = ModbusClient(WirePlant.device(server.port) { $0.timeout = 2 })
    let source = try source(server.port)
    let request = try #require(ModbusRequest(unit: 1, table: .inputRegister, offset: 0, count: 1))
    /// A place is free a moment after its connection was closed.
    func eventually(_ attempt: () async -> Bool) async -> Bool {
      for _ in 0..<200 {
        if await attempt() { return true }
        try? await Task.sleep(for: .milliseconds(10))
      }
      return false
    }
    for turn in 1...Self.repeats {
      // The only place: if either of us had left a connection behind, it would stay taken.
      #expect(await eventually { (try? await other.read(request)) != nil }, "turn \(turn)")
      #expect(await source.round().allSatisfy { $0.value == nil }, "turn \(turn)")
      await other.close()
      #expect(await eventually { await source.round().allSatisfy { $0.value != nil } }, "turn \(turn)")
      await source.close()
    }
  }

  @Test func `when our clock jumps, which no wait is measured by`() async throws {
    let server = try ForeignServer.libmodbus()
    let jumps = Mutex(0.0)
    let plant = PlantDescription(id: "p", signals: try WirePlant.counting(0..<10, table: .inputRegister))
    let source = ModbusSource(plant, device: WirePlant.device(server.port)) {
      WirePlant.now().advanced(by: jumps.withLock { $0 })
    }
    let tape = Tape()
    let task = Task { try await source.run { tape.note($0) } }
    #expect(await tape.wait(after: 0, isWhole: true))
    for turn in 1...Self.repeats {
      jumps.withLock { $0 = turn.isMultiple(of: 2) ? -86_400 : 3_600 * Double(turn) }
      // Rounds go on at their own pace, whole, whatever the clock says.
      #expect(await tape.wait(after: tape.count + 1, isWhole: true), "turn \(turn)")
    }
    task.cancel()
    _ = await task.result
    #expect(await source.counts.connections == 1)
  }
}
