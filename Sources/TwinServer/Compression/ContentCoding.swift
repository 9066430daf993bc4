/// How a body is packed on its way (RFC 9110, 8.4).
package enum ContentCoding: String, CaseIterable, Sendable {
  case gzip
  case deflate

  /// The coding that a caller takes, by its `Accept-Encoding`; `nil` for none of ours.
  ///
  /// A coding with the weight 0 is refused; `*` takes any that is not named.
  package static func accepted(by header: String?) -> ContentCoding? {
    guard let header else { return nil }
    var weights: [String: Double] = [:]
    for item in header.split(separator: ",").prefix(20) {
      let parts = item.split(separator: ";").map { $0.trimmingPrefix { $0 == " " } }
      guard let name = parts.first?.lowercased().trimmingSuffix(" ") else { continue }
      let weight = parts.dropFirst().first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) }
      weights[name] = weight ?? 1
    }
    let known = allCases.map { ($0, weights[$0.rawValue] ?? weights["*"] ?? 0) }.filter { $0.1 > 0 }
    return known.max { $0.1 < $1.1 }?.0
  }
}

extension String {
  fileprivate func trimmingSuffix(_ character: Character) -> String {
    var text = self[...]
    while text.last == character { text.removeLast() }
    return String(text)
  }
}
