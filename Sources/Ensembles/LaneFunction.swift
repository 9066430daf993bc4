internal import CLanes
package import Integrators

/// The functions of the lanes, one by one.
package enum LaneFunction {
  /// `operation` on every number of `x`.
  package static func apply(_ operation: LaneInstruction.Operation, to x: [Double]) -> [Double] {
    let arena = Arena(rows: 2, lanes: max(1, x.count))
    for (lane, value) in x.enumerated() { arena[0, lane] = value }
    var instruction = lanes_instruction(
      LaneInstruction(operation: operation, target: 1, first: 0, second: 0, third: 0), stride: arena.stride)
    lanes_execute(&instruction, 1, arena.numbers, Int32(arena.stride))
    return x.indices.map { arena[1, $0] }
  }
}
