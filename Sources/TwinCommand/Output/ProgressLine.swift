import Foundation
import Twin

/// One line on the terminal that says how far a long run is and when it will end.
struct ProgressLine {
  private let total: Int
  private let first: Int
  private let isShown: Bool
  private let unit: String
  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant
  private var last: ContinuousClock.Instant?

  /// - Parameters:
  ///   - first: what was done before this run began.
  ///   - isShown: whether a person reads along.
  ///   - unit: what is counted.
  init(total: Int, from first: Int, isShown: Bool, unit: String = "shots") {
    self.total = total
    self.first = first
    self.isShown = isShown
    self.unit = unit
    start = clock.now
  }

  /// Shows how much is done, at most five times a second.
  mutating func show(done: Int) {
    let now = clock.now
    guard isShown, last.map({ now - $0 > .milliseconds(200) }) ?? true else { return }
    last = now
    let seconds = (now - start) / .seconds(1)
    let share = Double(done) / Double(max(total, 1))
    let cells = Int((20 * share).rounded(.down))
    let bar = String(repeating: "█", count: cells) + String(repeating: "░", count: 20 - cells)
    var text = "\(bar) \((100 * share).text(decimals: 1)) %  \(done)/\(total)"
    let fresh = done - first
    if seconds > 0.5, fresh > 0 {
      let rate = Double(fresh) / seconds
      text += "  \(rate.text(significant: 3)) \(unit)/s  \(Display.clock(Double(total - done) / rate)) min left"
    }
    StandardStream.error.write("\r\u{1B}[2K" + text)
  }

  /// Takes the line away.
  func clear() {
    if isShown, last != nil { StandardStream.error.write("\r\u{1B}[2K") }
  }
}
