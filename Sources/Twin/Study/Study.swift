package import Foaming

/// Many shots of one scenario with values varied by design: the definition, complete and reproducible.
package struct Study: Sendable {
  package let template: ScenarioTemplate
  /// Fills gaps of the system.
  package let archetype: MaterialSystem?
  package let variations: [Variation]
  package let sampling: Sampling
  /// The figures kept of every shot.
  package let figures: [KeyFigureID]
  package let design: any Design
  /// Stands for everything that decides the rows: two studies with the same digest have the same rows.
  package let digest: String

  /// Defines a study.
  ///
  /// - Parameters:
  ///   - texts: the `--vary` options.
  ///   - program: version and revision of the program; part of the digest.
  /// - Throws: where a variation is wrong, where options do not go together, or where the first shot cannot be read.
  package init(
    _ template: ScenarioTemplate, assuming archetype: MaterialSystem? = nil, varying texts: [String],
    sampling: Sampling, figures: [KeyFigureID] = KeyFigureID.allCases, program: String = ""
  ) throws(FileErrors) {
    var variations: [Variation] = []
    for text in texts {
      let variation = try Variation(text, in: template)
      if let earlier = variations.first(where: { $0.path == variation.path }) {
        throw FileErrors(
          FileError(
            .variation(text, column: 1), path: variation.path, found: "the path again",
            expected: "each path once", remedy: "remove this or `\(earlier.text)`"))
      }
      variations.append(variation)
    }
    guard !variations.isEmpty else {
      throw FileErrors(
        FileError(
          .commandLine, found: "no --vary", expected: "at least one value to vary",
          remedy: "for example --vary \"process.polyol_temperature=20 °C..30 °C\""))
    }
    self.template = template
    self.archetype = archetype
    self.variations = variations
    self.sampling = sampling
    self.figures = figures
    design = try sampling.design(variations)
    digest = Self.digest(template, archetype, variations, sampling, figures, program)
    // What is wrong with every shot is said now, not once per row.
    _ = try input(inputs(at: 0))
  }

  /// Number of shots.
  package var count: Int { design.count }

  /// The values that the shot at an index is given.
  package func inputs(at index: Int) -> [VariedValue] {
    zip(variations, design.point(index)).map { $0.value(at: $1) }
  }

  /// Simulates the shots of a range of indices; a shot that fails is a row with its error.
  package func rows(_ range: Range<Int>, with engine: any ShotEngine) -> [StudyRow] {
    var rows: [StudyRow] = []
    var shots: [(place: Int, input: ShotInput)] = []
    for index in range {
      let inputs = inputs(at: index)
      var row = StudyRow(index: index, inputs: inputs, outcome: .failed(""))
      do throws(FileErrors) {
        shots.append((rows.count, try input(inputs)))
      } catch {
        row.outcome = .failed(Self.line(error.errors.map(\.description).joined(separator: "; ")))
      }
      rows.append(row)
    }
    for (shot, outcome) in zip(shots, engine.outcomes(shots.map(\.input))) {
      switch outcome {
      case .success(let outcome): rows[shot.place].outcome = .shot(StudyRow.Shot(outcome, figures: figures))
      case .failure(let error): rows[shot.place].outcome = .failed(Self.line("\(error)"))
      }
    }
    return rows
  }

  private func input(_ values: [VariedValue]) throws(FileErrors) -> ShotInput {
    var (scenario, system) = try template.read(zip(variations, values).map { $0.override($1) })
    // Nobody reads the profiles of a study; key figures do not depend on their spacing.
    scenario.settings.outputInterval = scenario.settings.duration
    return ShotInput(scenario: scenario, system: system, archetype: archetype)
  }

  /// The text on one line, at most 300 letters.
  private static func line(_ text: String) -> String {
    let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
    return line.count <= 300 ? line : line.prefix(299) + "…"
  }

  private static func digest(
    _ template: ScenarioTemplate, _ archetype: MaterialSystem?, _ variations: [Variation], _ sampling: Sampling,
    _ figures: [KeyFigureID], _ program: String
  ) -> String {
    var parts = ["study 1", program, fileText(of: template.scenario), fileText(of: template.system)]
    parts.append(archetype.map { fileText(of: $0) } ?? "")
    for variation in variations {
      parts += [variation.path, "\(variation.values)", variation.levels.map(String.init) ?? ""]
      if let kind = FileKind(rawValue: variation.path), case .words(let ids) = variation.values {
        parts += template.texts(kind, ids: ids)
      }
    }
    parts += [sampling.sampler.rawValue, "\(sampling.samples)", "\(sampling.seed)", sampling.indices?.rawValue ?? ""]
    parts += figures.map(\.rawValue)
    return Digest.text(parts)
  }
}

/// A digest against accidental change, not against forgery: 64-bit FNV-1a (G. Fowler, L. C. Noll, K.-P. Vo).
enum Digest {
  /// Sixteen hexadecimal digits for a list of texts.
  static func text(_ parts: [String]) -> String {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for part in parts {
      // A byte that no UTF-8 text holds keeps parts from running into each other.
      for byte in Array(part.utf8) + [0xFF] {
        hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
      }
    }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
