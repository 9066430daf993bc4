internal import CLanes
internal import Integrators

/// The memory of a pool: rows of numbers, one per lane, as the C kernels take them.
final class Arena {
  /// Lanes per row, a whole number of blocks.
  let lanes: Int
  /// Blocks per row.
  let stride: Int
  private let rows: Int
  private let memory: UnsafeMutableRawPointer
  let numbers: UnsafeMutablePointer<Double>

  /// Memory for at least `lanes` lanes, all zero.
  init(rows: Int, lanes: Int) {
    let block = Int(lanes_per_block)
    // An odd number of blocks: rows must not fall on the same lines of the cache.
    stride = (lanes + block - 1) / block | 1
    self.lanes = stride * block
    self.rows = rows
    let count = rows * self.lanes
    memory = .allocate(byteCount: count * MemoryLayout<Double>.stride, alignment: 64)
    numbers = memory.bindMemory(to: Double.self, capacity: count)
    numbers.initialize(repeating: 0, count: count)
  }

  deinit { memory.deallocate() }

  @inline(__always)
  subscript(row: Int, lane: Int) -> Double {
    get { numbers[row * lanes + lane] }
    set { numbers[row * lanes + lane] = newValue }
  }

  /// Copies the rows `range` of one lane to another.
  func copy(_ range: Range<Int>, from source: Int, to target: Int) {
    for row in range { numbers[row * lanes + target] = numbers[row * lanes + source] }
  }
}

/// A form as the C kernels take it.
final class LanePlan {
  let form: LaneForm
  private let programs: UnsafeMutablePointer<lanes_instruction>
  let plan: lanes_plan

  init(_ form: LaneForm, stride: Int) {
    self.form = form
    let whole = form.equations + form.linearization
    programs = .allocate(capacity: max(1, whole.count))
    for (index, instruction) in whole.enumerated() {
      (programs + index).initialize(to: lanes_instruction(instruction, stride: stride))
    }
    func row(_ row: Int) -> Int32 { Int32(row) }
    plan = lanes_plan(
      dimension: row(form.dimension), components: row(form.components), stride: Int32(stride), start: row(form.start),
      end: row(form.end), stage_time: row(form.stageTime), relative: row(form.relative), norm: row(form.norm),
      state: row(form.state), stage_state: row(form.stageState), derivative: row(form.derivative),
      slope: row(form.slope), time_derivative: row(form.timeDerivative), right: row(form.right),
      final: row(form.final), absolute: row(form.absolute), weights: row(form.weights), jacobian: row(form.jacobian),
      stages: row(form.stages), factors: row(form.factors), order: row(form.order),
      equations_count: Int32(form.equations.count), linearization_count: Int32(form.linearization.count),
      equations: UnsafePointer(programs), linearization: UnsafePointer(programs + form.equations.count))
  }

  deinit { programs.deallocate() }
}

extension lanes_instruction {
  /// - Parameter stride: blocks per row.
  init(_ instruction: LaneInstruction, stride: Int) {
    let operation =
      switch instruction.operation {
      case .copy: lanes_copy
      case .negate: lanes_negate
      case .exp: lanes_exp
      case .log: lanes_log
      case .squareRoot: lanes_square_root
      case .cubeRoot: lanes_cube_root
      case .tanh: lanes_tanh
      case .add: lanes_add
      case .subtract: lanes_subtract
      case .multiply: lanes_multiply
      case .divide: lanes_divide
      case .multiplyAdd: lanes_multiply_add
      case .multiplySubtract: lanes_multiply_subtract
      case .subtractProduct: lanes_subtract_product
      }
    func block(_ row: Int) -> UInt32 { UInt32(row * stride) }
    self.init(
      operation: UInt32(operation.rawValue), target: block(instruction.target), first: block(instruction.first),
      second: block(instruction.second), third: block(instruction.third))
  }
}

/// The coefficients of Rodas5P as the C kernels take them.
final class Tableau {
  private let memory: UnsafeMutablePointer<Double>
  let tableau: lanes_tableau

  init() {
    let γ = Rodas5PTableau.γ
    let parts = [
      Rodas5PTableau.a, Rodas5PTableau.scaledCouplings, Rodas5PTableau.nodes, Rodas5PTableau.scaledTimeWeights,
    ]
    let whole = parts.flatMap { $0 }
    memory = .allocate(capacity: whole.count)
    for (index, number) in whole.enumerated() { (memory + index).initialize(to: number) }
    let places = parts.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.count) }
    tableau = lanes_tableau(
      gamma: γ, a: UnsafePointer(memory), couplings: UnsafePointer(memory + places[1]),
      nodes: UnsafePointer(memory + places[2]), time_weights: UnsafePointer(memory + places[3]), first_at_end: 5)
  }

  deinit { memory.deallocate() }
}
