import Foaming
import Plant
import Testing
import Twin

@Suite struct `Damaged files` {
  /// Ways to damage a text, each drawn with a fixed seed.
  private struct Damage {
    var random: SeededGenerator

    mutating func apply(to text: String) -> [UInt8] {
      var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      let index = Int.random(in: 0..<lines.count, using: &random)
      switch Int.random(in: 0..<16, using: &random) {
      case 0: lines.remove(at: index)
      case 1: lines.insert(lines[index], at: index)
      case 2: lines[index] = lines[index].replacing(":", with: "x:", maxReplacements: 1)
      case 3: lines[index] = swapValue(of: lines[index], by: ["[1, 2]", "{a: b}", "true", "null", "-", "''"])
      case 4: lines[index] = swapValue(of: lines[index], by: ["5 furlong", "5 kg/", "5 °F", "5 (", "5 m²/s", "5"])
      case 5:
        lines[index] = swapValue(of: lines[index], by: ["1e400 K", "-1e300 kg", "1e-320", "9e99 °C", "nan", ".inf"])
      case 6: return Array(text.utf8.prefix(Int.random(in: 0..<text.utf8.count, using: &random)))
      case 7:
        var bytes = Array(text.utf8)
        for _ in 0..<8 {
          bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
        }
        return bytes
      case 8:
        let depth = Int.random(in: 1...2000, using: &random)
        lines[index] = swapValue(of: lines[index], by: [String(repeating: "[", count: depth)])
      case 9: lines[index] = swapValue(of: lines[index], by: ["&a 5 kg", "*a", "!!binary x", "|\n  x", ">-"])
      case 10: lines[index] = "\t" + lines[index]
      case 11: lines[index] = " " + lines[index]
      case 12: lines.insert("---", at: index)
      case 13: lines.insert("<<: *a", at: index)
      case 14: lines.shuffle(using: &random)
      default: lines[index] = swapValue(of: lines[index], by: ["\"\\0\"", "'", "\"", "\u{FEFF}", "\u{2028}", "🙂"])
      }
      return Array(lines.joined(separator: "\n").utf8)
    }

    private mutating func swapValue(of line: String, by values: [String]) -> String {
      guard let colon = line.firstIndex(of: ":") else { return line }
      return line[...colon] + " " + (values.randomElement(using: &random) ?? "")
    }
  }

  @Test(arguments: ShippedFiles.all.map(\.file)) func `are read or refused with a located error`(file: String) throws {
    let shipped = try #require(ShippedFiles.all.first { $0.file == file })
    let catalog = try ShippedFiles.catalog()
    var damage = Damage(random: SeededGenerator(state: file.utf8.reduce(7) { $0 &* 31 &+ UInt64($1) }))
    var refused = 0
    for _ in 0..<60 {
      let bytes = damage.apply(to: shipped.text)
      do throws(FileErrors) {
        let text = try fileText(bytes: bytes, file: file)
        switch shipped.kind {
        case .system: _ = try catalog.system(text, file: file)
        case .scenario: _ = try catalog.scenario(text, file: file)
        case .mold: _ = try catalog.mold(text, file: file)
        case .quality: _ = try catalog.quality(text, file: file)
        case .datasource: _ = try DatasourceDescription.read(text, file: file)
        case .plant: _ = try PlantDescription.read(text, file: file)
        }
      } catch {
        refused += 1
        #expect(!error.errors.isEmpty)
        for error in error.errors {
          #expect("\(error.origin)".hasPrefix(file), "\(error)")
          #expect(!error.path.isEmpty || error.origin.line != nil || error.found.contains("bytes"), "\(error)")
          #expect(!error.found.isEmpty && !error.expected.isEmpty, "\(error)")
        }
      }
    }
    #expect(refused > 20, "the damage must matter")
  }

  @Test func `with any text in them are written and read back`() throws {
    var random = SeededGenerator(state: 42)
    var system = try ShippedFiles.catalog().system(id: "system-r1")
    let letters = Array("a &*#:{}[],'\"\\|>%@`!-?~\n\t\u{0}\u{7F}\u{85}\u{A0}\u{2028}\u{FFFE}é°³🙂null")
    for _ in 0..<100 {
      let text = String(
        (0...Int.random(in: 0..<12, using: &random)).compactMap { _ in letters.randomElement(using: &random) })
      system.name = text
      system.summary = String(repeating: text + " word ", count: 20)
      system.notes = [text, "x" + text]
      system.model[.cellAir] = Sourced(0.01, Provenance(.estimated, text))
      let again = try FileCatalog().system(fileText(of: system), file: "again.yaml")
      #expect(again == system, "\(text.unicodeScalars.map { $0.value })")
    }
  }
}

/// A generator with a fixed seed: the same damage in every run.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
