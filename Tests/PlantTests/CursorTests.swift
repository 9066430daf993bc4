import Plant
import Testing

@Suite struct `A cursor` {
  @Test(arguments: ["", "a", "a/b/c", "äöü \n", "2026/1/x"])
  func `survives as text whatever the identifier holds`(_ id: String) throws {
    for start in [nil, Instant("2026-03-01T07:15:00.25Z")] {
      let cursor = ShotCursor(after: ShotKey(start: start, id: id), occurrence: 3)
      #expect(ShotCursor(cursor.description) == cursor)
    }
  }

  @Test(arguments: ["", "/", "//", "/0/a", "x/1/a", "2026-03-01/1/a", "2026-03-01T00:00:00/1/a", "/-1/a"])
  func `is refused when its text is damaged`(_ text: String) { #expect(ShotCursor(text) == nil) }

  @Test func `counts equal shots across pages`() throws {
    let origin = RawOrigin.source("x")
    let key = ShotKey(start: nil, id: "a")
    let shots = [RawShot(key: key, origin: origin), RawShot(key: key, origin: origin)]
    let first = try #require(ShotCursor(after: shots, from: nil))
    #expect(first.occurrence == 2)
    #expect(ShotCursor(after: shots, from: first)?.occurrence == 4)
    let other = RawShot(key: ShotKey(start: nil, id: "b"), origin: origin)
    #expect(ShotCursor(after: shots + [other], from: first)?.occurrence == 1)
    #expect(ShotCursor(after: [], from: first) == nil)
  }

  @Test func `follows the order of start, then bytes of the identifier, shots without start last`() {
    let keys = [
      ShotKey(start: Instant("2026-03-01"), id: "Z"), ShotKey(start: Instant("2026-03-01"), id: "a"),
      ShotKey(start: Instant("2026-03-02"), id: "A"), ShotKey(start: nil, id: "A"), ShotKey(start: nil, id: "ä"),
    ]
    #expect(keys.reversed().sorted() == keys)
  }

  @Test(
    arguments: [
      "", "1a", "a-b", "a b", "a;drop table x", "a.b.c", "\"a\"", "ä", String(repeating: "a", count: 64), "a.", ".a",
    ])
  func `is never built from a name that is no identifier`(_ text: String) {
    #expect(SQLIdentifier(text, allowsSchema: true) == nil)
  }

  @Test func `quotes identifiers part by part`() {
    #expect(SQLIdentifier("mes.shots", allowsSchema: true)?.quoted(by: "\"") == "\"mes\".\"shots\"")
    #expect(SQLIdentifier("mes.shots") == nil)
    #expect(SQLIdentifier("_a1")?.quoted(by: "`") == "`_a1`")
  }
}
