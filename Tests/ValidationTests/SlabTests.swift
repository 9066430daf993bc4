import Foaming
import Foundation
import Integrators
import Testing

/// Conduction between layers and to walls, against solutions known to many digits.
@Suite struct SlabTests {
  /// Profile of half a slab from the plane of symmetry on, read to fourth order from the middles of its cells.
  private struct HalfProfile {
    let values: [Double]
    let wall: Double

    /// Value at a face between cells: position of 0 … 1 times the number of cells.
    func value(at position: Double) -> Double {
      let n = values.count
      if position >= 1 { return wall }
      let face = Int((position * Double(n)).rounded())
      // The profile mirrors itself in the plane of symmetry.
      func cell(_ i: Int) -> Double { i < 0 ? values[-1 - i] : values[i] }
      let near: Double = cell(face - 1) + cell(face)
      let far: Double = cell(face - 2) + cell(face + 1)
      return (9 * near - far) / 16
    }

    var mean: Double { values.reduce(0, +) / Double(values.count) }
  }

  // MARK: - An inert slab between two equal films

  /// Largest deviations of the rows of one Biot number at one time, by number of cells.
  private static func cooling(
    biot: Double, cells: Int, times: [Double]
  ) throws -> (Double) -> HalfProfile {
    let (wall, start) = (300.0, 301.0)
    let slab = ReactingSlab(
      thickness: 1, conductivity: 1, heatCapacity: 1, first: .symmetric,
      second: ReactingSlab.Wall(film: biot, temperature: wall), cells: cells)
    let solution = try Rodas5P().integrate(
      slab, from: slab.initialState(temperature: start), over: 0...(times.max() ?? 0), output: .times(times),
      tolerances: Tolerances(relative: 1e-13, absolute: 1e-9))
    return { time in
      let state = solution.trajectory[times.firstIndex(of: time) ?? 0]
      let first = state.startIndex
      let middles = (0..<cells).map { state[first + 2 * $0] - wall }
      // θ at the wall from the heat through half a cell and the film.
      let resistance = 0.5 / Double(cells)
      return HalfProfile(values: middles, wall: middles[cells - 1] / (1 + biot * resistance))
    }
  }

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

  /// Deviation of each row with the given number of cells.
  private static func deviations(_ rows: [Row], cells: Int) throws -> [Double] {
    let times = Set(rows.map(\.time)).sorted()
    let profile = try cooling(biot: rows[0].biot, cells: cells, times: times)
    return rows.map { row in
      let found = profile(row.time)
      return (row.position.map(found.value) ?? found.mean) - row.value
    }
  }

  @Test(arguments: [0.1, 0.5, 1, 5, 10, 100])
  func `a cooling slab follows the series to second order`(biot: Double) throws {
    let rows = try Self.rows().filter { $0.biot == biot }
    let errors = try [40, 80, 160].map { try Self.deviations(rows, cells: $0) }
    // Over all positions at one time: a single point may lie where the error changes its sign.
    for time in Set(rows.map(\.time)).sorted() {
      let chosen = rows.indices.filter { rows[$0].time == time }
      let sizes: [Double] = errors.map { error in
        let squares: [Double] = chosen.map { error[$0] * error[$0] }
        return squares.reduce(0, +).squareRoot()
      }
      for (coarse, fine) in zip(sizes, sizes.dropFirst()) {
        #expect(abs(Foundation.log2(coarse / fine) - 2) < 0.05, "order at Fo = \(time)")
      }
      // At first the wall's chill is confined to a few cells, and their number is what the error tells.
      let worst = chosen.map { abs(errors[0][$0]) }.max() ?? 1
      #expect(worst < (time >= 0.5 ? 1e-4 : 5e-4), "40 cells at Fo = \(time)")
    }
  }

  // MARK: - A slab that reacts

  private static func reacting(cells: Int) throws -> [[Double]] {
    var slab = ReactingSlab(
      thickness: 0.025, conductivity: 0.035, heatCapacity: 60 * 1800, first: .symmetric,
      second: ReactingSlab.Wall(film: 100, temperature: 313), cells: cells)
    slab.frequency = 7_398_225
    slab.activationTemperature = 54_870 / 8.31446261815324
    slab.temperatureRise = 142.42348484848486
    let times = try ReferenceTable("reacting_slab").times
    var floors = Array(repeating: 1e-9, count: 2 * cells)
    for i in 0..<cells { floors[2 * i + 1] = 1e-11 }
    let solution = try Rodas5P().integrate(
      slab, from: slab.initialState(temperature: 297), over: 0...600, output: .times(times),
      tolerances: Tolerances(relative: 1e-12, absolute: floors))
    let start = 297.0
    return times.indices.map { index in
      let state = Array(solution.trajectory[index])
      let temperatures = HalfProfile(values: (0..<cells).map { state[2 * $0] }, wall: 0)
      let conversions = HalfProfile(values: (0..<cells).map { state[2 * $0 + 1] }, wall: 0)
      let given: Double = state[2 * cells + 1] / (slab.heatCapacity * slab.thickness)
      let released: Double = slab.temperatureRise * conversions.mean
      let balance: Double = temperatures.mean - start - released + given
      #expect(abs(balance) < 1e-10, "heat balance at \(times[index]) s")
      return [
        temperatures.value(at: 0), temperatures.value(at: 0.25), temperatures.value(at: 0.5),
        temperatures.value(at: 0.75), conversions.value(at: 0), conversions.value(at: 0.5), temperatures.mean,
        conversions.mean,
      ]
    }
  }

  @Test func `a reacting slab follows the spectral solution`() throws {
    let table = try ReferenceTable("reacting_slab")
    let columns = ["T_0", "T_0.25", "T_0.5", "T_0.75", "X_0", "X_0.5", "T_mean", "X_mean"]
    let places = try columns.map { try #require(table.header.firstIndex(of: $0)) }
    let scales = columns.map { $0.hasPrefix("T") ? 400.0 : 1 }
    let found = try [40, 80, 160].map(Self.reacting)
    func worst(_ values: [[Double]], of chosen: [String]) -> Double {
      var largest = 0.0
      for (row, reference) in table.rows.enumerated() {
        for c in columns.indices where chosen.contains(columns[c]) {
          let difference: Double = abs(values[row][c] - reference[places[c]])
          largest = max(largest, difference / scales[c])
        }
      }
      return largest
    }
    #expect(worst(found[0], of: ["T_mean", "T_0"]) < 1e-4)
    let errors = found.map { worst($0, of: columns) }
    // Conversions at the moment of ignition are the worst.
    #expect(errors[0] < 1e-3)
    for (coarse, fine) in zip(errors, errors.dropFirst()) {
      #expect(abs(Foundation.log2(coarse / fine) - 2) < 0.05)
    }
    func extrapolated(_ coarse: [[Double]], _ fine: [[Double]]) -> [[Double]] {
      zip(coarse, fine).map { rows in
        zip(rows.0, rows.1).map { (pair: (Double, Double)) -> Double in (4 * pair.1 - pair.0) / 3 }
      }
    }
    #expect(worst(extrapolated(found[1], found[2]), of: columns) < 1e-7)
  }
}
