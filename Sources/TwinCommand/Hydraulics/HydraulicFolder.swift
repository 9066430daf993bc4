import Foundation
import Integrators
import Learning
import Twin

/// A folder with the recording of a hydraulic rig.
///
/// It holds a file of each signal, at full rate as published (`PS1.txt`) or as means over seconds
/// (`PS1_mean1hz.tsv`), itself or in folders `raw_1hz` and `mean_1hz`, and `profile.txt` with what was set.
struct HydraulicFolder {
  let path: String
  private let words: Words

  init(_ path: String, _ words: Words) {
    self.path = path
    self.words = words
  }

  /// Cycles of the recording, and what was set where the folder tells.
  func cycles() async throws -> (cycles: [HydraulicCycle], labels: [HydraulicLabels]?) {
    guard ProgramPlace.isFolder(URL(filePath: path)) else {
      throw CommandFailure(
        place: "--data", found: "`\(path)`, which is no folder", expected: "the folder of a recording",
        remedy: "name the folder that holds PS1.txt, or PS1_mean1hz.tsv, and the other signals")
    }
    let found = HydraulicSensor.allCases.map { ($0, file(of: $0)) }
    let missing = found.compactMap { $1 == nil && HydraulicSensor.needed.contains($0) ? $0.rawValue : nil }
    guard missing.isEmpty else {
      throw CommandFailure(
        .dataUnusable, place: path, found: "no file of \(missing.joined(separator: ", "))",
        expected: "\(missing[0]).txt or \(missing[0])_mean1hz.tsv, and likewise the others",
        remedy: "data set 447 of the UCI Machine Learning Repository has them all")
    }
    var sources = HydraulicSources()
    for (sensor, file) in found {
      guard let file else {
        words.info("signal not there, and not needed", ["signal": sensor.rawValue])
        continue
      }
      try sources.read(sensor, bytes(file), file: file)
    }
    let profile = path + "/profile.txt"
    if FileManager.default.fileExists(atPath: profile) { try sources.readProfile(bytes(profile), file: profile) }
    let (cycles, labels) = try sources.cycles()
    words.info("recording read", ["cycles": "\(cycles.count)", "profile": labels == nil ? "no" : "yes"])
    return (cycles, labels)
  }

  /// The recording with what was set, which must be known.
  func recording() async throws -> HydraulicRecording {
    let (cycles, labels) = try await cycles()
    guard let labels else {
      throw CommandFailure(
        .dataUnusable, place: path, found: "no profile.txt", expected: "a line for each cycle that says what was set")
    }
    return HydraulicRecording(cycles: cycles, labels: labels, digest: HydraulicRecording.digest(cycles, labels))
  }

  /// The file of folds that lies beside the recording; `nil` without one.
  var foldFile: String? {
    let file = path + "/folds.json"
    return FileManager.default.fileExists(atPath: file) ? file : nil
  }

  private func file(of sensor: HydraulicSensor) -> String? {
    let name = sensor.rawValue
    return ["\(name).txt", "raw_1hz/\(name).txt", "\(name)_mean1hz.tsv", "mean_1hz/\(name)_mean1hz.tsv"]
      .map { path + "/" + $0 }.first { FileManager.default.fileExists(atPath: $0) }
  }

  private func bytes(_ file: String) throws(CommandFailure) -> [UInt8] {
    do {
      return [UInt8](try Data(contentsOf: URL(filePath: file)))
    } catch {
      throw CommandFailure(
        place: file, found: "a file that cannot be read: \(error.localizedDescription)", expected: "a readable file",
        remedy: "check its permissions")
    }
  }
}
