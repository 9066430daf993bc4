import Foaming
import Foundation
import Integrators
import Testing

/// Conduction between layers and to walls, against solutions known to many digits.
///
/// Half a slab between its plane of symmetry and a wall, in equal cells and in cells graded as layers are unless a
/// scenario states otherwise: 40 of them are half of 80 layers.
@Suite struct SlabTests {
  enum Cells: Sendable, CaseIterable {
    case equal, graded

    /// Thickness of each of `count` cells over half a slab, from the plane of symmetry on.
    func shares(_ count: Int) -> [Double] {
      guard self == .graded else { return Array(repeating: 1 / Double(count), count: count) }
      let whole = LayerGrid.graded(count: 2 * count, wallShare: LayerGrid.usualWallLayer / Double(2 * count))
      return whole.suffix(count).map { 2 * $0 }
    }
  }

  /// Of 4 : 1 in the square of the cells' size, the part that goes with it taken out.
  private static func extrapolated(_ coarse: [Double], _ fine: [Double]) -> [Double] {
    zip(coarse, fine).map { (4 * $1 - $0) / 3 }
  }

  /// The same with the part of fourth power taken out too, from three sizes.
  private static func extrapolated(_ values: [[Double]]) -> [Double] {
    let (first, second) = (extrapolated(values[0], values[1]), extrapolated(values[1], values[2]))
    return zip(first, second).map { (16 * $1 - $0) / 15 }
  }

  private static func size(_ errors: some Sequence<Double>) -> Double {
    errors.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }

  // MARK: - An inert slab between two equal films

  private struct Row {
    let biot, time: Double
    /// `nil` for the mean.
    let position: Double?
    let value: Double
  }

  private static func rows() throws -> [Row] {
    let url = try #require(
      Bundle.module.url(forResource: "slab_symmetric_robin", withExtension: "csv", subdirectory: "Fixtures"))
    return try String(contentsOf: url, encoding: .utf8).split(whereSeparator: \.isNewline).dropFirst().map { line in
      let cells = line.split(separator: ",").map(String.init)
      return Row(
        biot: try #require(Double(cells[0])), time: try #require(Double(cells[1])), position: Double(cells[2]),
        value: try #require(Double(cells[3])))
    }
  }

  /// θ at the places and times of the rows.
  private static func cooling(_ rows: [Row], shares: [Double]) throws -> [Double] {
    let (wall, start, biot) = (300.0, 301.0, rows[0].biot)
    let times = Set(rows.map(\.time)).sorted()
    let slab = ReactingSlab(
      thickness: 1, conductivity: 1, heatCapacity: 1, first: .symmetric,
      second: ReactingSlab.Wall(film: biot, temperature: wall), shares: shares)
    let solution = try Rodas5P().integrate(
      slab, from: slab.initialState(temperature: start), over: 0...(times.max() ?? 0), output: .times(times),
      tolerances: Tolerances(relative: 1e-13, absolute: 1e-9))
    let profiles = times.indices.map { index in
      let state = Array(solution.trajectory[index])
      return SlabProfile(shares: shares, values: shares.indices.map { state[2 * $0] - wall }, biot: biot)
    }
    return rows.map { row in
      let profile = profiles[times.firstIndex(of: row.time) ?? 0]
      return row.position.map(profile.value) ?? profile.mean
    }
  }

