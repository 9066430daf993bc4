import Foundation
import Testing
import Twin

@Suite struct ReportPlotTests {
  @Test(arguments: [0...1.0, 0...600, -38.2...149.7, 1e-9...3e-9, 99_990...100_010, 0...0])
  func `ticks are few, ascending multiples of 1, 2 or 5 and cover the values`(range: ClosedRange<Double>) {
    let scale = PlotScale(covering: [range.lowerBound, range.upperBound, .nan], includesZero: false, ticks: 6)
    #expect(scale.lower <= range.lowerBound + 1e-9 * scale.step && scale.upper >= range.upperBound - 1e-9 * scale.step)
    #expect((2...9).contains(scale.ticks.count))
    #expect(zip(scale.ticks, scale.ticks.dropFirst()).allSatisfy { $0 < $1 })
    let lead = scale.step / pow(10, floor(log10(scale.step) + 1e-9))
    #expect([1, 2, 5].contains { abs($0 - lead) < 1e-6 })
    #expect(Set(scale.ticks.map(scale.text)).count == scale.ticks.count)
  }

  @Test func `thinning keeps ends and peak and respects the limit`() {
    let x = (0..<6000).map(Double.init)
    let y = x.map { abs($0 - 3210) < 3 ? 50.0 : sin($0 / 300) }
    let kept = PlotDecimation.indices(x: x, y: y, limit: PlotDrawing.pointLimit)
    #expect(kept.count <= PlotDrawing.pointLimit)
    #expect(kept.first == 0 && kept.last == 5999)
    #expect(kept.contains { y[$0] == 50 })
    #expect(zip(kept, kept.dropFirst()).allSatisfy { $0 < $1 })
  }

  @Test func `gaps split a curve`() {
    let runs = PlotDecimation.runs(x: [0, 1, 2, 3, 4, 9], y: [1, .nan, 1, 1, .infinity, 1], domain: 0...5)
    #expect(runs == [0..<1, 2..<4])
  }

  @Test(arguments: 0..<20)
  func `labels of events never cover each other nor the line of another event`(seed: Int) throws {
    var state = UInt64(seed) &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    func random() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 11) / Double(1 << 53)
    }
    let x = (0..<9).map { _ in 60 + 400 * random() * random() }.sorted()
    let widths = x.map { _ in 20 + 80 * random() }
    let labels = PlotLayout.lanes(x: x.map { $0...$0 }, widths: widths, right: 730, limit: 12)
    for (i, label) in labels.enumerated() {
      let label = try #require(label)
      for (j, other) in labels.enumerated() where i != j {
        let other = try #require(other)
        let isApart = other.start >= label.start + widths[i] || label.start >= other.start + widths[j]
        #expect(label.lane != other.lane || isApart)
        // The line of `j` passes every lane below its own.
        if other.lane < label.lane { #expect(x[j] <= label.start || x[j] >= label.start + widths[i]) }
      }
    }
  }

  @Test func `labels at the ends of curves are kept apart and inside`() {
    let places = PlotLayout.spread([100, 101, 99, 20, 239], gap: 15, in: 6...240).sorted()
    #expect(zip(places, places.dropFirst()).allSatisfy { $1 - $0 >= 15 - 1e-9 })
    #expect((places.first ?? 0) >= 6 && (places.last ?? 999) <= 240)
  }
}
