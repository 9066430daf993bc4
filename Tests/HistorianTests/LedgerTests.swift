import Historian
import Testing

@Suite("The sample ledger")
struct LedgerTests {
  @Test("Random movements that account for every sample leave it balanced; one that does not is found")
  func balances() {
    var dice = Dice(seed: 17)
    var ledger = SampleLedger()
    for _ in 0..<2_000 {
      let count = Int.random(in: 0...500, using: &dice)
      var account = SampleLedger.Account()
      account.received = count
      switch Int.random(in: 0..<5, using: &dice) {
      case 0: account.quarantined = count
      case 1: account.deduplicated = count
      case 2: account.dropped[DropReason.allCases.randomElement(using: &dice) ?? .expired] = count
      case 3: account.waiting = count
      default: account.stored = count
      }
      ledger["s\(Int.random(in: 0..<4, using: &dice))"].add(account)
    }
    #expect(ledger.isBalanced && ledger.imbalances.isEmpty && ledger.total.imbalance == 0)
    ledger["s2"].stored -= 3
    #expect(!ledger.isBalanced && ledger.imbalances.map(\.missing) == [3])
    ledger["s2"].received -= 3
    ledger["s1"].waiting = -1
    ledger["s1"].stored += 1
    #expect(!ledger.isBalanced)
  }

  @Test("Retention is read back from its text, and keeps what is coarser at least as long")
  func retention() throws {
    let short = try #require(Retention(samples: 1, second: 2, minute: 3, hour: 4, records: 1))
    for rule in [Retention.standard, .forever, short] { #expect(Retention(text: rule.text) == rule) }
    // As it was stored before records were dropped.
    #expect(Retention(text: "1 2 3 4").map { $0.records == nil && $0.hour == 4 } == true)
    #expect(Retention(samples: 1, second: 2, minute: 3, hour: 4, records: 0) == nil)
    #expect(Retention(samples: 3, second: 2, minute: 3, hour: 4) == nil)
    #expect(Retention(samples: nil, second: 2, minute: nil, hour: nil) == nil)
    #expect(Retention(samples: 0, second: 2, minute: 2, hour: nil) == nil)
    #expect(Retention(text: "1 2 3") == nil)
  }
}
