/// How near one word is to another, for suggestions in messages.
package enum Spelling {
  /// Damerau-Levenshtein distance (optimal string alignment): insertions, deletions, replacements and swaps of
  /// neighbors that turn one word into the other.
  package static func distance(_ lhs: String, _ rhs: String) -> Int {
    // Cost grows with the product of the lengths; words this long are no misspelling of anything.
    let lhs = Array(lhs.prefix(64))
    let rhs = Array(rhs.prefix(64))
    var beforePrevious: [Int] = []
    var previous = Array(0...rhs.count)
    for (row, left) in lhs.enumerated() {
      var current = [row + 1]
      for (column, right) in rhs.enumerated() {
        var cost = min(previous[column + 1] + 1, current[column] + 1, previous[column] + (left == right ? 0 : 1))
        if row > 0, column > 0, left == rhs[column - 1], lhs[row - 1] == right {
          cost = min(cost, beforePrevious[column - 1] + 1)
        }
        current.append(cost)
      }
      beforePrevious = previous
      previous = current
    }
    return previous[rhs.count]
  }

  /// The word most likely meant by `word`, or `nil` when none is near: at most a third of it differs, two letters in
  /// short words; a difference in case alone always counts as near.
  package static func nearest(to word: String, among words: some Sequence<String>) -> String? {
    var best: (word: String, distance: Int)?
    for candidate in words {
      let isSameButCase = candidate.lowercased() == word.lowercased()
      let distance = isSameButCase ? 0 : distance(word, candidate)
      let limit = min(max(2, max(word.count, candidate.count) / 3), max(0, candidate.count - 1))
      if isSameButCase || distance <= limit, distance < best?.distance ?? .max { best = (candidate, distance) }
    }
    return best?.word
  }
}
