import Integrators

/// The equations of a segment as source code, with their Jacobian where the peer takes one.
enum SegmentSource {
  static let head = "#include <math.h>\n"

  static func jax(_ trace: Trace) -> String { listing(trace, "right_hand_side").jax }

  /// The emitted C function, and `NAME_jacobian`, which writes ∂f/∂y row by row.
  static func c(_ trace: Trace, _ name: String) -> String { listing(trace, name).c + jacobian(trace, name) }

  private static func listing(_ trace: Trace, _ name: String) -> EquationListing {
    EquationListing(
      trace, function: name, title: ["A segment of a benchmark."],
      components: (0..<trace.dimension).map { EquationListing.Label("y\($0)", unit: "SI") })
  }

  /// Forward differentiation of the operations: of each by the states it depends on, one statement per state, or
  /// for many states a loop over all of them, which the compiler turns into vector instructions.
  private static func jacobian(_ trace: Trace, _ name: String) -> String {
    let n = trace.dimension
    let isLooping = n > 20
    var lines = [
      "void \(name)_jacobian(double t, const double *restrict y, double *restrict j)", "{", "(void)t;",
      "for (int i = 0; i < \(n * n); i++) j[i] = 0;",
    ]
    /// The states that each node depends on.
    var columns: [[Int]] = []
    func put(_ states: [Int], _ derived: Derived) {
      let index = columns.count
      lines.append("const double v\(index) = \(derived.value);")
      if !isLooping {
        for state in states { lines.append("const double d\(index)_\(state) = \(derived.slope("_\(state)", state));") }
      } else if !states.isEmpty {
        let slope = derived.slope("[k]", nil)
        lines.append("static double d\(index)[\(n)]; for (int k = 0; k < \(n); k++) d\(index)[k] = \(slope);")
      }
      columns.append(states)
    }
    for node in trace.nodes {
      let known = columns
      func slope(_ operand: Int, _ suffix: String, _ state: Int?) -> String {
        let isThere = state.map { known[operand].contains($0) } ?? !known[operand].isEmpty
        return isThere ? "d\(operand)\(suffix)" : "0.0"
      }
      switch node {
      case .input(.time): put([], ("t", { _, _ in "0.0" }))
      case .input(.state(let i)): put([i], ("y[\(i)]", { _, state in state == nil ? "k == \(i)" : "1.0" }))
      case .input(.parameter): put([], ("0.0", { _, _ in "0.0" }))
      case .constant(let bits): put([], ("\(Double(bitPattern: bits))", { _, _ in "0.0" }))
      case .unary(let function, let a): put(columns[a], unary(function, a, columns.count))
      case .binary(let operation, let a, let b):
        let states = Set(columns[a]).union(columns[b]).sorted()
        put(states, binary(operation, a, b, columns.count, slope))
      }
    }
    for (row, output) in trace.outputs.enumerated() {
      for state in columns[output] {
        lines.append("j[\(row * n + state)] = d\(output)\(isLooping ? "[\(state)]" : "_\(state)");")
      }
    }
    return (lines + ["}"]).map { $0 + "\n" }.joined()
  }

  private static func unary(_ function: Trace.Function, _ a: Int, _ index: Int) -> Derived {
    let (x, d, v) = ("v\(a)", "d\(a)", "v\(index)")
    return switch function {
    case .negate: ("-\(x)", { suffix, _ in "-\(d)\(suffix)" })
    case .exp: ("exp(\(x))", { suffix, _ in "\(v) * \(d)\(suffix)" })
    case .log: ("log(\(x))", { suffix, _ in "\(d)\(suffix) / \(x)" })
    case .squareRoot: ("sqrt(\(x))", { suffix, _ in "0.5 * \(d)\(suffix) / \(v)" })
    case .cubeRoot: ("cbrt(\(x))", { suffix, _ in "\(d)\(suffix) / (3.0 * \(v) * \(v))" })
    case .tanh: ("tanh(\(x))", { suffix, _ in "(1.0 - \(v) * \(v)) * \(d)\(suffix)" })
    }
  }

  private static func binary(
    _ operation: Trace.Operation, _ a: Int, _ b: Int, _ index: Int,
    _ slope: @escaping (Int, String, Int?) -> String
  ) -> Derived {
    let (x, y, v) = ("v\(a)", "v\(b)", "v\(index)")
    return switch operation {
    case .add: ("\(x) + \(y)", { "\(slope(a, $0, $1)) + \(slope(b, $0, $1))" })
    case .subtract: ("\(x) - \(y)", { "\(slope(a, $0, $1)) - \(slope(b, $0, $1))" })
    case .multiply: ("\(x) * \(y)", { "\(slope(a, $0, $1)) * \(y) + \(x) * \(slope(b, $0, $1))" })
    case .divide: ("\(x) / \(y)", { "(\(slope(a, $0, $1)) - \(v) * \(slope(b, $0, $1))) / \(y)" })
    }
  }

  /// A value, and its slope: by a state with the suffix of that state, or in a loop over all of them.
  private typealias Derived = (value: String, slope: (_ suffix: String, _ state: Int?) -> String)
}
