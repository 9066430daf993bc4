import ArgumentParser
import Columnar
import Foaming
import Foundation
import Twin

/// `synthesize-shots`: a made-up plant whose truth is known.
struct SynthesizeShots: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "synthesize-shots", abstract: "Make up shots with known truth, as a log that import-logs reads.",
    discussion: """
      The shots of a scenario, with noise, drift and causes of defects, by the foam model. They are SYNTHETIC, and every
      file says so; Documentation/SyntheticShots.md says what they assume.
        pur-mold-twin synthesize-shots --scenario car-seat --count 1000 --seed 7 --out Made/seats
        pur-mold-twin import-logs --source Made/seats/datasource.yaml --out Logs/seats
      """)

  @OptionGroup var shot: ShotOptions

  @Option(help: ArgumentHelp("Number of shots.", valueName: "n"))
  var count: Int

  @Option(help: "Another seed gives other shots; the same seed the same shots, for ever.")
  var seed: UInt64 = 1

  @Option(
    help: ArgumentHelp(
      "What changed for good: \(SyntheticDrift.allCases.map(\.rawValue).joined(separator: ", ")).", valueName: "what"))
  var drift: SyntheticDrift?

  @Option(help: ArgumentHelp("Name of the machine in the log.", valueName: "name"))
  var machine = SyntheticPlant.machine

  @Option(help: ArgumentHelp("The new folder for the log and its truth.", valueName: "folder"))
  var out: String

  @Option(help: "Shots made at once; by default, and at most, as many as the machine has cores.")
  var threads: Int?

  @OptionGroup var words: WordsOptions

  func validate() throws {
    if !(1...10_000_000).contains(count) { throw ValidationError("--count takes a number 1 … 10000000") }
    let isWord = machine.allSatisfy { $0.isLetter || $0.isNumber || "-_. ".contains($0) }
    if machine.isEmpty || !isWord { throw ValidationError("--machine takes letters, digits, blanks and - _ .") }
    try Threads.check(threads)
  }

  func run() async throws {
    let words = words.words
    let request = try StudyRequest(shot, words: words)
    let plant = try SyntheticPlant(
      request.template.scenario, request.template.system, assuming: request.archetype, count: count, seed: seed,
      machine: machine, drift: drift)
    let folder = try SyntheticFolder(out)
    try folder.write(SyntheticFiles.datasource, to: "datasource.yaml")
    try folder.write(
      SyntheticFiles.note(plant, scenario: request.template.scenario.id, program: Version.text), to: "SYNTHETIC.txt")
    Interruption.waitForIt()
    var progress = ProgressLine(
      total: count, from: 0, isShown: StandardStream.error.isTerminal && !self.words.quiet)
    var (made, begun) = (0, 0)
    let count = count
    do {
      try await OrderedTasks(threads: threads).run {
        guard begun < count else { return nil }
        defer { begun = min(begun + 16, count) }
        return begun..<min(begun + 16, count)
      } _: { (range: Range<Int>) in
        let shots = try range.map { try plant.shot(at: $0) }
        for shot in shots { try folder.write(shot) }
        return (shots.count, try SyntheticFiles.truth(shots).csv(hasHead: range.lowerBound == 0))
      } _: { (rows: (count: Int, text: [UInt8])) in
        try folder.append(rows.text, to: "truth.csv")
        made += rows.count
        progress.show(done: made)
      }
    } catch {
      progress.clear()
      folder.discard()
      throw error
    }
    progress.clear()
    if Interruption.isRequested {
      folder.discard()
      StandardStream.error.write("interrupted after \(made) shots; nothing was written\n")
      throw Interruption.status
    }
    try folder.finish()
    words.info("synthetic shots written", ["shots": "\(made)", "folder": out])
    try StandardStream.print("SYNTHETIC: \(made) made-up shots of \(request.template.scenario.id) in \(out)\n")
  }
}

extension SyntheticDrift: ExpressibleByArgument {}

/// The folder of a made-up plant: grows beside its place and is renamed when it is complete.
struct SyntheticFolder: Sendable {
  private let path: String
  private let part: String

  init(_ path: String) throws(CommandFailure) {
    var place = path
    while place.count > 1, place.hasSuffix("/") { place.removeLast() }
    self.path = place
    part = "\(place).\(getpid()).part"
    guard !FileManager.default.fileExists(atPath: place) else {
      throw CommandFailure(
        place: "--out", found: "`\(place)`, which exists", expected: "the name of a new folder",
        remedy: "choose another name or remove it")
    }
    try create(part)
  }

  private func create(_ folder: String) throws(CommandFailure) {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw CommandFailure(
        place: "--out", found: "a folder that cannot be created: \(error.localizedDescription)",
        expected: "a place that can be written to", remedy: "choose another place")
    }
  }

  /// Writes the files of a shot.
  func write(_ shot: SyntheticShot) throws(CommandFailure) {
    let folder = "shots/" + SyntheticFiles.folder(shot)
    try create("\(part)/\(folder)")
    try write(SyntheticFiles.document(shot), to: "\(folder)/shot.yaml")
    if let series = SyntheticFiles.series(shot) { try write(series, to: "\(folder)/series.csv") }
  }

  /// Writes a new file.
  func write(_ text: String, to file: String) throws(CommandFailure) {
    try append(Array(text.utf8), to: file)
  }

  /// Adds to a file.
  func append(_ bytes: [UInt8], to file: String) throws(CommandFailure) {
    let place = "\(part)/\(file)"
    let descriptor = open(place, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw Descriptor.failure(errno, place: place) }
    defer { close(descriptor) }
    try Descriptor.write(bytes, to: descriptor, place: place)
  }

  /// Puts the folder into its place.
  func finish() throws(CommandFailure) {
    guard rename(part, path) == 0 else { throw Descriptor.failure(errno, place: path) }
  }

  /// Removes what was written.
  func discard() { try? FileManager.default.removeItem(atPath: part) }
}
