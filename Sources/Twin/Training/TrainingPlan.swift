package import Learning

/// What is to be learned, from which rows and how: a file of training.
package struct TrainingPlan: Hashable, Sendable {
  /// The value of the key `schema`.
  package static let schema = "pur-mold-twin/training/1"

  /// One model.
  package struct Task: Hashable, Sendable {
    package var task: ModelTask
    /// The column; the usual one of the task where `nil`.
    package var target: String?

    /// A task by its usual target.
    package init(_ task: ModelTask, target: String? = nil) { (self.task, self.target) = (task, target) }
  }

  /// How rows are divided.
  package struct Split: Hashable, Sendable {
    package var kind = Folds.Kind.grouped
    /// Columns whose equal values stay together; for `grouped` alone.
    package var by = ["day"]
    /// [s]; for `ordered` alone.
    package var gap = 0.0
    package var fractions = Partition.Fractions(calibration: 0.2, test: 0.2)
    /// Why, in the words of the one who chose.
    package var reason: String?

    /// The division that suits most plants: whole days.
    package init() {}
  }

  /// How parameters are chosen.
  package struct Search: Hashable, Sendable {
    /// Draws of parameters, the usual ones first, 1 … 200.
    package var trials = 12
    /// Inner folds, 2 … 10.
    package var folds = 4
    /// Most rounds, 1 … 5000.
    package var rounds = 400
    /// Rounds without gain after which a trial stops, 1 … 1000.
    package var patience = 25

    /// A short search.
    package init() {}
  }

  /// How intervals are made.
  package struct Intervals: Hashable, Sendable {
    /// Promised coverages, each 0.5 … 0.99.
    package var levels = [0.8, 0.9, 0.95]
    /// A column whose values have bounds of their own.
    package var by: String?
    /// Whether a second model says where the first errs more.
    package var isNormalized = false

    /// One width for all.
    package init() {}
  }

  package var id: String
  package var name: String
  /// Tables of `build-features`, as the file names them.
  package var features: [String] = []
  package var tasks = ModelTask.allCases.map { Task($0) }
  package var split = Split()
  package var search = Search()
  package var intervals = Intervals()
  /// `nil` to take the best by cross-validation.
  package var calibration: ProbabilityCalibration.Method?
  /// Whether rare classes weigh as much as common ones.
  package var isBalanced = false
  /// Whether what physics says of directions is told to the model.
  package var usesPhysics = true
  /// Directions the user adds.
  package var directions: [MonotoneKnowledge] = []
  package var excluded: [String] = []
  /// Classes with fewer rows are joined or left out.
  package var rare = 20
  /// Shares of the training rows for the learning curve, ascending; empty for none.
  package var curve = [0.1, 0.25, 0.5]
  package var seed = 1
  /// `nil` for one less than the machine has cores.
  package var threads: Int?

  /// A plan with the defaults.
  package init(id: String, name: String? = nil) { (self.id, self.name) = (id, name ?? id) }

  /// The directions a model of a task is told: the user's in place of what physics says of the same feature.
  package func directions(_ task: ModelTask, features: [String]) -> [MonotoneKnowledge] {
    guard task.kind == .regression else { return [] }
    let own = directions.map(\.feature)
    let physics = usesPhysics ? MonotoneKnowledge.known(task).filter { !own.contains($0.feature) } : []
    return (physics + directions).filter { features.contains($0.feature) && $0.sign != 0 }
  }
}
