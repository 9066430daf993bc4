extension Solution {
  /// A solution put together from states at a few times, straight lines between them.
  ///
  /// For readings at those times, where it is exact.
  ///
  /// - Parameters:
  ///   - stations: at least two, times increasing.
  ///   - phases: the equations in force and since when; the first starts with the first station.
  package init(
    stations: [(time: Double, state: [Double])], events: [EventOccurrence],
    phases: [(start: Double, problem: Problem)]
  ) {
    precondition(stations.count > 1 && !phases.isEmpty, "two stations and one phase at least")
    let components = stations[0].state.count
    var dense = DenseOutput(components: components, degree: 1, start: stations[0].time)
    for (first, second) in zip(stations, stations.dropFirst()) {
      dense.knots.append(second.time)
      dense.coefficients += first.state
      dense.coefficients += zip(first.state, second.state).map { $1 - $0 }
    }
    self.init(
      trajectory: Trajectory(components: components), dense: dense, events: events,
      phases: phases.map { Phase(start: $0.start, problem: $0.problem) }, statistics: Statistics(),
      ending: .completed, integrator: "", end: stations[stations.count - 1])
  }
}
