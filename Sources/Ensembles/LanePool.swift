internal import CLanes
internal import Integrators

/// A run in a lane.
struct Lane {
  let run: LaneRun
  /// Which member of the ensemble it is.
  let member: Int
}

/// Lanes whose equations have one form, stepped side by side.
///
/// Every lane has its own time, step size, events and numbers of the equations; a lane that leaves is replaced by the
/// last one, so that lanes in use stand together.
final class LanePool {
  private let plan: LanePlan
  private var form: LaneForm { plan.form }
  private let arena: Arena
  private let tableau: Tableau
  private(set) var lanes: [Lane] = []

  /// Blocks stepped at once: their rows stay in the first-level cache.
  private static let blocksAtOnce = 4

  init(_ form: LaneForm, lanes: Int, tableau: Tableau) {
    arena = Arena(rows: form.rows, lanes: lanes)
    plan = LanePlan(form, stride: arena.stride)
    self.tableau = tableau
    for (index, value) in form.literals.enumerated() {
      for lane in 0..<arena.lanes { arena[form.constants + index, lane] = value }
    }
  }

  /// Takes in a lane whose equations, of the form of the pool, have these numbers.
  func add(_ lane: Lane, constants: [Double]) {
    let (place, run) = (lanes.count, lane.run)
    lanes.append(lane)
    for (row, value) in constants.enumerated() { arena[row, place] = value }
    arena[form.relative, place] = run.relative
    var areUsable = true
    for i in 0..<form.dimension { areUsable = areUsable && run.absolute(i) > 0 }
    for i in 0..<form.dimension {
      arena[form.absolute + i, place] = run.absolute(i)
      arena[form.weights + i, place] = areUsable ? 1 / run.absolute(i) : 1
    }
    load(place)
    guard place == 0 else { return }
    // Lanes not in use compute along; they had better compute something ordinary.
    for other in 1..<arena.lanes { copyLane(from: 0, to: other) }
  }

  /// Steps lanes once: all of them, or as many as fill whole rows of ``blocksAtOnce``; the others follow when lanes
  /// before them have left.
  ///
  /// - Parameter leave: called for lanes that finished, failed or changed their equations; they are gone already.
  func step(_ leave: (Lane, LaneRun.Standing) -> Void) {
    var plan = plan.plan
    var tableau = tableau.tableau
    let blockLanes = Int(lanes_per_block)
    let whole = blockLanes * Self.blocksAtOnce
    let stepped = lanes.count >= whole ? lanes.count / whole * whole : lanes.count
    let blocks = (stepped + blockLanes - 1) / blockLanes
    var first = 0
    while first < blocks {
      let count = min(Self.blocksAtOnce, blocks - first)
      lanes_attempt(&plan, &tableau, arena.numbers + first * blockLanes, Int32(count))
      first += count
    }
    let gone = judge(stepped)
    // From the end, so that a gap is filled by a lane that stays.
    for (place, standing) in gone.reversed() {
      let lane = lanes[place]
      remove(place)
      leave(lane, standing)
    }
  }

  /// Judges the first `count` lanes; what every lane needs is looked up once.
  ///
  /// - Returns: lanes that finished, failed or changed their equations, in order.
  private func judge(_ count: Int) -> [(place: Int, standing: LaneRun.Standing)] {
    let (form, arena, lanes) = (form, arena, lanes)
    let (width, components, numbers) = (arena.lanes, form.components, arena.numbers)
    let (norm, final, stages, state) = (
      numbers + form.norm * width, numbers + form.final * width, numbers + form.stages * width,
      numbers + form.state * width
    )
    let (start, end) = (numbers + form.start * width, numbers + form.end * width)
    var gone: [(place: Int, standing: LaneRun.Standing)] = []
    for place in 0..<count {
      let verdict = lanes[place].run.judge(
        norm[place],
        final: { target in
          var target = target.mutableSpan
          for i in 0..<components { target[i] = final[i * width + place] }
        },
        stages: { stride, target in
          var source = stages + place
          var target = target.mutableSpan
          for stage in 0..<8 {
            for i in 0..<components {
              target[stage * stride + i] = source.pointee
              source += width
            }
          }
        })
      switch verdict.standing {
      case .repeated: end[place] = verdict.end
      case .moved:
        for i in 0..<components { state[i * width + place] = final[i * width + place] }
        start[place] = verdict.start
        end[place] = verdict.end
      case .jumped: load(place)
      case .changed, .finished, .failed: gone.append((place, verdict.standing))
      }
    }
    return gone
  }

  /// Writes where a lane stands.
  private func load(_ place: Int) {
    let run = lanes[place].run
    for i in 0..<form.components { arena[form.state + i, place] = run.state(i) }
    arena[form.start, place] = run.start
    arena[form.end, place] = run.end
  }

  private func remove(_ place: Int) {
    let last = lanes.count - 1
    if place != last {
      copyLane(from: last, to: place)
      lanes[place] = lanes[last]
    }
    lanes.removeLast()
  }

  private func copyLane(from source: Int, to target: Int) {
    arena.copy(0..<form.constants, from: source, to: target)
    arena.copy(form.start..<form.norm, from: source, to: target)
    arena.copy(form.state..<form.stageState, from: source, to: target)
    arena.copy(form.absolute..<form.order, from: source, to: target)
  }
}
