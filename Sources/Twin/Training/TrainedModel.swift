package import Learning

/// A model with its card and all that a report says of it.
package struct TrainedModel: Sendable {
  /// Name of the file of a model, and of the one that says where it errs more.
  package static let modelFile = "model.ubj"
  package static let scaleFile = "scale.ubj"
  package static let cardFile = "card.json"

  /// A point of the learning curve.
  package struct CurvePoint: Hashable, Sendable {
    /// Training rows.
    package let rows: Int
    /// Loss on the test rows.
    package let loss: ModelCard.Metric
    /// Loss on the rows it was trained on.
    package let trainingLoss: Double
  }

  /// How much a feature moves the answers.
  package struct Importance: Hashable, Sendable {
    package let feature: String
    /// Mean of |Shapley value| of the margins over test rows, summed over the outputs.
    package let value: Double
  }

  /// The files but for the card: name and contents.
  package var files: [(name: String, bytes: [UInt8])]
  package var card: ModelCard
  package let training: ModelTraining
  package let trials: [ModelTraining.Trial]
  /// On the test rows: the model, the model without calibration, the baselines by name.
  package let score: TaskScore
  package let uncalibrated: TaskScore
  package let baselines: [(name: String, score: TaskScore)]
  package let importances: [Importance]
  package let curve: [CurvePoint]
}
