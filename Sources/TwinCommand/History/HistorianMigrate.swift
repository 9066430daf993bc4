import ArgumentParser
import Historian
import Twin

/// `historian migrate`.
struct HistorianMigrate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "migrate", abstract: "Copy all that a historian holds into a new one, and compare both.",
    discussion: """
      Nobody else may write to the source meanwhile. The target is made, and must hold nothing. Samples of every signal
      are read again on both sides and compared by checksum, roll-ups by their counts. What was begun is taken away when
      it does not succeed. Exits 1 when a signal differs.

        pur-mold-twin historian migrate --from plant.db --to 'postgresql://twin@db/plant?password_file=secret'
      """)

  @Option(help: ArgumentHelp("The historian to copy.", valueName: "historian"))
  var from: String

  @Option(help: ArgumentHelp("The historian to make.", valueName: "historian"))
  var to: String

  @OptionGroup var output: OutputOptions
  @OptionGroup var words: WordsOptions

  func run() async throws {
    let source = try await HistorianOptions.open(HistorianOptions.place(from), isWriter: true)
    let copy = try await HistorianCopy(source, to: HistorianOptions.place(to), words)
    await source.close()
    try StandardStream.print(output.output == .json ? copy.json("historian-move") : copy.text)
    if !copy.move.differing.isEmpty { throw ExitStatus.finding }
  }
}

/// A copy of a historian at another place, compared with its original.
struct HistorianCopy {
  let source: String
  let target: String
  let move: HistorianMove

  /// Copies; what was begun is taken away when that fails.
  init(_ source: SQLHistorian, to place: HistorianPlace, _ words: WordsOptions) async throws {
    // From here on a signal is answered between two pages of work, never by leaving what was begun.
    Interruption.waitForIt()
    let before = try await SchemaMove.version(place)
    _ = try await SQLHistorian.initialize(place, environment: HistorianOptions.environment)
    do {
      let target = try await HistorianOptions.open(place, isWriter: true)
      let total = try await source.summary().samples
      let bars = [HistorianMove.Stage.copying, .comparing].map { stage in
        let unit = stage == .copying ? "samples copied" : "samples compared"
        return (stage, WorkProgress(total: total, unit: unit, at: source.place, isShown: words.showsProgress))
      }
      do {
        move = try await HistorianMove(from: source, to: target) { stage, done throws(HistorianFailure) in
          for bar in bars where bar.0 == stage { try bar.1.show(done) }
        }
      } catch {
        for bar in bars { bar.1.clear() }
        await target.close()
        throw error
      }
      for bar in bars { bar.1.clear() }
      await target.close()
    } catch {
      // A target that held something before is none of ours to take away.
      if before == nil { await BackupFile.remove(place) }
      throw error
    }
    (self.source, target) = (source.place, place.words)
  }

  var text: String {
    let sum =
      "\(move.samples) samples of \(move.signals.count) signals, \(move.records) records, "
      + "\(move.artifacts) artifacts"
    if move.differing.isEmpty { return "\(source) → \(target): \(sum), all the same\n" }
    return "\(source) → \(target): \(sum), \(move.differing.count) signals DIFFER\n"
      + move.differing.map { "  \($0.id)\n" }.joined()
  }

  func json(_ kind: String) -> String {
    var json = JSONWriter()
    json.object { json in
      json.string("schema", "pur-mold-twin/\(kind)/1")
      json.string("from", source)
      json.string("to", target)
      json.integer("samples", move.samples)
      json.integer("records", move.records)
      json.integer("artifacts", move.artifacts)
      json.boolean("same", move.differing.isEmpty)
      json.array("signals", move.signals) { json, signal in
        json.object { json in
          json.string("id", signal.id)
          json.integer("samples", signal.samples)
          json.strings("crc32c", signal.checksums.map { BackupFile.hex($0) })
          json.boolean("same", signal.isSame)
        }
      }
    }
    return json.text + "\n"
  }
}
