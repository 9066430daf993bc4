extension Rule {
  static let layout = [fileLength, lineLength]

  static let fileLength = Rule(name: "a Swift file has at most 400 lines", applies: \.isSwift) { file in
    let count = file.lines.count - (file.text.hasSuffix("\n") ? 1 : 0)
    return count > 400 ? [Breach(line: 401, message: "\(count) lines; split it by concept")] : []
  }

  static let lineLength = Rule(name: "a line of Swift has at most 120 columns", applies: \.isSwift) { file in
    file.lines.enumerated().compactMap { index, line in
      line.count > 120 ? Breach(line: index + 1, message: "\(line.count) columns") : nil
    }
  }

  static let names = [typeNames, fileNames]

  private static let emptyWords = "Helper|Helpers|Util|Utils|Utility|Utilities|Manager|Common|Misc|Info|Data|Handler"

  static let typeNames = forbid(
    "a type is named for what it is", in: { _ in true },
    [
      (
        "\\b(struct|enum|class|actor|protocol|typealias)\\s+\\w*(\(emptyWords))\\b",
        "name the missing noun"
      )
    ])

  static let fileNames = Rule(name: "a file is named for its concept", applies: { _ in true }) { file in
    let stem = file.name.split(separator: ".").first.map { $0.lowercased() } ?? ""
    let banned = ["helper", "util", "manager", "misc", "common"]
    return banned.filter(stem.contains).map { Breach(line: 1, message: "file name contains \"\($0)\"") }
  }
}