  @Test(arguments: [0.1, 0.5, 1, 5, 10, 100], Cells.allCases)
  func `a cooling slab follows the series to second order`(biot: Double, cells: Cells) throws {
    let rows = try Self.rows().filter { $0.biot == biot }
    let found = try [20, 40, 80, 160].map { try Self.cooling(rows, shares: cells.shares($0)) }
    let errors = found.map { values in rows.indices.map { values[$0] - rows[$0].value } }
    // Over all positions at one time: a single point may lie where the error changes its sign.
    for time in Set(rows.map(\.time)).sorted() {
      let chosen = rows.indices.filter { rows[$0].time == time }
      let sizes = errors.map { error in Self.size(chosen.map { error[$0] }) }
      for (coarse, fine) in zip(sizes.dropFirst(), sizes.dropFirst(2)) {
        #expect(abs(Foundation.log2(coarse / fine) - 2) < 0.05, "order at Fo = \(time)")
      }
      // At first the wall's chill is confined to a few cells, and their number is what the error tells.
      let worst = chosen.map { abs(errors[1][$0]) }.max() ?? 1
      let limit = cells == .graded ? 3.5e-4 : time >= 0.5 ? 1e-4 : 5e-4
      #expect(worst < limit, "40 cells at Fo = \(time)")
    }
    let better = Self.extrapolated(found[0], found[1])
    let worst = rows.indices.map { abs(better[$0] - rows[$0].value) }.max() ?? 1
    #expect(worst < 1e-4, "20 and 40 cells")
  }

  /// θ by its series.
  private static func series(biot: Double, time: Double, position: Double) -> Double {
    (0..<100).reduce(0) { sum, n in
      // z tan z = Bi has one root in every period of the tangent.
      var (low, high) = (Double(n) * .pi, (Double(n) + 0.5) * .pi)
      for _ in 0..<60 {
        let middle = 0.5 * (low + high)
        if middle * Foundation.tan(middle) < biot { low = middle } else { high = middle }
      }
      let weight = 4 * Foundation.sin(low) / (2 * low + Foundation.sin(2 * low))
      return sum + weight * Foundation.exp(-low * low * time) * Foundation.cos(low * position)
    }
  }

  @Test(arguments: [0.03, 0.3, 3, 30, 1000], Cells.allCases)
  func `other slabs at other times are met as well`(biot: Double, cells: Cells) throws {
    let rows = [0.015, 0.04, 0.3, 0.8].flatMap { time in
      [0.1, 0.4, 0.6, 0.85, 1].map { position in
        Row(
          biot: biot, time: time, position: position,
          value: Self.series(biot: biot, time: time, position: position))
      }
    }
    let found = try [20, 40].map { try Self.cooling(rows, shares: cells.shares($0)) }
    let better = Self.extrapolated(found[0], found[1])
    let limit = cells == .graded ? 5e-4 : 1.5e-3
    for (i, row) in rows.enumerated() {
      #expect(abs(found[1][i] - row.value) < limit, "40 cells: \(row)")
      #expect(abs(better[i] - row.value) < 1e-4, "20 and 40 cells: \(row)")
    }
  }

  // MARK: - A slab that reacts

  static let places = ["0", "0.25", "0.5", "0.75", "0.9", "1"]
  private static let columns = places.map { "T_\($0)" } + places.map { "X_\($0)" } + ["T_mean", "X_mean"]

