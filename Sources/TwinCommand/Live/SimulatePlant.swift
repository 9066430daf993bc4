import Acquisition
import ArgumentParser
import Foundation
import Plant
import Quantities
import Twin

/// `simulate-plant`.
struct SimulatePlant: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate-plant", abstract: "Play a plant that is not there, on a real Modbus TCP server.",
    discussion: """
      Machines of the kinds foam-line and hydraulic-unit move by the foam model and by the physics of a load cycle;
      their signals stand in the registers that the plant file gives them. --faults names a file of faults with times;
      --truth keeps what really happened, one JSON object in a line. Runs until it is interrupted or --duration is over.

        pur-mold-twin simulate-plant --plant demo-plant --modbus :1502 --seed 7 --faults faults.yaml --truth truth.jsonl
        pur-mold-twin acquire --plant demo-plant --test
      """)

  @Option(help: ArgumentHelp("The file of a plant, or its identifier in Plants.", valueName: "plant"))
  var plant: String

  @Option(help: ArgumentHelp("Where to listen; port 0 takes a free one.", valueName: "[host]:port"))
  var modbus: String

  @Option(help: "Another seed gives another noise and other shots; the same seed the same, for ever.")
  var seed: UInt64 = 1

  @Option(help: ArgumentHelp("The file of faults.", valueName: "file"))
  var faults: String?

  @Option(help: ArgumentHelp("The scenario that foam lines pour.", valueName: "scenario"))
  var scenario = "car-seat"

  @Option(help: ArgumentHelp("The file for what really happened.", valueName: "file"))
  var truth: String?

  @Option(help: "Seconds of the plant in one second of ours.")
  var speed = 1.0

  @Option(help: ArgumentHelp("How long to run, such as 60 s, by our clock.", valueName: "duration"))
  var duration: String?

  @OptionGroup var words: WordsOptions

  /// Time between two looks at the plant [s].
  private static let tick = 0.1

  func validate() throws {
    guard (0.01...1000).contains(speed) else { throw ValidationError("--speed takes a number 0.01 … 1000") }
  }

  func run() async throws {
    let (host, port) = try place()
    let limit = try duration.map { try CommandQuantity.seconds($0, option: "--duration", in: 0.1...1e8) }
    var plant = try simulatedPlant()
    for index in plant.unknown {
      words.words.warning("\(plant.plant[index].id): not simulated, its registers stay away")
    }
    let image = RegisterImage()
    let log = try truth.map { try TruthLog($0) }
    Interruption.waitForIt()
    try show(&plant, at: 0, image, log)
    let server = ModbusServer(image, host: host)
    let bound: Int
    do {
      bound = try await server.start(port: port)
    } catch {
      throw CommandFailure(
        place: "--modbus", found: "`\(modbus)`, where nothing can listen (\(error))", expected: "a free port",
        remedy: "take another port; ports below 1024 need rights")
    }
    try StandardStream.print("SIMULATED plant \(plant.plant.id) listens on \(host):\(bound)\n")
    let clock = ContinuousClock()
    let start = clock.now
    var next = start
    var isCut = false
    while !Interruption.isRequested {
      next += .seconds(Self.tick)
      try await Task.sleep(until: next, clock: clock)
      let elapsed = (clock.now - start) / .seconds(1)
      try show(&plant, at: elapsed * speed, image, log)
      if plant.isCut != isCut {
        isCut = plant.isCut
        if isCut { await server.stop() } else { try await server.resume() }
      }
      if let limit, elapsed >= limit { break }
    }
    await server.stop()
    if Interruption.isRequested { throw Interruption.status }
  }

  /// Lets the plant run on and puts what it shows into its registers.
  private func show(
    _ plant: inout SimulatedPlant, at time: Double, _ image: RegisterImage, _ log: TruthLog?
  ) throws {
    for truth in plant.run(to: time) {
      words.words.info(truth.event.rawValue, ["at": "\(truth.time.text(decimals: 1)) s", "what": truth.what])
      try log?.write(
        truth, plant: plant.plant, now: CurrentTime.instant.advanced(by: (truth.time - time) / speed))
    }
    for (index, value) in plant.values() {
      let signal = plant.plant[index]
      if let value, image.put(value, of: signal) { continue }
      image.putFailure(of: signal)
    }
  }

  private func simulatedPlant() throws -> SimulatedPlant {
    try SimulatedPlant.read(PlantCatalog.read(plant), faults: faults, scenario: scenario, seed: seed)
  }

  private func place() throws(CommandFailure) -> (String, Int) {
    let parts = modbus.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, let port = UInt16(parts[1]) else {
      throw CommandFailure(place: "--modbus", found: "`\(modbus)`", expected: "[host]:port, such as :1502")
    }
    return (parts[0].isEmpty ? "127.0.0.1" : String(parts[0]), Int(port))
  }
}

extension SimulatedPlant {
  /// A simulated plant with the faults of a file and the shots of a scenario.
  static func read(
    _ plant: PlantDescription, faults: String?, scenario: String, seed: UInt64
  ) throws -> SimulatedPlant {
    let faults = try faults.map { file in
      try PlantFault.read(TextFile.read(file, option: "--faults"), file: file, plant: plant)
    }
    return try make(plant, faults: faults ?? [], scenario: scenario, seed: seed)
  }

  /// The plant with what its foam lines pour.
  static func make(
    _ plant: PlantDescription, faults: [PlantFault], scenario: String, seed: UInt64
  ) throws -> SimulatedPlant {
    var shots: SyntheticPlant?
    if plant.machines.contains(where: { $0.kind == .foamLine }) {
      let catalog = try Catalog(systems: nil)
      let scenario = try catalog.files.scenario(id: scenario)
      let system = try catalog.files.system(of: scenario)
      shots = try SyntheticPlant(scenario, system, count: SimulatedPlant.shotCount, seed: seed)
    }
    return SimulatedPlant(plant, shots: shots, faults: faults, seed: seed)
  }
}

extension SimulatedPlant.Truth {
  /// What it is about, in a word.
  var what: String { fault?.kind.rawValue ?? "shot \(shot ?? 0)" }
}

/// The file of what really happened.
private struct TruthLog {
  private let path: String
  private let descriptor: Int32

  init(_ path: String) throws(CommandFailure) {
    self.path = path
    descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw Descriptor.failure(errno, place: path) }
  }

  /// Adds one line.
  func write(_ truth: SimulatedPlant.Truth, plant: PlantDescription, now: Instant) throws(CommandFailure) {
    var json = JSONWriter(indented: false)
    json.object { json in
      json.string("time", now.description)
      json.number("plant_time", truth.time)
      json.string("event", truth.event.rawValue)
      if let fault = truth.fault {
        json.string("kind", fault.kind.rawValue)
        json.string("signal", fault.signal.map { plant[$0].id.rawValue })
        json.number("level", fault.level)
      }
      if let shot = truth.shot {
        json.integer("shot", shot)
        json.string("cause", truth.cause)
      }
    }
    try Descriptor.write(json.text + "\n", to: descriptor, place: path)
  }
}
