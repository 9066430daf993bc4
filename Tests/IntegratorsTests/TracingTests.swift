import Integrators
import Testing

/// A small problem with repeated terms, a constant derivative and a state that nothing reads.
private struct Repetitive: InitialValueProblem {
  var factor = 0.1
  var dimension: Int { 4 }
  var quadratures: Int { 1 }

  func evaluate<S: Scalar>(at time: S, state: Span<S>, derivative: inout MutableSpan<S>) {
    let (x, y) = (state[0], state[1])
    let unused = S.exp(state[2])
    _ = unused * 3
    derivative[0] = factor * (x * y) + S.sqrt(S(2)) * S.log(y)
    derivative[1] = -(y * x) + S.tanh(time) / (1 + x)
    derivative[2] = S(0)
    derivative[3] = -(-(x - 0.0)) * 1
    derivative[4] = S.cubeRoot(x) - S.exp(S(1)) * S(0)
  }
}

/// The same, with one sign turned.
private struct Turned: InitialValueProblem {
  var dimension: Int { 1 }
  var isTurned: Bool

  func evaluate<S: Scalar>(at time: S, state: Span<S>, derivative: inout MutableSpan<S>) {
    derivative[0] = isTurned ? state[0] - time : state[0] + time
  }
}

@Suite("Tracing equations")
struct TracingTests {
  @Test(
    "SHA-256 gives the digests of the standard's examples",
    arguments: [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
      (
        "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
          + "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
        "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
      ),
      (String(repeating: "a", count: 1_000_000), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
    ])
  func standardVectors(text: String, digest: String) {
    #expect("\(SHA256Digest(text))" == digest)
  }

  @Test("Equal subexpressions are one node, and unused ones none")
  func sharing() {
    let trace = Trace(Repetitive())
    // x·y and y·x are one product; the exponential of the third state is not needed.
    #expect(trace.count(of: .exp) == 1)
    #expect(!trace.nodes.contains(.input(.state(2))))
    #expect(Set(trace.nodes).count == trace.nodes.count)
    #expect(trace.nodes.count { if case .binary(.multiply, _, _) = $0 { true } else { false } } == 4)
    #expect(trace.outputs[3] == trace.nodes.firstIndex(of: .input(.state(0))))
  }

  @Test("Only what is exact is carried out while tracing")
  func folding() {
    let trace = Trace(Repetitive())
    #expect(trace.nodes.contains(.constant(bits: 2.0.squareRoot().bitPattern)))
    #expect(trace.count(of: .squareRoot) == 0)
    // e¹ is left to whoever evaluates: libraries round it differently.
    #expect(trace.count(of: .exp) == 1)
  }

  @Test("Operands come before their users")
  func order() {
    for (index, node) in Trace(Repetitive()).nodes.enumerated() {
      switch node {
      case .input, .constant: break
      case .unary(_, let operand): #expect(operand < index)
      case .binary(_, let lhs, let rhs): #expect(lhs < index && rhs < index)
      }
    }
  }

  @Test("A trace evaluates to the bits of its problem, and traces to itself")
  func evaluation() {
    let problem = Repetitive()
    let traced = TracedProblem(Trace(problem))
    var generator = SplitMix(state: 1)
    for _ in 0..<200 {
      let state = (0..<5).map { _ in generator.next(in: 0.1...3) }
      let time = generator.next(in: 0...2)
      #expect(bits(problem, time, state) == bits(traced, time, state))
    }
    #expect(Trace(traced) == traced.trace)
  }

  @Test("A graph ten thousand operations deep is put in order")
  func deepGraph() {
    struct Chain: InitialValueProblem {
      var dimension: Int { 1 }
      func evaluate<S: Scalar>(at time: S, state: Span<S>, derivative: inout MutableSpan<S>) {
        var sum = state[0]
        for _ in 0..<5_000 { sum = sum * state[0] + time }
        derivative[0] = sum
      }
    }
    #expect(Trace(Chain()).operations == 10_000)
  }

  @Test("The digest follows the equations and their numbers")
  func digest() {
    #expect(Trace(Repetitive()).digest == Trace(Repetitive()).digest)
    #expect(Trace(Repetitive()).digest != Trace(Repetitive(factor: 0.1.nextUp)).digest)
    #expect(Trace(Turned(isTurned: false)).digest != Trace(Turned(isTurned: true)).digest)
    #expect(
      Trace(Turned(isTurned: true)).canonicalText == """
        pur-mold-twin/trace/1
        states 1, quadratures 0, parameters 0
        0 = state 0
        1 = time
        2 = subtract 0 1
        output 0 = 2

        """)
  }

  @Test("A marked constant becomes a parameter")
  func marker() {
    let marker = 0.123_456_789
    let meaning = Expression(.parameter(0)) / 3
    let trace = Trace(Repetitive(factor: marker), markers: [.init(marker, means: meaning)], parameters: 1)
    let state = [0.3, 0.7, 1, 1, 0]
    #expect(
      bits(TracedProblem(trace, parameters: [0.6]), 1, state) == bits(Repetitive(factor: 0.6 / 3), 1, state))
  }

  private func bits(_ problem: some InitialValueProblem, _ time: Double, _ state: [Double]) -> [UInt64] {
    var derivative = Array(repeating: 0.0, count: state.count)
    var target = derivative.mutableSpan
    problem.rightHandSide(at: time, state: state.span, derivative: &target)
    return derivative.map(\.bitPattern)
  }
}

/// A reproducible source of numbers.
///
/// - Reference: G. L. Steele, D. Lea, C. H. Flood, OOPSLA 2014, doi:10.1145/2660193.2660195.
private struct SplitMix {
  var state: UInt64

  mutating func next(in range: ClosedRange<Double>) -> Double {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
    return range.lowerBound + (range.upperBound - range.lowerBound) * Double((z ^ z >> 31) >> 11) * 0x1p-53
  }
}
