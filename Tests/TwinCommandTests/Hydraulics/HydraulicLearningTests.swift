import Foundation
import Learning
import ModelSamples
import Testing
import Twin

@Suite("What is planted in a made-up rig is found, and nothing is learned from what is judged")
struct HydraulicLearningTests {
  static let rig = MadeRig()
  static let features = HydraulicFeatureMatrix(rig.cycles)

  static func problem(
    _ target: HydraulicTarget, features: HydraulicFeatureMatrix = features, labels: [HydraulicLabels] = rig.labels,
    baseline: Int? = nil
  ) -> HydraulicProblem {
    HydraulicProblem(target, features: features, labels: labels, baseline: baseline, grower: nil)
  }

  @Test("Held-out blocks are judged rightly", arguments: [HydraulicTarget.cooler, .valve, .pump, .accumulator])
  func findsWhatIsPlanted(_ target: HydraulicTarget) throws {
    let problem = Self.problem(target)
    let folds = try #require(HydraulicDivision.block5.folds(Self.rig.labels, target))
    var cases: [HydraulicScore.Case] = []
    for (training, test) in zip(folds.trainings, folds.tests) {
      let classifier = try HydraulicClassifier(problem, training: training)
      for row in test {
        let judgment = try #require(classifier.judge(problem, row: row))
        #expect(abs(judgment.probabilities.reduce(0, +) - 1) < 1e-9)
        cases.append(HydraulicScore.Case(cycle: row, level: Self.rig.labels[row][target], judgment: judgment))
      }
    }
    let score = HydraulicScore(target, cases, unjudged: 0)
    #expect(score.count == Self.rig.cycles.count)
    #expect(score.accuracy.value > 0.97, "\(target): \(score.accuracy.value)")
    #expect(score.calibrationError < 0.05)
  }

  @Test("A classifier is the same whatever stands in the cycles that it will judge")
  func neverSeesTheScoredFold() throws {
    let training = Array(0..<300)
    let one = try HydraulicClassifier(Self.problem(.pump), training: training)
    // Other labels and other signals behind the training cycles.
    var labels = Self.rig.labels
    for row in 340..<labels.count { labels[row] = HydraulicLabels([0, 0, 0, 0, 0]) }
    let cycles = Self.rig.cycles.map { cycle in
      cycle.number < 340
        ? cycle : HydraulicCycle(number: cycle.number, means: cycle.means.mapValues { $0.map { $0 * 3 } })
    }
    let other = try HydraulicClassifier(
      Self.problem(.pump, features: HydraulicFeatureMatrix(cycles), labels: labels), training: training)
    #expect(one.selection == other.selection)
    let problem = Self.problem(.pump)
    for row in [0, 150, 299, 320] { #expect(one.judge(problem, row: row) == other.judge(problem, row: row)) }
  }

  @Test("A cycle far outside of what was learned from is told as unseen, one of the kind learned from is not")
  func tellsUnseen() throws {
    let problem = Self.problem(.valve)
    let classifier = try HydraulicClassifier(problem, training: Array(0..<400))
    #expect(classifier.judge(problem, row: 20)?.isUnseen == false)
    let strange = HydraulicCycle(
      number: 0,
      means: Self.rig.cycles[20].means.mapValues { signal in signal.enumerated().map { $1 * (1 + 0.2 * Double($0 % 3)) }
      })
    let features = HydraulicFeatureMatrix([strange])
    #expect(classifier.judge(Array(features.row(0)))?.isUnseen == true)
  }

  @Test("A missing signal is missing: no judgment, and a reason")
  func missingIsMissing() throws {
    let model = try Self.model()
    var means = Self.rig.cycles[50].means
    means[.fs1] = [Double](repeating: .nan, count: 60)
    var cycles = Self.rig.cycles
    cycles[50] = HydraulicCycle(number: 50, means: means)
    #expect(cycles[50].gaps[.fs1] == .missingSample)
    for diagnosis in model.diagnose(cycles, at: 50) {
      if diagnosis.target == .cooler {
        #expect(diagnosis.judgment != nil)
      } else {
        #expect(diagnosis.judgment == nil && diagnosis.silence == .missing)
      }
    }
  }

  @Test("A sensor that contradicts the others silences what looks at it")
  func implausibleIsSilent() throws {
    let model = try Self.model()
    #expect(model.diagnose(Self.rig.cycles, at: 60).allSatisfy { $0.silence == nil })
    #expect(HydraulicIdentity.all(Self.rig.cycles[60]).allSatisfy { $0.holds })
    var means = Self.rig.cycles[60].means
    means[.cp] = means[.cp]?.map { $0 + 1 }
    var cycles = Self.rig.cycles
    cycles[60] = HydraulicCycle(number: 60, means: means)
    #expect(HydraulicIdentity.all(cycles[60]).filter { !$0.holds }.map(\.name) == ["cooling_power"])
    let diagnoses = model.diagnose(cycles, at: 60)
    #expect(diagnoses.first { $0.target == .cooler }?.silence == .implausible)
    #expect(diagnoses.first { $0.target == .valve }?.silence == nil)
  }

  @Test("A model reads back to the same judgments, and a damaged document is refused")
  func roundTrip() throws {
    let model = try Self.model()
    let text = HydraulicModelDocument.json(model)
    let read = try HydraulicModel(Array(text.utf8)) { _ in [] }
    for cycle in [0, 77, 300] {
      #expect(read.diagnose(Self.rig.cycles, at: cycle) == model.diagnose(Self.rig.cycles, at: cycle))
    }
    #expect(HydraulicModelDocument.json(read) == text)
    let spoiled = [
      text.replacing("pur-mold-twin/hydraulic-model/1", with: "pur-mold-twin/hydraulic-model/9"),
      text.replacing(HydraulicFeatureSchema.current.hash, with: String(repeating: "0", count: 64)),
      text.replacing("\"temperature\"", with: "\"temprature\""), String(text.dropLast(40)),
    ]
    for document in spoiled {
      #expect(throws: ModelFileError.self) { try HydraulicModel(Array(document.utf8)) { _ in [] } }
    }
  }

  @Test("Evidence names the signals that a planted fault moves")
  func evidence() throws {
    let model = try Self.model()
    let row = try #require(Self.rig.labels.firstIndex { $0[.valve] == 3 && $0[.cooler] == 0 && $0[.pump] == 0 })
    let valve = try #require(model.diagnose(Self.rig.cycles, at: row).first { $0.target == .valve })
    #expect(valve.judgment?.level == 3)
    let outside = valve.evidence.filter(\.isOutside).map(\.feature.name)
    #expect(outside.contains("opening_PS2_9"))
  }

  @Test("With a commissioning baseline its cycles are neither learned from nor judged")
  func baseline() throws {
    let problem = Self.problem(.valve, baseline: 2)
    #expect(problem.reserved.count == 6)
    let sound = problem.reserved.allSatisfy { Self.rig.labels[$0].isSoundApartFromCooler }
    #expect(sound)
    let classifier = try HydraulicClassifier(problem, training: Array(Self.rig.labels.indices))
    let right = Self.rig.labels.indices.filter {
      classifier.judge(problem, row: $0)?.level == Self.rig.labels[$0][.valve]
    }
    #expect(right.count > 420)
  }

  /// A model of all targets without trees.
  static func model() throws -> HydraulicModel { try rig.model() }
}
