import LiveFeed

/// What a client says over the socket.
enum LiveCommand: Hashable, Sendable {
  case subscribe(LiveSubscribe)
  case unsubscribe(LiveUnsubscribe)

  private static let shapes: [(type: String, schema: JSONSchema)] = [
    ("subscribe", JSONSchema(LiveSubscribe.shape)), ("unsubscribe", JSONSchema(LiveUnsubscribe.shape)),
  ]

  /// Reads a message.
  /// - Throws: ``LiveRefusal`` that names the member that is not valid.
  init(reading text: String) throws(LiveRefusal) {
    let value: JSONValue
    do {
      value = try JSONValue(reading: text.utf8)
    } catch {
      let finding = error.findings.first
      throw LiveRefusal(
        .malformed, at: "", found: finding?.found ?? "no JSON", expected: finding?.expected ?? "a JSON document")
    }
    let types = Self.shapes.map(\.type).joined(separator: ", ")
    guard case .object = value, case .string(let type)? = value["type"],
      let schema = Self.shapes.first(where: { $0.type == type })?.schema
    else {
      throw LiveRefusal(
        .malformed, at: "/type", found: value["type"]?.kindName ?? value.kindName, expected: "one of \(types)")
    }
    if let finding = schema.findings(in: value).first {
      throw LiveRefusal(.invalid, at: finding.pointer, found: finding.found, expected: finding.expected)
    }
    guard let topic = value["topic"]?.text.flatMap(LiveTopic.init) else {
      throw LiveRefusal(.invalid, at: "/topic", found: "nothing", expected: "a topic")
    }
    guard type == "subscribe" else {
      self = .unsubscribe(LiveUnsubscribe(topic))
      return
    }
    let resume = value["resume"].flatMap { resume -> LiveResume? in
      guard let epoch = resume["epoch"]?.text, let sequence = resume["sequence"]?.whole else { return nil }
      return LiveResume(epoch: epoch, sequence: sequence)
    }
    self = .subscribe(
      LiveSubscribe(
        topic, version: value["version"]?.whole, keys: value["keys"]?.texts, machines: value["machines"]?.texts,
        interval: value["every_s"]?.real, resume: resume))
  }
}

extension JSONSchema {
  /// The schema of an object in a message of the live feed.
  init(_ shape: LiveShape) {
    self.init(
      .object(
        shape.members.map { member in
          var schema = JSONSchema(member.schema)
          schema.summary = member.meaning
          return Property(member.name, schema, isRequired: member.isRequired)
        }), summary: shape.summary)
  }

  private init(_ schema: LiveSchema) {
    switch schema {
    case .text: self.init(Shape.string, length: 0...200)
    case .words(let words): self.init(Shape.string, words: words)
    case .number: self.init(Shape.number)
    case .whole: self.init(.integer, bounds: -9_007_199_254_740_991...9_007_199_254_740_991)
    case .flag: self.init(Shape.boolean)
    case .time: self.init(.string, format: "date-time")
    case .list(let element, let count): self.init(.array(JSONSchema(element)), length: count.map { 0...$0 })
    case .object(let shape): self.init(shape)
    }
  }
}
