import Glibc

/// One file of a journal: a head, then items, each complete in itself. What was written outlives the process at once;
/// it is not forced to the disk.
struct JournalFile {
  /// What a file holds.
  struct Content {
    /// Sequence number of the newest item before those of the file.
    var head: Int
    /// Items from before that are the newest of their keys.
    var remembered: [LiveEntry]
    /// Items in order, without a gap after ``head``.
    var items: [LiveEntry]
  }

  private static let mark = "pur-mold-twin/feed/1"
  private let descriptor: Int32

  /// Begins a file, which is there whole or not at all.
  /// - Returns: `nil` when it cannot be written.
  static func begin(_ path: String, epoch: String, _ content: Content) -> JournalFile? {
    let made = path + ".new"
    let descriptor = open(made, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return nil }
    let file = JournalFile(descriptor: descriptor)
    let head = "\(mark) \(epoch) \(content.head) \(content.remembered.count)\n"
    if file.write(head + (content.remembered + content.items).map(record).joined()), rename(made, path) == 0 {
      return file
    }
    file.end()
    unlink(made)
    return nil
  }

  /// Adds items.
  /// - Returns: whether they are there.
  func append(_ entries: ArraySlice<LiveEntry>) -> Bool { write(entries.map(Self.record).joined()) }

  func end() { close(descriptor) }

  /// Reads a file. A record at the end that is not whole is passed over: nobody was told of it.
  /// - Returns: `nil` for what is no file of this epoch, or has no whole head.
  static func read(_ bytes: [UInt8], epoch: String) -> Content? {
    var reader = JournalReader(bytes: bytes)
    guard let words = reader.line(), words.count == 4, words[0] == mark, words[1] == epoch,
      let head = Int(words[2]), head >= 0, let count = Int(words[3]), count >= 0
    else { return nil }
    var content = Content(head: head, remembered: [], items: [])
    for _ in 0..<count {
      guard let entry = reader.entry() else { return nil }
      content.remembered.append(entry)
    }
    while let entry = reader.entry() {
      guard entry.sequence == head + content.items.count + 1 else { return nil }
      content.items.append(entry)
    }
    return content
  }

  /// `sequence, at rest, bits of the number, bytes of key, machine and item`, then those three.
  private static func record(_ entry: LiveEntry) -> String {
    let number = entry.number.map { "\($0.bitPattern)" } ?? "-"
    let machine = entry.machine.map { "\($0.utf8.count)" } ?? "-"
    return "\(entry.sequence) \(entry.isAtRest ? 1 : 0) \(number) \(entry.key.utf8.count) \(machine) "
      + "\(entry.item.utf8.count)\n\(entry.key)\(entry.machine ?? "")\(entry.item)\n"
  }

  private func write(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { bytes in
      var done = 0
      while done < bytes.count {
        let count = Glibc.write(descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return false }
        done += count
      }
      return true
    }
  }
}

/// Reads the records of a file one after the other.
private struct JournalReader {
  let bytes: [UInt8]
  private var place = 0
  /// Longest line of numbers.
  private static let lineMaximum = 1_024

  init(bytes: [UInt8]) { self.bytes = bytes }

  /// The words of the next line; `nil` where none ends.
  mutating func line() -> [Substring]? {
    let rest = bytes[place...].prefix(Self.lineMaximum)
    guard let end = rest.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
    let text = String(decoding: bytes[place..<end], as: UTF8.self)
    place = end + 1
    return text.split(separator: " ", omittingEmptySubsequences: false)
  }

  mutating func entry() -> LiveEntry? {
    guard let words = line(), words.count == 6, let sequence = Int(words[0]), let keyCount = Int(words[3]),
      let itemCount = Int(words[5])
    else { return nil }
    let machineCount = words[4] == "-" ? nil : Int(words[4])
    let number = words[2] == "-" ? nil : UInt64(words[2]).map { Double(bitPattern: $0) }
    guard let key = text(keyCount), let machine = text(machineCount ?? 0), let item = text(itemCount),
      text(1) == "\n"
    else { return nil }
    return LiveEntry(
      sequence: sequence, key: key, machine: machineCount == nil ? nil : machine, number: number,
      isAtRest: words[1] == "1", item: item)
  }

  private mutating func text(_ count: Int) -> String? {
    guard count >= 0, count <= bytes.count - place else { return nil }
    defer { place += count }
    return String(decoding: bytes[place..<place + count], as: UTF8.self)
  }
}
