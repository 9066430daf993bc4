import FileLocks
import Glibc
import Synchronization

/// What a hub says, kept in a folder, so that clients go on without loss at the process that comes after.
///
/// For each topic two files, of which the older goes when the newer is as long as the topic's window. An item is in its
/// file before a client can take it. After a start of the system the numbering begins anew: what was said last may not
/// have reached the disk.
final class LiveJournal: Sendable {
  private struct Pen {
    var file: JournalFile?
    /// Number of the file.
    var number: Int
    /// Items in it.
    var count: Int
  }

  /// A class, because a mutex cannot be moved.
  private final class Hand: Sendable {
    let pen: Mutex<Pen>

    init(_ pen: Pen) { self.pen = Mutex(pen) }
  }

  /// What a journal begins with.
  struct Beginning {
    let journal: LiveJournal
    let epoch: String
    let logs: TopicMap<LiveLog>
  }

  private let folder: String
  private let epoch: String
  private let lock: FileLock
  private let limits: LiveLimits
  private let hands: TopicMap<Hand>

  private init(_ folder: String, _ epoch: String, _ lock: FileLock, _ limits: LiveLimits, _ pens: TopicMap<Pen>) {
    self.folder = folder
    self.epoch = epoch
    self.lock = lock
    self.limits = limits
    hands = TopicMap { Hand(pens[$0]) }
  }

  deinit {
    for topic in LiveTopic.allCases { hands[topic].pen.withLock { $0.file?.end() } }
  }

  /// Opens the journal of a folder, which is made where it is missing.
  /// - Parameter fresh: the epoch where what is there cannot be gone on from.
  /// - Returns: `nil` when the folder cannot be written to, or another process keeps its journal there.
  static func open(_ folder: String, fresh: String, limits: LiveLimits) -> Beginning? {
    mkdir(folder, 0o700)
    guard let lock = try? FileLock(file: folder + "/lock") else { return nil }
    let found = known(folder).flatMap { epoch in read(folder, epoch, limits).map { (epoch, $0) } }
    let epoch = found?.0 ?? fresh
    let kept = found?.1
    if kept == nil {
      for name in names(folder) { unlink(folder + "/" + name) }
      guard let boot, write("\(epoch) \(boot)\n", folder + "/epoch") else { return nil }
    }
    var isWhole = true
    let logs = kept?.logs ?? TopicMap { LiveLog(capacity: limits.window(of: $0), keyMaximum: limits.keyMaximum) }
    let pens = TopicMap { topic in
      // A file is not gone on with, for its last record may be torn: what is kept goes into a new one.
      let (log, number) = (logs[topic], (kept?.numbers[topic] ?? 0) + 1)
      let file = begin(folder, topic, number, epoch, log, after: log.floor)
      isWhole = isWhole && file != nil
      if file != nil { for old in numbers(folder, topic) where old < number { unlink(path(folder, topic, old)) } }
      return Pen(file: file, number: number, count: 0)
    }
    let journal = LiveJournal(folder, epoch, lock, limits, pens)
    if !isWhole { journal.giveUp() }
    return isWhole ? Beginning(journal: journal, epoch: epoch, logs: logs) : nil
  }

  /// Keeps items of a topic before anybody hears them; they are the newest of its log.
  func keep(_ topic: LiveTopic, _ entries: ArraySlice<LiveEntry>, _ log: borrowing LiveLog) {
    let isKept = hands[topic].pen.withLock { pen in
      guard let file = pen.file else { return true }
      guard file.append(entries) else {
        pen.file = nil
        file.end()
        return false
      }
      pen.count += entries.count
      guard pen.count >= limits.window(of: topic) else { return true }
      guard let next = Self.begin(folder, topic, pen.number + 1, epoch, log, after: log.head) else { return true }
      file.end()
      unlink(Self.path(folder, topic, pen.number - 1))
      pen = Pen(file: next, number: pen.number + 1, count: 0)
      return true
    }
    if !isKept { giveUp() }
  }

  /// What is kept has a gap: the next process begins another numbering.
  private func giveUp() { unlink(folder + "/epoch") }

