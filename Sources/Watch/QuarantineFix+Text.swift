public import Plant
import Quantities

extension QuarantineFix {
  /// The right value of an entry's samples as somebody writes it, such as `45 °C`; a plain number where the signal has
  /// no quantity.
  ///
  /// - Parameters:
  ///   - entry: name of the entry of the review queue.
  ///   - plant: whose signal it is of.
  /// - Returns: the value [SI].
  /// - Throws: ``ReviewRefusal`` for a text that is no such value; ``ReviewRefusal/isMissing`` for a signal that the
  ///   plant does not have.
  public static func value(
    of text: String, for entry: String, in plant: PlantDescription
  ) throws(ReviewRefusal) -> Double {
    let name = entry.split(separator: "@").first.map(String.init) ?? ""
    guard let place = SignalID(rawValue: name).flatMap({ plant.index(of: $0) }) else {
      var refusal = ReviewRefusal(
        entry: entry, found: "`\(entry)`", expected: "an entry of a signal of \(plant.id)", remedy: "")
      refusal.isMissing = true
      throw refusal
    }
    guard let dimension = plant[place].quantity?.dimension else {
      guard let number = Double(text), number.isFinite else {
        throw ReviewRefusal(entry: entry, found: "`\(text)`", expected: "a number", remedy: "")
      }
      return number
    }
    do throws(QuantityError) {
      return try dimension.siValue(of: text)
    } catch {
      throw ReviewRefusal(entry: entry, found: "`\(text)`", expected: error.expected, remedy: error.remedy)
    }
  }
}
