import Foundation
import LiveFeed
import Plant
import Testing

@Suite("The description of the live feed")
struct DocumentTests {
  private static func document() throws -> [String: Any] {
    let text = LiveDocument.text(version: "1.0.0", address: "/live")
    return try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  @Test("names every message and every member of every item")
  func complete() throws {
    let document = try Self.document()
    #expect(document["asyncapi"] as? String == "3.0.0")
    let components = try #require(document["components"] as? [String: Any])
    let schemas = try #require(components["schemas"] as? [String: Any])
    for topic in LiveTopic.allCases {
      let schema = try #require(schemas[topic.shape.name] as? [String: Any])
      let properties = try #require(schema["properties"] as? [String: Any])
      #expect(Set(properties.keys) == Set(topic.shape.members.map(\.name)))
    }
    let text = LiveDocument.text(version: "1.0.0", address: "/live")
    for part in text.components(separatedBy: "\"$ref\": \"#/components/schemas/").dropFirst() {
      let name = String(part.prefix { $0 != "\"" })
      #expect(schemas[name] != nil, "\(name) is referred to")
    }
  }

  /// Whatever is said fits what is described: made-up values through every kind of message.
  @Test("fits every message that is sent")
  func fits() throws {
    let components = try #require(try Self.document()["components"] as? [String: Any])
    let schemas = try #require(components["schemas"] as? [String: [String: Any]])
    let hub = LiveHub(epoch: "e", limits: LiveLimits(heartbeat: 1))
    let client = try hub.join(.everything, at: Made.time(0))
    for topic in LiveTopic.allCases { try client.subscribe(LiveSubscribe(topic)) }
    var texts = client.take(at: Made.time(0)).messages
    hub.publish(
      [Made.sample("m1.a", 1), Made.sample("m1.a", .pi), Made.text("m1.b", "seat \"A\"\n")], at: Made.time(0))
    hub.publish([Made.shot(1)], at: Made.time(0))
    hub.publish([Made.alarm("a", .unacknowledged), Made.alarm("a", .acknowledged)], at: Made.time(0))
    hub.publish([Made.ledger()], at: Made.time(0))
    hub.publish(
      [LiveTwin(machine: "m", signal: "m.s", time: Made.time(1), measured: 1, predicted: 2, unit: "K", source: "t")],
      at: Made.time(0))
    hub.publish(
      [LivePrediction(machine: "m", time: Made.time(1), target: "density", value: 45, low: .nan, source: "t")],
      at: Made.time(0))
    #expect(throws: LiveRefusal.self) { try client.subscribe(LiveSubscribe(.samples, version: 9)) }
    client.unsubscribe(LiveUnsubscribe(.twin))
    texts += client.take(at: Made.time(2)).messages
    for topic in LiveTopic.allCases {
      try client.subscribe(LiveSubscribe(topic, resume: LiveResume(epoch: "e", sequence: 0)))
    }
    texts += client.take(at: Made.time(2)).messages
    client.close(.draining)
    texts += client.take(at: Made.time(3)).messages
    texts += [
      LiveSubscribe(
        .samples, version: 1, keys: ["a"], machines: ["b"], interval: 1, resume: LiveResume(epoch: "e", sequence: 1)
      )
      .json, LiveUnsubscribe(.alarms).json,
    ]
    var met: Set<String> = []
    for text in texts {
      let message = try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
      let name = try #require(Self.name(of: message))
      met.insert(name)
      let findings = Self.findings(in: message, "#/components/schemas/\(name)", schemas)
      #expect(findings.isEmpty, "\(findings) in \(text)")
    }
    #expect(met == Set((LiveDocument.told + LiveDocument.heard).map(\.name)), "every message was met")
  }

  @Test("is broken by a member that is not described")
  func strict() throws {
    let components = try #require(try Self.document()["components"] as? [String: Any])
    let schemas = try #require(components["schemas"] as? [String: [String: Any]])
    let message: [String: Any] = ["type": "unsubscribed", "topic": "weather", "extra": 1]
    #expect(Self.findings(in: message, "#/components/schemas/LiveUnsubscribed", schemas).count == 2)
  }

  private static func name(of message: [String: Any]) -> String? {
    (LiveDocument.told + LiveDocument.heard).first { shape in
      shape.members.allSatisfy { member in
        guard case .words(let words) = member.schema, words.count == 1, member.name == "type" || member.name == "topic"
        else { return true }
        return message[member.name] as? String == words[0]
      }
    }?.name
  }

  /// What of a value does not fit a schema of the kinds that the document uses.
  private static func findings(in value: Any, _ reference: String, _ schemas: [String: [String: Any]]) -> [String] {
    let name = String(reference.dropFirst("#/components/schemas/".count))
    return findings(in: value, schemas[name] ?? [:], schemas, at: name)
  }

  private static func findings(
    in value: Any, _ schema: [String: Any], _ schemas: [String: [String: Any]], at place: String
  ) -> [String] {
    if let reference = schema["$ref"] as? String { return findings(in: value, reference, schemas) }
    if let words = schema["enum"] as? [String], !words.contains(value as? String ?? "") { return [place] }
    switch schema["type"] as? String {
    case "string":
      guard let text = value as? String else { return [place] }
      return schema["format"] == nil || Instant(text) != nil ? [] : [place]
    case "number": return value is NSNumber ? [] : [place]
    case "integer": return (value as? NSNumber).map { floor($0.doubleValue) == $0.doubleValue } == true ? [] : [place]
    case "boolean": return value is Bool ? [] : [place]
    case "array":
      guard let items = value as? [Any], let element = schema["items"] as? [String: Any] else { return [place] }
      return items.enumerated().flatMap { findings(in: $1, element, schemas, at: "\(place)/\($0)") }
    case "object":
      guard let members = value as? [String: Any], let properties = schema["properties"] as? [String: [String: Any]],
        let required = schema["required"] as? [String]
      else { return [place] }
      let missing = required.filter { members[$0] == nil }.map { "\(place)/\($0) is missing" }
      let unknown = members.keys.filter { properties[$0] == nil }.map { "\(place)/\($0) is unknown" }
      let wrong = members.flatMap { key, value in
        properties[key].map { findings(in: value, $0, schemas, at: "\(place)/\(key)") } ?? []
      }
      return missing + unknown + wrong
    default: return ["\(place) has no type"]
    }
  }
}
