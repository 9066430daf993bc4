import Twin

/// One item of a topic as it is kept: written once, however many clients hear it.
struct LiveEntry: Sendable {
  /// Its place in the topic, counted from 1.
  let sequence: Int
  let key: String
  let machine: String?
  let number: Double?
  let isAtRest: Bool
  /// The item as JSON.
  let item: String
  /// The item with its sequence number as JSON: what is delivered when nothing was coalesced.
  let json: String

  init(_ content: some LiveContent, sequence: Int) {
    self.init(
      sequence: sequence, key: content.key, machine: content.machineID, number: content.number,
      isAtRest: content.isAtRest, item: content.json)
  }

  init(sequence: Int, key: String, machine: String?, number: Double?, isAtRest: Bool, item: String) {
    self.sequence = sequence
    self.key = key
    self.machine = machine
    self.number = number
    self.isAtRest = isAtRest
    self.item = item
    json = #"{"sequence":\#(sequence),"item":\#(item)}"#
  }
}

/// Several items of one key, of which only the newest is delivered.
struct LiveSum: Sendable {
  private(set) var newest: LiveEntry
  private(set) var count = 1
  private var minimum: Double?
  private var maximum: Double?

  init(_ entry: LiveEntry) {
    newest = entry
    minimum = entry.number
    maximum = entry.number
  }

  /// Adds a newer item.
  mutating func add(_ entry: LiveEntry) {
    newest = entry
    count += 1
    guard let number = entry.number else { return }
    minimum = Swift.min(minimum ?? number, number)
    maximum = Swift.max(maximum ?? number, number)
  }

  /// What is delivered.
  var json: String {
    guard count > 1 else { return newest.json }
    let delivery = LiveDelivery(
      sequence: newest.sequence, item: newest.item, count: count, minimum: minimum, maximum: maximum)
    var writer = JSONWriter(indented: false)
    writer.object { writer in
      for member in LiveDelivery.members(of: .samples) { member.write(delivery, &writer) }
    }
    return writer.text
  }
}
