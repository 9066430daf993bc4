/// Where every sample went: for each source, received = stored + quarantined + deduplicated + dropped + waiting.
///
/// Waiting are those in queues and in the spool; at rest it is 0. Pure counting: who moves a sample says so.
public struct SampleLedger: Hashable, Sendable {
  /// The account of one source.
  public struct Account: Hashable, Sendable {
    public var received = 0
    public var stored = 0
    public var quarantined = 0
    /// The same sample had been stored before.
    public var deduplicated = 0
    public var dropped: [DropReason: Int] = [:]
    /// Received, and on the way.
    public var waiting = 0

    /// Nothing yet.
    public init() {}

    /// Samples dropped for any reason.
    public var droppedTotal: Int { dropped.values.reduce(0, +) }
    /// What is missing: received less all that is accounted for. 0 in a balanced ledger, negative when more came out
    /// than went in.
    public var imbalance: Int {
      received - stored - quarantined - deduplicated - droppedTotal - waiting
    }
    /// Whether every sample is accounted for, and nothing is negative.
    public var isBalanced: Bool {
      imbalance == 0 && [received, stored, quarantined, deduplicated, waiting].allSatisfy { $0 >= 0 }
        && dropped.values.allSatisfy { $0 >= 0 }
    }

    /// Adds another account.
    public mutating func add(_ other: Account) {
      received += other.received
      stored += other.stored
      quarantined += other.quarantined
      deduplicated += other.deduplicated
      dropped.merge(other.dropped, uniquingKeysWith: +)
      waiting += other.waiting
    }
  }

  /// The account of each source, by its name.
  public private(set) var accounts: [String: Account] = [:]

  /// Nothing yet.
  public init() {}

  /// The account of a source; empty when nothing came from it.
  public subscript(source: String) -> Account {
    get { accounts[source] ?? Account() }
    set { accounts[source] = newValue }
  }

  /// All sources together.
  public var total: Account {
    accounts.values.reduce(into: Account()) { $0.add($1) }
  }

  /// Whether the account of every source is balanced.
  public var isBalanced: Bool { accounts.values.allSatisfy(\.isBalanced) }

  /// Sources whose account is not, with what is missing, by name.
  public var imbalances: [(source: String, missing: Int)] {
    accounts.filter { !$0.value.isBalanced }.map { ($0.key, $0.value.imbalance) }.sorted { $0.source < $1.source }
  }

  /// Adds the account of another ledger to each source.
  public mutating func add(_ other: SampleLedger) {
    for (source, account) in other.accounts { self[source].add(account) }
  }
}
