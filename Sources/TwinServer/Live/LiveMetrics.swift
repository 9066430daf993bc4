import LiveFeed

/// What the live feed counts, as metrics.
struct LiveMetrics {
  private let hub: LiveHub

  init(_ hub: LiveHub) { self.hub = hub }

  private static let help = [
    "live_clients": "Clients of the live feed.",
    "live_clients_joined_total": "Clients there have been.",
    "live_clients_turned_away_total": "Clients refused because there were as many as may be.",
    "live_clients_too_slow_total": "Clients closed because events came faster than they took them.",
    "live_items_published_total": "Items published, of all topics.",
    "live_items_delivered_total": "Items delivered to clients.",
    "live_items_coalesced_total": "Items not delivered to a client because newer ones of their keys were.",
    "live_subscriptions_resumed_total": "Subscriptions that went on without loss.",
    "live_subscriptions_restarted_total": "Subscriptions that had to begin anew.",
    "live_messages_refused_total": "Messages of clients that were not obeyed.",
    "live_sequence": "Sequence number of the newest item of a topic.",
  ]

  func show(on metrics: MetricRegistry) {
    for (name, words) in Self.help { metrics.describe(name, words) }
    let counters = hub.counters
    metrics.show("live_clients", Double(counters.clients))
    metrics.count("live_clients_joined_total", total: counters.joined)
    metrics.count("live_clients_turned_away_total", total: counters.turnedAway)
    metrics.count("live_clients_too_slow_total", total: counters.tooSlow)
    metrics.count("live_items_published_total", total: counters.published)
    metrics.count("live_items_delivered_total", total: counters.delivered)
    metrics.count("live_items_coalesced_total", total: counters.coalesced)
    metrics.count("live_subscriptions_resumed_total", total: counters.resumed)
    metrics.count("live_subscriptions_restarted_total", total: counters.restarted)
    metrics.count("live_messages_refused_total", total: counters.refused)
    for topic in LiveTopic.allCases {
      metrics.show("live_sequence", [("topic", topic.rawValue)], Double(hub.head(of: topic)))
    }
  }
}