  /// Rows of the columns at the times of the reference, one after the other.
  private static func reacting(shares: [Double], times: [Double]) throws -> [Double] {
    let (wall, start, cells) = (313.0, 297.0, shares.count)
    var slab = ReactingSlab(
      thickness: 0.025, conductivity: 0.035, heatCapacity: 60 * 1800, first: .symmetric,
      second: ReactingSlab.Wall(film: 100, temperature: wall), shares: shares)
    slab.frequency = 7_398_225
    slab.activationTemperature = 54_870 / 8.31446261815324
    slab.temperatureRise = 142.42348484848486
    let biot = slab.second.film * slab.thickness / slab.conductivity
    var floors = Array(repeating: 1e-9, count: 2 * cells)
    for i in 0..<cells { floors[2 * i + 1] = 1e-11 }
    let solution = try Rodas5P().integrate(
      slab, from: slab.initialState(temperature: start), over: 0...600, output: .dense,
      tolerances: Tolerances(relative: 1e-12, absolute: floors))
    let dense = try #require(solution.dense)
    func temperatures(_ state: [Double]) -> SlabProfile {
      SlabProfile(shares: shares, values: (0..<cells).map { state[2 * $0] - wall }, biot: biot)
    }
    // What stays at a place reacts by the temperatures of that place: 1/(1 − X) − 1 = ∫ A exp(−E/RT) dt.
    func speed(_ time: Double) -> Double {
      let face = wall + temperatures(dense.state(at: time)).value(at: 1)
      return slab.frequency * Foundation.exp(-slab.activationTemperature / face)
    }
    var (dose, last) = (0.0, 0.0)
    return times.flatMap { (time: Double) -> [Double] in
      let stops = dense.knots.filter { $0 > last && $0 < time } + [time]
      for stop in stops {
        let (middle, half) = (0.5 * (last + stop), 0.5 * (stop - last))
        let outer = half * 0.6.squareRoot()
        dose += half / 9 * (5 * speed(middle - outer) + 8 * speed(middle) + 5 * speed(middle + outer))
        last = stop
      }
      let state = dense.state(at: time)
      let profile = temperatures(state)
      let conversions = SlabProfile(shares: shares, values: (0..<cells).map { state[2 * $0 + 1] }, biot: nil)
      let given: Double = state[2 * cells + 1] / (slab.heatCapacity * slab.thickness)
      let balance: Double = profile.mean + wall - start - slab.temperatureRise * conversions.mean + given
      #expect(abs(balance) < 1e-10, "heat balance at \(time) s")
      let positions = Self.places.compactMap(Double.init)
      var row: [Double] = positions.map { wall + profile.value(at: $0) }
      row += positions.map { (position: Double) -> Double in
        position == 1 ? dose / (1 + dose) : conversions.value(at: position)
      }
      return row + [wall + profile.mean, conversions.mean]
    }
  }

  @Test(arguments: Cells.allCases)
  func `a reacting slab follows the spectral solution`(cells: Cells) throws {
    let table = try ReferenceTable("reacting_slab")
    let places = try Self.columns.map { try #require(table.header.firstIndex(of: $0)) }
    let found = try [20, 40, 80, 160].map { try Self.reacting(shares: cells.shares($0), times: table.times) }
    /// Largest deviations over all times, of 400 K and of full conversion.
    func worst(_ values: [Double]) -> [String: Double] {
      var largest: [String: Double] = [:]
      for (row, reference) in table.rows.enumerated() {
        for (c, column) in Self.columns.enumerated() {
          let difference = abs(values[row * places.count + c] - reference[places[c]])
          largest[column] = max(largest[column] ?? 0, difference / (column.hasPrefix("T") ? 400 : 1))
        }
      }
      return largest
    }
    func largest(_ values: [Double], of prefix: String = "") -> Double {
      worst(values).filter { $0.key.hasPrefix(prefix) }.values.max() ?? 1
    }
    let sizes = found.map { values in Self.size(worst(values).values) }
    for (coarse, fine) in zip(sizes.dropFirst(), sizes.dropFirst(2)) {
      #expect(abs(Foundation.log2(coarse / fine) - 2) < 0.05)
    }
    // Conversions at the moment of ignition are the worst.
    #expect(largest(found[1], of: "T") < (cells == .graded ? 1.2e-4 : 3e-4), "temperatures, 40 cells")
    #expect(largest(found[1], of: "X") < (cells == .graded ? 4e-4 : 1e-3), "conversions, 40 cells")
    // In equal cells the chill of the first seconds is half a cell thick.
    let pair = Self.extrapolated(found[0], found[1])
    #expect(largest(pair, of: "T") < 1e-4, "temperatures, 20 and 40 cells")
    #expect(largest(pair, of: "X") < (cells == .graded ? 1e-4 : 5e-4), "conversions, 20 and 40 cells")
    let three = Self.extrapolated(Array(found[1...]))
    #expect(largest(three, of: "T") < 1e-7, "temperatures, 40, 80 and 160 cells")
    #expect(largest(three, of: "X") < (cells == .graded ? 1e-7 : 1e-6), "conversions, 40, 80 and 160 cells")
  }
}