  // MARK: Reading

  private struct Kept {
    var logs: TopicMap<LiveLog>
    /// Numbers of the newest files.
    var numbers: TopicMap<Int>
  }

  /// The epoch of the journal that is there; `nil` after another start of the system.
  private static func known(_ folder: String) -> String? {
    let words = bytes(folder + "/epoch").map {
      String(decoding: $0, as: UTF8.self).split(whereSeparator: \.isWhitespace)
    }
    guard let words, words.count == 2, let boot, words[1] == boot else { return nil }
    return String(words[0])
  }

  /// What identifies this start of the system.
  private static var boot: String? {
    bytes("/proc/sys/kernel/random/boot_id").map {
      String(decoding: $0.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    }
  }

  private static func read(_ folder: String, _ epoch: String, _ limits: LiveLimits) -> Kept? {
    var isWhole = true
    var kept = Kept(
      logs: TopicMap { LiveLog(capacity: limits.window(of: $0), keyMaximum: limits.keyMaximum) },
      numbers: TopicMap { _ in 0 })
    for topic in LiveTopic.allCases {
      guard let (log, number) = log(folder, topic, epoch, limits) else {
        isWhole = false
        break
      }
      kept.logs[topic] = log
      kept.numbers[topic] = number
    }
    return isWhole ? kept : nil
  }

  /// The log of a topic as its two newest files hold it, and the number of the newest.
  private static func log(
    _ folder: String, _ topic: LiveTopic, _ epoch: String, _ limits: LiveLimits
  ) -> (LiveLog, Int)? {
    let numbers = numbers(folder, topic)
    let contents = numbers.suffix(2).compactMap { number in
      bytes(path(folder, topic, number)).flatMap { JournalFile.read($0, epoch: epoch) }
    }
    guard let number = numbers.last, contents.count == min(2, numbers.count), let newest = contents.last else {
      return nil
    }
    // The one before is older than what a former start put together.
    let isChain = contents[0].head + contents[0].items.count == newest.head
    let chain = isChain ? contents : [newest]
    var log = LiveLog(
      capacity: limits.window(of: topic), keyMaximum: limits.keyMaximum, head: chain[0].head)
    for entry in chain[0].remembered { log.remember(entry) }
    for content in chain { for entry in content.items { log.append(entry) } }
    return (log, number)
  }

  // MARK: Files

  /// Begins a file with the items after a number, and the newest of each key before.
  private static func begin(
    _ folder: String, _ topic: LiveTopic, _ number: Int, _ epoch: String, _ log: borrowing LiveLog, after head: Int
  ) -> JournalFile? {
    var items: [LiveEntry] = []
    log.forEach(after: head) {
      items.append($0)
      return true
    }
    return JournalFile.begin(
      path(folder, topic, number), epoch: epoch,
      .init(head: head, remembered: log.newest(after: 0).filter { $0.sequence <= head }, items: items))
  }

  /// Numbers of a topic's files, in order.
  private static func numbers(_ folder: String, _ topic: LiveTopic) -> [Int] {
    names(folder).compactMap { name in
      let parts = name.split(separator: ".")
      return parts.count == 2 && parts[0] == topic.rawValue ? Int(parts[1]) : nil
    }.sorted()
  }

  private static func path(_ folder: String, _ topic: LiveTopic, _ number: Int) -> String {
    "\(folder)/\(topic.rawValue).\(number)"
  }

  /// Files of the journal in a folder, without its lock.
  private static func names(_ folder: String) -> [String] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "lock", !name.hasPrefix(".") { names.append(name) }
    }
    return names
  }

  private static func bytes(_ path: String) -> [UInt8]? {
    let file = Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var found: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Glibc.read(file, &part, part.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { return nil }
      if count == 0 { return found }
      found += part[0..<count]
    }
  }

  private static func write(_ text: String, _ path: String) -> Bool {
    let file = Glibc.open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard file >= 0 else { return false }
    defer { close(file) }
    let bytes = Array(text.utf8)
    return Glibc.write(file, bytes, bytes.count) == bytes.count
  }
}
