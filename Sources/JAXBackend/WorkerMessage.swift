/// What is asked of the worker; `count` doubles follow.
struct WorkerRequest: Encodable {
  /// `begin`, `advance` or `end`.
  var `do`: String
  /// Which run is meant.
  var run: Int
  /// Digest of the equations without their numbers.
  var form: String?
  /// Text of the function, for a form the worker does not know.
  var source: String?
  var function: String?
  /// Number of states, and of components.
  var states: Int?
  var width: Int?
  var relative: Double?
  var start: Double?
  var end: Double?
  /// Length of the first step, and of the longest [s].
  var size: Double?
  var size_maximum: Double?
  /// Attempts allowed.
  var limit: Int?
  var count = 0

  init(_ verb: String, run: Int) {
    self.do = verb
    self.run = run
  }
}

/// What the worker says; `count` doubles follow.
struct WorkerAnswer: Decodable {
  let ok: Bool
  let count: Int
  /// What went wrong.
  var words: String?
  var needs_source: Bool?
  /// Steps accepted, and tried.
  var taken: Int?
  var tried: Int?
  /// Length of the step to come [s]; `nil` when it is no number.
  var size: Double?
  /// The state with the largest scaled error of the last attempt.
  var worst: Int?
  /// The component that was not finite in the last attempt, or -1.
  var bad: Int?
  var python: String?
  var jax: String?
  var diffrax: String?
}
