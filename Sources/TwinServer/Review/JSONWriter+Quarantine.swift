import Plant
package import Twin
package import Watch

extension JSONWriter {
  /// The members of an entry of the review queue; numbers are SI, and what is not known is left out.
  package mutating func entry(_ entry: QuarantineEntry, withSamples: Bool) {
    string("entry", entry.id)
    string("signal", entry.signal)
    string("source", entry.source)
    string("rule", entry.rule.rawValue)
    if let detail = entry.detail { string("detail", detail) }
    string("from", entry.first.description)
    string("to", entry.last.description)
    integer("count", entry.count)
    string("state", entry.state.rawValue)
    if let actor = entry.actor { string("actor", actor) }
    if let decided = entry.decided { string("decided", decided.description) }
    if let note = entry.note { string("note", note) }
    integer("stored", entry.stored)
    guard withSamples else { return }
    array("samples", entry.samples) { json, held in
      json.object { json in
        json.string("time", held.time.description)
        json.string("received", held.received.description)
        if let text = held.text { json.string("value", text) }
        if let number = held.number { json.number("value", number) }
        if let found = held.found { json.number("found", found) }
        if let limit = held.limit { json.number("limit", limit) }
      }
    }
  }
}
