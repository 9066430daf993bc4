/// The text of a file's bytes: UTF-8, with or without byte order mark.
package func fileText(bytes: [UInt8], file: String) throws(FileErrors) -> String {
  if bytes.count > FileNode.sizeMaximum { throw FileNode.tooLarge(bytes.count, file: file) }
  let hasMark = bytes.starts(with: [0xEF, 0xBB, 0xBF])
  guard let text = String(validating: hasMark ? bytes.dropFirst(3) : bytes[...], as: UTF8.self) else {
    let line = bytes.validPrefix.reduce(into: 1) { line, byte in if byte == 10 { line += 1 } }
    throw FileErrors(
      FileError(
        .file(file, line: line), found: "bytes that are no UTF-8", expected: "UTF-8 text",
        remedy: "save the file in UTF-8"))
  }
  return text
}

extension [UInt8] {
  /// The longest run of lines from the start that is UTF-8.
  fileprivate var validPrefix: ArraySlice<UInt8> {
    var end = startIndex
    while let next = self[end...].firstIndex(of: 10), String(validating: self[end...next], as: UTF8.self) != nil {
      end = next + 1
    }
    return self[..<end]
  }
}
