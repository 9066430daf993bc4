/// The operations that equations carry out, written down in their order, apart from the numbers they use.
///
/// Evaluating a problem on ``Taped`` leaves two things behind: the form of its equations (``entries``), which a whole
/// ensemble shares, and its numbers (``constants``), which are a lane's own. Equations are thereby written once and
/// still run in lanes whose parameters differ. Unlike ``Trace`` a tape is made anew for every shot, so it is cheap and
/// keeps the order of execution.
@safe
package final class Tape {
  package enum Code: UInt8, Sendable {
    case negate, exp, log, squareRoot, cubeRoot, tanh
    case add, subtract, multiply, divide
    /// A division whose dividend is a scalar without derivatives rather than a plain number: ``Dual`` multiplies by the
    /// inverse there.
    case divideScalar
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
  /// What the numbers write to; at a fixed address, so that they need not count references.
  private let page: UnsafeMutablePointer<Page>
  /// Operands that are the derivatives, shape (components).
  private(set) var outputs: [Int32] = []
  private var inputs: [Taped] = []
  private var results: [Taped] = []

  package init(components: Int) {
    self.components = components
    unsafe page = .allocate(capacity: 1)
    unsafe page.initialize(to: Page(components: components))
    for i in 0..<components { unsafe inputs.append(Taped(page, Int32(i + 1))) }
    results = Array(repeating: Taped(0), count: components)
  }

  deinit {
    unsafe page.deinitialize(count: 1)
    unsafe page.deallocate()
  }

  var entries: [Entry] { unsafe page.pointee.entries }
  /// The numbers of the equations, each once, in the order of first use.
  package var constants: [Double] { unsafe page.pointee.constants }

  package var identity: Identity {
    unsafe Identity(
      digest: page.pointee.digest, components: components, entries: page.pointee.entries.count,
      constants: page.pointee.constants.count)
  }

  /// Writes the equations of `problem` down in place of those before.
  package func record<Problem: InitialValueProblem>(_ problem: Problem) {
    unsafe page.pointee.clear()
    outputs.removeAll(keepingCapacity: true)
    // A component that the equations leave out must not keep what it was.
    for i in results.indices { results[i] = Taped(.nan) }
    var derivative = results.mutableSpan
    unsafe problem.evaluate(at: Taped(page, 0), state: inputs.span, derivative: &derivative)
    for result in results { unsafe outputs.append(page.pointee.output(result)) }
  }
}

/// What is written on a tape.
struct Page {
  let components: Int
  private(set) var entries: [Tape.Entry] = []
  private(set) var constants: [Double] = []
  private(set) var digest: UInt64 = 0
  /// Place of each constant, from 1, where the hash of its bits points to or soon after; 0 where there is none.
  private var places = Array(repeating: UInt16(0), count: 512)

  init(components: Int) {
    self.components = components
    entries.reserveCapacity(512)
    constants.reserveCapacity(128)
  }

  mutating func clear() {
    entries.removeAll(keepingCapacity: true)
    constants.removeAll(keepingCapacity: true)
    for i in places.indices { places[i] = 0 }
    digest = 0x9E37_79B9_7F4A_7C15
  }

  /// Appends an operation; at least one operand is on this tape.
  mutating func append(_ code: Tape.Code, _ first: Taped, _ second: Taped) -> Int32 {
    let entry = Tape.Entry(code: code, first: operand(first), second: operand(second))
    entries.append(entry)
    let operands = UInt64(UInt32(bitPattern: entry.first)) << 28 ^ UInt64(UInt32(bitPattern: entry.second))
    mix(UInt64(code.rawValue) << 56 ^ operands)
    return Int32(components + entries.count)
  }

  mutating func output(_ taped: Taped) -> Int32 {
    let operand = operand(taped)
    mix(UInt64(truncatingIfNeeded: operand))
    return operand
  }

  private mutating func operand(_ taped: Taped) -> Int32 {
    guard taped.isNumber else { return taped.place }
    let bits = taped.value.bitPattern
    var slot = Int(truncatingIfNeeded: (bits &* 0x9E37_79B9_7F4A_7C15) >> 55)
    // A table that is nearly full is searched to its end; equations with so many numbers are none of this product's.
    for _ in places.indices {
      let place = Int(places[slot])
      if place == 0 {
        constants.append(taped.value)
        places[slot] = UInt16(truncatingIfNeeded: constants.count)
        break
      }
      if constants[place - 1].bitPattern == bits { return Int32(-place) }
      slot = (slot + 1) & 511
    }
    return Int32(-constants.count)
  }

  private mutating func mix(_ word: UInt64) {
    var z = (digest ^ word) &* 0xBF58_476D_1CE4_E5B9
    z ^= z >> 29
    digest = z &* 0x94D0_49BB_1331_11EB &+ word
  }
}

/// A number that writes down on a ``Tape`` what is done with it; one without a tape is a plain number.
///
/// Sums with zero and products with zero are not written: terms that a shot does not have cost its lane nothing.
@safe
package struct Taped: Scalar {
  // Scalars may cross threads; the numbers of a tape live while it is recorded, on the thread that records.
  nonisolated(unsafe) private let page: UnsafeMutablePointer<Page>?
  let place: Int32
  let value: Double

  @inline(__always)
  init(_ page: UnsafeMutablePointer<Page>, _ place: Int32) {
    unsafe self.page = page
    self.place = place
    value = .nan
  }

  @inline(__always)
  package init(_ value: Double) {
    unsafe page = nil
    place = 0
    self.value = value
  }

  /// True for a number that is not on a tape.
  @inline(__always)
  var isNumber: Bool { unsafe page == nil }
  @inline(__always)
  private var isZero: Bool { isNumber && value == 0 }

  /// Appends an operation of which at least one operand is on a tape.
  @inline(never)
  private static func append(_ code: Tape.Code, _ first: Taped, _ second: Taped) -> Taped {
    guard let page = unsafe first.page ?? second.page else { return first }
    return unsafe Taped(page, page.pointee.append(code, first, second))
  }

  package static func + (lhs: Self, rhs: Self) -> Self {
    if lhs.isNumber && rhs.isNumber { return Self(lhs.value + rhs.value) }
    return lhs.isZero ? rhs : rhs.isZero ? lhs : append(.add, lhs, rhs)
  }
  package static func - (lhs: Self, rhs: Self) -> Self {
    if lhs.isNumber && rhs.isNumber { return Self(lhs.value - rhs.value) }
    return lhs.isZero ? append(.negate, rhs, rhs) : rhs.isZero ? lhs : append(.subtract, lhs, rhs)
  }
  package static func * (lhs: Self, rhs: Self) -> Self {
    if lhs.isNumber && rhs.isNumber { return Self(lhs.value * rhs.value) }
    return lhs.isZero || rhs.isZero ? Self(0) : append(.multiply, lhs, rhs)
  }
  package static func / (lhs: Self, rhs: Self) -> Self {
    if lhs.isNumber && rhs.isNumber { return Self(lhs.value / rhs.value) }
    return lhs.isZero ? lhs : append(lhs.isNumber ? .divideScalar : .divide, lhs, rhs)
  }
  package static prefix func - (operand: Self) -> Self {
    operand.isNumber ? Self(-operand.value) : append(.negate, operand, operand)
  }

  package static func + (lhs: Double, rhs: Self) -> Self { Self(lhs) + rhs }
  package static func + (lhs: Self, rhs: Double) -> Self { lhs + Self(rhs) }
  package static func - (lhs: Double, rhs: Self) -> Self { Self(lhs) - rhs }
  package static func - (lhs: Self, rhs: Double) -> Self { lhs - Self(rhs) }
  package static func * (lhs: Double, rhs: Self) -> Self { Self(lhs) * rhs }
  package static func * (lhs: Self, rhs: Double) -> Self { lhs * Self(rhs) }
  package static func / (lhs: Double, rhs: Self) -> Self {
    rhs.isNumber || lhs == 0 ? Self(lhs) / rhs : append(.divide, Self(lhs), rhs)
  }
  package static func / (lhs: Self, rhs: Double) -> Self { lhs / Self(rhs) }

  private func applied(_ code: Tape.Code, _ function: (Double) -> Double) -> Self {
    isNumber ? Self(function(value)) : Self.append(code, self, self)
  }

  package static func exp(_ x: Self) -> Self { x.applied(.exp, Double.exponential) }
  package static func log(_ x: Self) -> Self { x.applied(.log, Double.naturalLogarithm) }
  package static func sqrt(_ x: Self) -> Self { x.applied(.squareRoot) { $0.squareRoot() } }
  package static func cubeRoot(_ x: Self) -> Self { x.applied(.cubeRoot, Double.cubeRoot) }
  package static func tanh(_ x: Self) -> Self { x.applied(.tanh, Double.hyperbolicTangent) }
}
