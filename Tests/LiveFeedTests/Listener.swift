import Foundation
import LiveFeed
import Plant

/// A client as a program would write it: reads messages, remembers where it is, comes back.
struct Listener {
  struct Message: Decodable {
    struct Item: Decodable {
      struct Content: Decodable {
        var signal: String?
        var machine: String?
        var value: Double?
        var shot: Int?
        var alarm: String?
        var stage: String?
      }

      var sequence: Int
      var item: Content
      var count: Int?
      var minimum: Double?
      var maximum: Double?
    }

    struct Mark: Decodable {
      var topic: String
      var sequence: Int
    }

    var type: String
    var topic: String?
    var epoch: String?
    var sequence: Int?
    var begins: String?
    var more: Bool?
    var coalesced: Int?
    var items: [Item]?
    var marks: [Mark]?
    var code: String?
    var pointer: String?
    var reason: String?
  }

  /// Where it resumes.
  var mark: Int?
  var epoch: String?
  var messages: [Message] = []

  static func read(_ json: String) throws -> Message {
    try JSONDecoder().decode(Message.self, from: Data(json.utf8))
  }

  /// Takes a message: only what it has taken counts for where it resumes.
  mutating func take(_ json: String) throws {
    let message = try Self.read(json)
    if let epoch = message.epoch { self.epoch = epoch }
    if message.items != nil, let sequence = message.sequence { mark = sequence }
    messages.append(message)
  }

  var resume: LiveResume? {
    guard let epoch, let mark else { return nil }
    return LiveResume(epoch: epoch, sequence: mark)
  }
}
