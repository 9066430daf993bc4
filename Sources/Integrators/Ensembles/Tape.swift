import RealModule

/// The operations that equations carry out, written down in their order, apart from the numbers they use.
///
/// Evaluating a problem on ``Taped`` leaves two things behind: the form of its equations (``entries``), which a whole
/// ensemble shares, and its numbers (``constants``), which are a lane's own. Equations are thereby written once and
/// still run in lanes whose parameters differ. Unlike ``Trace`` a tape is made anew for every shot, so it is cheap and
/// keeps the order of execution.
package final class Tape {
  package enum Code: UInt8, Sendable {
    case negate, exp, log, squareRoot, cubeRoot, tanh
    case add, subtract, multiply, divide
  }

  /// An operation. Operands: 0 is the time, 1 … r the components of the state, then the results of earlier entries;
  /// −1 − k is constant k.
  package struct Entry: Hashable, Sendable {
    let code: Code
    let first, second: Int32
  }

  /// Which equations a tape holds. Tapes of one identity have equal entries and outputs.
  package struct Identity: Hashable, Sendable {
    let digest: UInt64
    let components, entries, constants: Int
  }

  let components: Int
  private(set) var entries: [Entry] = []
  /// The numbers of the equations, each once, in the order of first use.
  package private(set) var constants: [Double] = []
  /// Operands that are the derivatives, shape (components).
  private(set) var outputs: [Int32] = []
  private var digest: UInt64 = 0
  private var inputs: [Taped] = []
  private var results: [Taped] = []

  package init(components: Int) {
    self.components = components
    entries.reserveCapacity(512)
    constants.reserveCapacity(128)
  }

  package var identity: Identity {
    Identity(digest: digest, components: components, entries: entries.count, constants: constants.count)
  }

  /// Writes the equations of `problem` down in place of those before.
  package func record<Problem: InitialValueProblem>(_ problem: Problem) {
    entries.removeAll(keepingCapacity: true)
    constants.removeAll(keepingCapacity: true)
    outputs.removeAll(keepingCapacity: true)
    digest = 0x9E37_79B9_7F4A_7C15
    if inputs.isEmpty {
      inputs = (0..<components).map { Taped(self, Int32($0 + 1)) }
      results = Array(repeating: Taped(0), count: components)
    }
    // A component that the equations leave out must not keep what it was.
    for i in results.indices { results[i] = Taped(.nan) }
    var derivative = results.mutableSpan
    problem.evaluate(at: Taped(self, 0), state: inputs.span, derivative: &derivative)
    for result in results {
      let operand = operand(result)
      outputs.append(operand)
      mix(UInt64(truncatingIfNeeded: operand))
    }
  }

  /// Appends an operation; at least one operand is on this tape.
  func append(_ code: Code, _ first: Taped, _ second: Taped) -> Taped {
    let entry = Entry(code: code, first: operand(first), second: operand(second))
    entries.append(entry)
    mix(UInt64(code.rawValue) << 56 ^ UInt64(UInt32(bitPattern: entry.first)) << 28 ^ UInt64(UInt32(bitPattern: entry.second)))
    return Taped(self, Int32(components + entries.count))
  }

  private func operand(_ taped: Taped) -> Int32 {
    guard taped.tape == nil else { return taped.place }
    let bits = taped.value.bitPattern
    for k in constants.indices where constants[k].bitPattern == bits { return Int32(-1 - k) }
    constants.append(taped.value)
    return Int32(-constants.count)
  }

  private func mix(_ word: UInt64) {
    var z = (digest ^ word) &* 0xBF58_476D_1CE4_E5B9
    z ^= z >> 29
    digest = z &* 0x94D0_49BB_1331_11EB &+ word
  }
}

/// A number that writes down on a ``Tape`` what is done with it; one without a tape is a plain number.
///
/// Sums with zero and products with zero are not written: terms that a shot does not have cost its lane nothing.
package struct Taped: Scalar {
  // Scalars may cross threads; the numbers of a tape live while it is recorded, on the thread that records.
  @safe nonisolated(unsafe) let tape: Tape?
  let place: Int32
  let value: Double

  init(_ tape: Tape, _ place: Int32) {
    self.tape = tape
    self.place = place
    value = .nan
  }

  package init(_ value: Double) {
    tape = nil
    place = 0
    self.value = value
  }

  private var isZero: Bool { tape == nil && value == 0 }

  package static func + (lhs: Self, rhs: Self) -> Self {
    guard let tape = lhs.tape ?? rhs.tape else { return Self(lhs.value + rhs.value) }
    return lhs.isZero ? rhs : rhs.isZero ? lhs : tape.append(.add, lhs, rhs)
  }
  package static func - (lhs: Self, rhs: Self) -> Self {
    guard let tape = lhs.tape ?? rhs.tape else { return Self(lhs.value - rhs.value) }
    return lhs.isZero ? tape.append(.negate, rhs, rhs) : rhs.isZero ? lhs : tape.append(.subtract, lhs, rhs)
  }
  package static func * (lhs: Self, rhs: Self) -> Self {
    guard let tape = lhs.tape ?? rhs.tape else { return Self(lhs.value * rhs.value) }
    return lhs.isZero || rhs.isZero ? Self(0) : tape.append(.multiply, lhs, rhs)
  }
  package static func / (lhs: Self, rhs: Self) -> Self {
    guard let tape = lhs.tape ?? rhs.tape else { return Self(lhs.value / rhs.value) }
    return lhs.isZero ? lhs : tape.append(.divide, lhs, rhs)
  }
  package static prefix func - (operand: Self) -> Self {
    guard let tape = operand.tape else { return Self(-operand.value) }
    return tape.append(.negate, operand, operand)
  }

  package static func + (lhs: Double, rhs: Self) -> Self { Self(lhs) + rhs }
  package static func + (lhs: Self, rhs: Double) -> Self { lhs + Self(rhs) }
  package static func - (lhs: Double, rhs: Self) -> Self { Self(lhs) - rhs }
  package static func - (lhs: Self, rhs: Double) -> Self { lhs - Self(rhs) }
  package static func * (lhs: Double, rhs: Self) -> Self { Self(lhs) * rhs }
  package static func * (lhs: Self, rhs: Double) -> Self { lhs * Self(rhs) }
  package static func / (lhs: Double, rhs: Self) -> Self { Self(lhs) / rhs }
  package static func / (lhs: Self, rhs: Double) -> Self { lhs / Self(rhs) }

  private func applied(_ code: Tape.Code, _ function: (Double) -> Double) -> Self {
    guard let tape else { return Self(function(value)) }
    return tape.append(code, self, self)
  }

  package static func exp(_ x: Self) -> Self { x.applied(.exp, Double.exp) }
  package static func log(_ x: Self) -> Self { x.applied(.log) { Double.log($0) } }
  package static func sqrt(_ x: Self) -> Self { x.applied(.squareRoot) { $0.squareRoot() } }
  package static func cubeRoot(_ x: Self) -> Self { x.applied(.cubeRoot, Double.cubeRoot) }
  package static func tanh(_ x: Self) -> Self { x.applied(.tanh, Double.tanh) }
}
