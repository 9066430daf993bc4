public import Plant

/// Delivers samples as they are read.
public protocol SampleSource: Sendable {
  /// Name used in logs and metrics: `"foam-plc"`.
  var name: String { get }

  /// Delivers batches until the task is cancelled. A source whose other end is away goes on trying.
  ///
  /// `deliver` suspends while its taker is busy, and the source reads later: back-pressure is the absence of a queue.
  /// - Throws: what `deliver` throws.
  func run(delivering deliver: @Sendable ([Sample]) async throws -> Void) async throws
}

/// Reads the signals of one Modbus device in rounds.
///
/// Each round yields one sample for each signal: its value, or the reason why there is none.
public actor ModbusSource: SampleSource {
  /// What a source tells of itself.
  public struct Counts: Hashable, Sendable {
    /// Rounds of reading.
    public var rounds = 0
    /// Questions asked.
    public var requests = 0
    /// Questions without an answer.
    public var failures = 0
    /// Connections made.
    public var connections = 0
  }

  public nonisolated let name: String
  private let plant: PlantDescription
  private let device: DeviceDescription
  private let client: ModbusClient
  private let now: @Sendable () -> Instant
  private var plan: ReadPlan
  public private(set) var counts = Counts()
  /// The failures of the newest round.
  public private(set) var failures: [ModbusFailure] = []

  /// A source for the signals of `plant` that `device` has.
  /// - Parameter now: our clock.
  public init(_ plant: PlantDescription, device: DeviceDescription, now: @escaping @Sendable () -> Instant) {
    self.plant = plant
    self.device = device
    self.now = now
    name = device.id
    client = ModbusClient(device)
    plan = ReadPlan(plant, device: device)
  }

  /// Reads every signal once.
  public func round() async -> [Sample] {
    var samples: [Sample] = []
    failures = []
    var work = plan.blocks[...]
    var isAway = false
    while !work.isEmpty {
      let batch = work.prefix(device.outstanding)
      work = work.dropFirst(batch.count)
      // One failure to connect speaks for the whole round: waiting for it again would only make the round late.
      let outcomes = isAway ? batch.map { ($0, nil, now()) } : await ask(batch)
      for (block, outcome, time) in outcomes {
        switch outcome {
        case .success(let answer): samples += block.signals.map { sample($0, block, answer, time) }
        case .failure(let failure):
          if failure.reason == .addressRefused, plan.divide(block) {
            // The device has gaps that must not be read across: ask again, signal by signal.
            work += plan.blocks.filter { $0.signals.count == 1 && block.signals.contains($0.signals[0]) }
            continue
          }
          counts.failures += 1
          failures.append(failure)
          if case .notConnected = failure.kind { isAway = true }
          samples += block.signals.map { Sample($0, at: time, received: time, missing: failure.reason) }
        case nil: samples += block.signals.map { Sample($0, at: time, received: time, missing: .notConnected) }
        }
      }
    }
    counts.rounds += 1
    counts.connections = await client.connections
    return samples
  }

  public func run(delivering deliver: @Sendable ([Sample]) async throws -> Void) async throws {
    var backOff = BackOff(device.backOff)
    var random = SystemRandomNumberGenerator()
    let clock = ContinuousClock()
    var next = clock.now
    do {
      while !Task.isCancelled {
        let samples = await round()
        try await deliver(samples)
        let isAway = !failures.isEmpty && samples.allSatisfy { $0.value == nil }
        if isAway {
          try await Task.sleep(for: .seconds(max(device.period, backOff.wait(using: &random))))
          next = clock.now
        } else {
          backOff.reset()
          next += .seconds(device.period)
          // A round that took longer than its period is not made up for.
          if next < clock.now { next = clock.now }
          try await Task.sleep(until: next, clock: clock)
        }
      }
    } catch is CancellationError {
      return await client.close()
    } catch {
      await client.close()
      throw error
    }
    await client.close()
  }

  /// Closes the connection; another round opens it again.
  public func close() async { await client.close() }

  private typealias Outcome = (ReadPlan.Block, Result<ModbusAnswer, ModbusFailure>?, Instant)

  private func ask(_ batch: ArraySlice<ReadPlan.Block>) async -> [Outcome] {
    counts.requests += batch.count
    let (client, now) = (client, now)
    let answer: @Sendable (ReadPlan.Block) async -> Outcome = { block in
      do throws(ModbusFailure) {
        let answer = try await client.read(block.request)
        return (block, .success(answer), now())
      } catch {
        return (block, .failure(error), now())
      }
    }
    if batch.count == 1, let block = batch.first { return [await answer(block)] }
    return await withTaskGroup { group in
      for (place, block) in batch.enumerated() { group.addTask { (place, await answer(block)) } }
      var outcomes: [(Int, Outcome)] = []
      for await outcome in group { outcomes.append(outcome) }
      return outcomes.sorted { $0.0 < $1.0 }.map(\.1)
    }
  }

  private func sample(
    _ index: SignalIndex, _ block: ReadPlan.Block, _ answer: ModbusAnswer, _ time: Instant
  ) -> Sample {
    let signal = plant[index]
    guard case .modbus(let address) = signal.address, let registers = plan.registers(of: index, in: block, answer)
    else {
      return Sample(index, at: time, received: time, missing: .malformedAnswer)
    }
    switch signal.reading(registers, at: address, swapsText: device.quirks.contains(.textBytesSwapped)) {
    case .value(let value): return Sample(index, at: time, received: time, value: value)
    case .failed(let reason): return Sample(index, at: time, received: time, missing: reason)
    }
  }
}
