/// One item as a client gets it.
struct LiveDelivery: Sendable {
  let sequence: Int
  /// The item as JSON.
  let item: String
  let count: Int?
  let minimum: Double?
  let maximum: Double?

  static func members(of topic: LiveTopic) -> [LiveMember<LiveDelivery>] {
    let always: [LiveMember<LiveDelivery>] = [
      .whole("sequence", "Place of the item in its topic.", \.sequence),
      .written("item", "What is said.", topic.shape, \.item),
    ]
    guard topic.isCoalesced else { return always }
    return always + [
      .whole("count", "Items of the key that this one stands for, itself included; 1 where left out.", \.count),
      .number("minimum", "Least number among them.", \.minimum),
      .number("maximum", "Largest number among them.", \.maximum),
    ]
  }

  static func shape(of topic: LiveTopic) -> LiveShape {
    LiveShape(name: "\(topic.typeName)Delivery", summary: "An item of \(topic.rawValue).", members(of: topic))
  }
}

extension LiveTopic {
  /// The topic's name as the beginning of a type's.
  var typeName: String { rawValue.prefix(1).uppercased() + rawValue.dropFirst() }
}
