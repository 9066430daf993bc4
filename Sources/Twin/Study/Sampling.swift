/// How a study chooses its shots.
package struct Sampling: Hashable, Sendable {
  /// How points are placed.
  package enum Sampler: String, Hashable, Sendable, CaseIterable {
    /// Sobol' sequence, scrambled: the most even cover.
    case sobol
    /// Latin hypercube: even in each input.
    case lhs
    /// Every combination of levels.
    case grid
    /// Independent points.
    case random
  }

  /// Indices of influence, each with a design of its own.
  package enum Indices: String, Hashable, Sendable, CaseIterable {
    /// Shares of variance; costs samples × (inputs + 2) shots.
    case sobol
    /// Elementary effects; costs samples × (inputs + 1) shots.
    case morris
  }

  /// Most shots of a study.
  package static let countMaximum = 10_000_000

  package var sampler: Sampler
  /// Shots; with indices, base points or trajectories; without meaning for a grid.
  package var samples: Int
  package var seed: UInt64
  package var indices: Indices?

  package init(_ sampler: Sampler, samples: Int, seed: UInt64 = 1, indices: Indices? = nil) {
    self.sampler = sampler
    self.samples = samples
    self.seed = seed
    self.indices = indices
  }

  /// The design for these variations.
  ///
  /// - Throws: in words of the command line's options, where they do not go together.
  func design(_ variations: [Variation]) throws(FileErrors) -> any Design {
    func refuse(_ found: String, _ expected: String, _ remedy: String = "") -> FileErrors {
      FileErrors(FileError(.commandLine, found: found, expected: expected, remedy: remedy))
    }
    let dimensions = variations.count
    func check(_ count: Int, perSample: Int = 1) throws(FileErrors) {
      guard (1...Self.countMaximum / perSample).contains(count) else {
        throw refuse("--samples \(count)", "a number 1 … \(Self.countMaximum / perSample)")
      }
    }
    func checkDimensions(_ limit: Int, _ remedy: String) throws(FileErrors) {
      if dimensions > limit { throw refuse("\(dimensions) varied values", "at most \(limit)", remedy) }
    }
    switch indices {
    case .sobol:
      try check(samples, perSample: dimensions + 2)
      try checkDimensions(SobolSequence.dimensionMaximum / 2, "screen with --indices morris first")
      return SaltelliDesign(baseCount: samples, dimensions: dimensions, seed: seed)
    case .morris:
      try check(samples, perSample: dimensions + 1)
      return MorrisDesign(trajectories: samples, dimensions: dimensions, seed: seed)
    case nil: break
    }
    switch sampler {
    case .sobol:
      try check(samples)
      try checkDimensions(SobolSequence.dimensionMaximum, "use --sampler lhs")
      return SobolDesign(count: samples, dimensions: dimensions, seed: seed)
    case .lhs:
      try check(samples)
      return LatinHypercube(count: samples, dimensions: dimensions, seed: seed)
    case .random:
      try check(samples)
      return RandomDesign(count: samples, dimensions: dimensions, seed: seed)
    case .grid:
      var count = 1
      for variation in variations {
        guard let levels = variation.valueCount else {
          throw FileErrors(
            FileError(
              .variation(variation.text, column: variation.text.count + 1), path: variation.path,
              found: "no number of levels", expected: "`:n` behind the range, which a grid needs",
              remedy: "for example `\(variation.text):5`, or another --sampler"))
        }
        count *= levels
        guard count <= Self.countMaximum else {
          throw refuse("a grid of more than \(Self.countMaximum) shots", "fewer levels", "use --sampler sobol")
        }
      }
      return GridDesign(levels: variations.compactMap(\.valueCount))
    }
  }
}
