import ArgumentParser
import Foundation
import Learning
import Twin
import XGBoost

/// What `diagnose train` and `diagnose evaluate` are told alike.
struct DiagnoseOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("The recording: a file of each signal, and profile.txt with what was set.", valueName: "folder"))
  var data: String

  @Option(
    help: ArgumentHelp(
      "How the recording is divided: random5, block5, combo5, chunk5, regime3, several by commas, or a file of folds.",
      valueName: "name|file"))
  var folds: String?

  @Option(
    help: ArgumentHelp(
      "Commission each regime with this many of its cycles known to be sound; they are not scored.", valueName: "n"))
  var baseline: Int?

  @Option(help: ArgumentHelp("The library that grows trees.", valueName: "file"))
  var xgboost: String?

  @Flag(help: "Leave out trees: linear members only, no library needed.")
  var withoutTrees = false

  @Option(help: "Another seed draws other folds within the training set, and other trees.")
  var seed = 1

  @Option(help: "Folds worked on at once; by default, and at most, as many as the machine has cores.")
  var threads: Int?

  func validate() throws {
    if let baseline, !(1...1000).contains(baseline) { throw ValidationError("--baseline takes a number 1 … 1000") }
    try Threads.check(threads)
    if !(0...Int(Int32.max)).contains(seed) { throw ValidationError("--seed takes a number 0 … 2147483647") }
  }

  /// What grows trees; `nil` where they are left out.
  func grower() throws(CommandFailure) -> TreeGrower? {
    guard !withoutTrees else { return nil }
    let library: XGBoostLibrary
    do throws(XGBoostUnavailable) {
      library = try XGBoostLibrary.load(xgboost)
    } catch {
      throw CommandFailure(
        place: error.place.isEmpty ? "--xgboost" : error.place, found: error.found, expected: "XGBoost 1.7 or newer",
        remedy: XGBoostLibrary.remedy + "; or leave out trees by --without-trees")
    }
    let seed = seed
    return TreeGrower(name: "XGBoost \(library.version)") { features, columns, labels, classes in
      var parameters = BoosterParameters(.classProbabilities(count: classes))
      parameters.depth = 4
      parameters.learningRate = 0.15
      parameters.featureShare = 0.3
      parameters.rowShare = 0.8
      parameters.bins = 64
      var course = TrainingCourse()
      course.rounds = 120
      course.seed = seed
      // Folds run side by side already.
      course.threads = 1
      course.format = .json
      let rows = LabeledRows(features: features, columns: columns, labels: labels.map { Float($0) })
      return try library.train(rows, parameters, course).bytes
    }
  }
}

/// Divisions of a recording that were asked for.
struct DivisionChoice {
  /// Name, then folds by target.
  let divisions: [(name: String, folds: [HydraulicTarget: Folds])]
  /// Where they are from, in words.
  let words: String

  /// - Parameter standard: what is taken where nothing was asked for.
  init(
    _ asked: String?, standard: [HydraulicDivision], folder: HydraulicFolder, labels: [HydraulicLabels], seed: Int
  ) throws {
    let names = asked.map { $0.split(separator: ",").map(String.init) } ?? standard.map(\.rawValue)
    let known = names.map { HydraulicDivision(rawValue: $0) }
    if known.contains(nil) {
      guard names.count == 1, TextFile.isPath(names[0]) || names[0].hasSuffix(".json") else {
        let word = names[known.firstIndex(of: nil) ?? 0]
        throw CommandFailure(
          place: "--folds", found: "`\(word)`, which is no division and no file",
          expected: "\(HydraulicDivision.allCases.map(\.rawValue).joined(separator: ", ")), or a file of folds")
      }
      let file = try Self.read(names[0], cycles: labels.count)
      let keys = Set(file.folds.values.flatMap(\.keys)).sorted()
      divisions = keys.map { key in (HydraulicDivision.name(ofKey: key), Self.folds(file, key)) }
      words = names[0]
      guard divisions.contains(where: { !$0.folds.isEmpty }) else {
        throw CommandFailure(
          .dataUnusable, place: names[0], found: "no folds of a target",
          expected: "folds of \(HydraulicTarget.allCases.map(\.rawValue).joined(separator: ", "))")
      }
      return
    }
    let file = try folder.foldFile.map { try Self.read($0, cycles: labels.count) }
    divisions = known.compactMap { $0 }.map { division in
      let kept = file.map { Self.folds($0, division.key) } ?? [:]
      guard kept.isEmpty else { return (division.rawValue, kept) }
      let made = HydraulicTarget.allCases.compactMap { target in
        division.folds(labels, target, seed: UInt64(seed)).map { (target, $0) }
      }
      return (division.rawValue, Dictionary(uniqueKeysWithValues: made))
    }
    let list = names.joined(separator: ", ")
    words = folder.foldFile.map { "\(list) of \($0)" } ?? "\(list), made by rule"
  }

  private static func folds(_ file: FoldFile, _ key: String) -> [HydraulicTarget: Folds] {
    let pairs = HydraulicTarget.allCases.compactMap { target in
      file.folds[target.rawValue]?[key].map { (target, $0) }
    }
    return Dictionary(uniqueKeysWithValues: pairs)
  }

  private static func read(_ path: String, cycles: Int) throws(CommandFailure) -> FoldFile {
    let text = try TextFile.read(path, option: "--folds")
    do throws(ModelFileError) {
      let file = try FoldFile(Array(text.utf8))
      guard file.count == cycles else {
        throw ModelFileError(
          kind: .malformed, place: "folds.n_cycles", found: "\(file.count)", expected: "\(cycles), as the recording has"
        )
      }
      return file
    } catch {
      throw CommandFailure(
        .dataUnusable, place: "\(path): \(error.place)", found: error.found, expected: error.expected)
    }
  }
}
