import Learning
import Testing

@Suite struct `Trees against XGBoost` {
  @Test(arguments: PeerModels.Library.allCases)
  func `margins are those of the library that wrote the model, to the last bit`(_ library: PeerModels.Library) throws {
    let peers: PeerModels
    do {
      peers = try PeerModels(library, rows: 30_000)
    } catch let missing as PeerModels.Missing {
      return print("skipped: \(missing)")
    }
    #expect(peers.models.count >= 20)
    var compared = 0
    for model in peers.models {
      for file in ["model.json", "model.ubj"] {
        let bytes = try #require(peers.files["\(model.name)/\(file)"])
        let ensemble = try TreeEnsemble(bytes)
        let count = model.rows.count / ensemble.featureCount
        var margins = Array(repeating: Float.nan, count: count * ensemble.groupCount)
        var target = margins.mutableSpan
        ensemble.margins(ofRows: model.rows.span, into: &target)
        let differing = zip(margins, model.margins).count { $0.bitPattern != $1.bitPattern }
        #expect(margins.count == model.margins.count, "\(model.name)/\(file)")
        #expect(differing == 0, "\(model.name)/\(file): \(differing) of \(margins.count) margins differ")
        compared += count
        expectSameRowByRow(ensemble, model.rows, margins, name: model.name)
        if ["regression-3", "categories"].contains(model.name) { expectSafety(of: bytes, rows: model.rows) }
      }
    }
    #expect(compared >= 1_000_000)
  }

  /// The path for one row agrees with the one for many.
  private func expectSameRowByRow(_ ensemble: TreeEnsemble, _ rows: [Float], _ margins: [Float], name: String) {
    let (m, k) = (ensemble.featureCount, ensemble.groupCount)
    var one = Array(repeating: Float.nan, count: k)
    for row in 0..<min(500, rows.count / m) {
      var target = one.mutableSpan
      ensemble.margins(of: rows.span.extracting(row * m..<(row + 1) * m), into: &target)
      #expect(one == Array(margins[row * k..<(row + 1) * k]), "\(name), row \(row)")
    }
  }

  /// A damaged file is refused with a reason or is another sound model; it never stops the program.
  private func expectSafety(of bytes: [UInt8], rows: [Float]) {
    var random = SplitMix64(seed: 7)
    var refused = 0
    for _ in 0..<1500 {
      var damaged = bytes
      for _ in 0..<Int(random.next() % 4 + 1) {
        damaged[Int(random.next() % UInt64(damaged.count))] = UInt8(truncatingIfNeeded: random.next())
      }
      if random.next() % 5 == 0 { damaged.removeLast(Int(random.next() % UInt64(damaged.count))) }
      do {
        let model = try TreeEnsemble(damaged)
        guard model.featureCount <= rows.count else { continue }
        var margins = Array(repeating: Float.nan, count: model.groupCount)
        var target = margins.mutableSpan
        model.margins(of: rows.span.extracting(first: model.featureCount), into: &target)
      } catch {
        #expect(!error.found.isEmpty && !error.expected.isEmpty)
        refused += 1
      }
    }
    #expect(refused > 0)
  }
}
