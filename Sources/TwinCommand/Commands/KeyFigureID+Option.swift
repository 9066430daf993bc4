import Foaming
import Foundation
import Quantities
import Twin

extension KeyFigureID {
  /// The figures that an option `--figures` names, separated by commas, each once, in the order given.
  static func chosen(by text: String) throws(CommandFailure) -> [KeyFigureID] {
    let known = allCases.map(\.rawValue)
    var chosen: [KeyFigureID] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let word = part.trimmingCharacters(in: .whitespaces)
      guard let id = KeyFigureID(rawValue: word) else {
        let near = Spelling.nearest(to: word, among: known).map { "did you mean `\($0)`?" }
        throw CommandFailure(
          place: "--figures", found: "the unknown key figure `\(word)`",
          expected: "key figures of \(known.joined(separator: ", "))", remedy: near ?? "")
      }
      if !chosen.contains(id) { chosen.append(id) }
    }
    return chosen
  }
}
