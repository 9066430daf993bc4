import Twin

/// The description of the live feed for programs: AsyncAPI 3.0, made of the same members that write the messages.
public enum LiveDocument {
  /// Messages of the service, in the order a client meets them.
  public static let told: [LiveShape] =
    [LiveWelcome.shape, LiveSubscribed.shape]
    + LiveTopic.allCases.flatMap {
      [LiveBatch.shape(of: $0, isSnapshot: true), LiveBatch.shape(of: $0, isSnapshot: false)]
    }
    + [LiveHeartbeat.shape, LiveRefusal.shape, LiveUnsubscribed.shape, LiveClosing.shape]

  /// Messages of a client.
  public static let heard: [LiveShape] = [LiveSubscribe.shape, LiveUnsubscribe.shape]

  /// The document as JSON.
  /// - Parameters:
  ///   - version: the version of the program.
  ///   - address: the path of the socket: `/live`.
  public static func text(version: String, address: String) -> String {
    var json = JSONWriter()
    json.object { json in
      json.string("asyncapi", "3.0.0")
      json.object("info") { json in
        json.string("title", "pur-mold-twin: live feed")
        json.string("version", version)
        json.string("description", description)
      }
      json.string("defaultContentType", "application/json")
      json.object("channels") { json in
        json.object("live") { json in
          json.string("address", address)
          json.string("description", "The live feed over WebSocket. Each message is one text frame.")
          json.object("messages") { json in
            for shape in heard + told {
              json.object(shape.name) { $0.string("$ref", "#/components/messages/\(shape.name)") }
            }
          }
          json.object("bindings") { $0.object("ws") { $0.string("method", "GET") } }
        }
      }
      json.object("operations") { json in
        operation("say", "send", "What the service says.", told, &json)
        operation("hear", "receive", "What a client says.", heard, &json)
      }
      json.object("components") { json in
        json.object("messages") { json in
          for shape in heard + told {
            json.object(shape.name) { json in
              json.string("name", shape.name)
              json.string("summary", shape.summary)
              json.object("payload") { $0.string("$ref", "#/components/schemas/\(shape.name)") }
            }
          }
        }
        json.object("schemas") { json in
          for shape in shapes { write(shape, &json) }
        }
      }
    }
    return json.text + "\n"
  }

  private static let description = """
    A client asks for a ticket, opens the socket with it, and subscribes to topics. Each topic begins with a snapshot, \
    the newest item of each key, and goes on with updates. A client that comes back says the epoch and the last \
    sequence number it has taken of a topic, and goes on without loss where no more was missed than the topic's window.
    """

  /// All shapes by name, those within others too.
  private static var shapes: [LiveShape] {
    var found: [String: LiveShape] = [:]
    for shape in heard + told { collect(shape, into: &found) }
    return found.values.sorted { $0.name < $1.name }
  }

  private static func collect(_ shape: LiveShape, into found: inout [String: LiveShape]) {
    found[shape.name] = shape
    for member in shape.members { collect(member.schema, into: &found) }
  }

  private static func collect(_ schema: LiveSchema, into found: inout [String: LiveShape]) {
    switch schema {
    case .object(let shape): collect(shape, into: &found)
    case .list(let element, _): collect(element, into: &found)
    default: break
    }
  }

  private static func operation(
    _ name: String, _ action: String, _ summary: String, _ shapes: [LiveShape], _ json: inout JSONWriter
  ) {
    json.object(name) { json in
      json.string("action", action)
      json.object("channel") { $0.string("$ref", "#/channels/live") }
      json.string("summary", summary)
      json.array("messages", shapes) { json, shape in
        json.object { $0.string("$ref", "#/channels/live/messages/\(shape.name)") }
      }
    }
  }

  private static func write(_ shape: LiveShape, _ json: inout JSONWriter) {
    json.object(shape.name) { json in
      json.string("type", "object")
      json.string("description", shape.summary)
      json.object("properties") { json in
        for member in shape.members {
          json.object(member.name) { json in
            write(member.schema, &json)
            json.string("description", member.meaning)
          }
        }
      }
      json.strings("required", shape.members.filter(\.isRequired).map(\.name))
      json.boolean("additionalProperties", false)
    }
  }

  private static func write(_ schema: LiveSchema, _ json: inout JSONWriter) {
    switch schema {
    case .text: json.string("type", "string")
    case .words(let words):
      json.string("type", "string")
      json.strings("enum", words)
    case .number: json.string("type", "number")
    case .whole: json.string("type", "integer")
    case .flag: json.string("type", "boolean")
    case .time:
      json.string("type", "string")
      json.string("format", "date-time")
    case .list(let element, let count):
      json.string("type", "array")
      json.object("items") { write(element, &$0) }
      if let count { json.integer("maxItems", count) }
    case .object(let shape): json.string("$ref", "#/components/schemas/\(shape.name)")
    }
  }
}
