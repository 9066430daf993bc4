/// What `check-drift` says by its exit code, which is its own: 2 means alert here, and what is 2 elsewhere is 64.
enum DriftExit: Int32, Error, CaseIterable {
  case ok = 0
  case warning = 1
  case alert = 2
  case noUsableData = 3
  case usage = 64

  /// Name of the command that uses these codes.
  static let command = "check-drift"

  /// Short stable name, used in JSON.
  var name: String {
    switch self {
    case .ok: "ok"
    case .warning: "warning"
    case .alert: "alert"
    case .noUsableData: "no_usable_data"
    case .usage: "usage"
    }
  }

  /// When it is returned, in one line.
  var meaning: String {
    switch self {
    case .ok: "no drift, and there were data to tell"
    case .warning: "something drifted"
    case .alert: "something drifted far, or a column is gone"
    case .noUsableData: "no usable data: missing, empty or malformed files, no feature in common; never OK"
    case .usage: "usage: options, or a report that cannot be written"
    }
  }

  /// The code for a status of the program elsewhere; `nil` where both mean the same.
  init?(_ status: ExitStatus, place: String) {
    switch status {
    case .usage:
      self = ["--reference", "--current", "--features", "--predictions"].contains(place) ? .noUsableData : .usage
    case .dataUnusable: self = .noUsableData
    case .ok, .finding, .solverFailed, .interrupted, .terminated: return nil
    }
  }
}
