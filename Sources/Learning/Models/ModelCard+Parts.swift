public import Plant

extension ModelCard {
  /// The program that wrote the card.
  public struct Program: Hashable, Sendable {
    public var version: String
    /// Revision of the sources, or `unknown`.
    public var revision: String

    public init(version: String, revision: String) {
      (self.version, self.revision) = (version, revision)
    }
  }

  /// The library that trained the model.
  public struct Trainer: Hashable, Sendable {
    public var library: String
    public var version: String
    /// Threads it ran on; the same bytes come from the same number.
    public var threads: Int

    public init(library: String, version: String, threads: Int) {
      (self.library, self.version, self.threads) = (library, version, threads)
    }
  }

  /// What the labels were.
  public struct Target: Hashable, Sendable {
    /// The column of the table.
    public var name: String
    /// SI symbol; empty for a pure number, a probability or a class.
    public var unit: String
    /// Labels of the classes in the order of the model's outputs; for a flag the labels of 0 and 1; else empty.
    public var classes: [String]

    public init(name: String, unit: String, classes: [String]) {
      (self.name, self.unit, self.classes) = (name, unit, classes)
    }
  }

  /// What the model is given.
  public struct Features: Hashable, Sendable {
    /// A feature, in the order of the model.
    public struct Feature: Hashable, Sendable {
      public var name: String
      /// +1: the prediction never falls as the feature grows; −1: it never rises; 0: free.
      public var monotone: Int
      /// Range of the values in the training rows; `nil` where all were missing.
      public var range: ClosedRange<Double>?
      /// Share of training rows without it, 0 … 1.
      public var missing: Double

      public init(name: String, monotone: Int, range: ClosedRange<Double>?, missing: Double) {
        (self.name, self.monotone, self.range, self.missing) = (name, monotone, range, missing)
      }
    }

    /// Version of the table's schema.
    public var schemaVersion: Int
    /// Hash of the table's schema, 64 hexadecimal digits.
    public var schemaHash: String
    public var columns: [Feature]

    public init(schemaVersion: Int, schemaHash: String, columns: [Feature]) {
      (self.schemaVersion, self.schemaHash, self.columns) = (schemaVersion, schemaHash, columns)
    }
  }

  /// What was learned from.
  public struct DataOrigin: Hashable, Sendable {
    /// Whether the shots were made.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
      case plant
      case synthetic
      /// Some of each.
      case mixed
    }

    /// SHA-256 of the files that the rows were read from, 64 hexadecimal digits.
    public var digest: String
    /// Rows with a known target.
    public var rows: Int
    /// First and last start of those rows; `nil` where the rows have no times.
    public var span: ClosedRange<Instant>?
    public var origin: Kind

    public init(digest: String, rows: Int, span: ClosedRange<Instant>?, origin: Kind) {
      (self.digest, self.rows, self.span, self.origin) = (digest, rows, span, origin)
    }
  }

  /// How the rows were divided.
  public struct Split: Hashable, Sendable {
    /// Rows that serve one purpose.
    public struct Part: Hashable, Sendable {
      /// `train`, `calibration` or `test`.
      public var name: String
      /// Share asked for, 0 … 1.
      public var fraction: Double
      public var rows: Int

      public init(name: String, fraction: Double, rows: Int) {
        (self.name, self.fraction, self.rows) = (name, fraction, rows)
      }
    }

    /// `random`, `grouped`, `ordered` or the name of a file of folds.
    public var kind: String
    /// Columns whose equal values stay together; empty unless grouped.
    public var groups: [String]
    /// Rows within so many seconds of a border are left out [s]; 0 unless ordered by time.
    public var gap: Double
    public var seed: Int
    /// Why it was divided so.
    public var words: String
    public var parts: [Part]

    public init(kind: String, groups: [String], gap: Double, seed: Int, words: String, parts: [Part]) {
      (self.kind, self.groups, self.gap) = (kind, groups, gap)
      (self.seed, self.words, self.parts) = (seed, words, parts)
    }
  }

  /// A parameter of training.
  public struct Parameter: Hashable, Sendable {
    public var name: String
    public var value: Double

    public init(_ name: String, _ value: Double) { (self.name, self.value) = (name, value) }
  }

  /// A figure of merit with its confidence interval of 95 %.
  public struct Metric: Hashable, Sendable {
    /// `rmse`, `mae`, `r2`, `accuracy`, `macro_f1`, `log_loss`, `brier`, `calibration_error`, `roc_area` and so on.
    public var name: String
    public var value: Double
    /// `nil` where no interval was computed.
    public var interval: ClosedRange<Double>?

    public init(_ name: String, _ value: Double, interval: ClosedRange<Double>? = nil) {
      (self.name, self.value, self.interval) = (name, value, interval)
    }
  }

  /// A simpler model to be compared with.
  public struct Baseline: Hashable, Sendable {
    /// `mean`, `majority`, `linear`.
    public var name: String
    public var metrics: [Metric]

    public init(name: String, metrics: [Metric]) { (self.name, self.metrics) = (name, metrics) }
  }

  /// A file that belongs to the model.
  public struct FileDigest: Hashable, Sendable {
    /// Name without folders.
    public var name: String
    public var bytes: Int
    /// SHA-256, 64 hexadecimal digits.
    public var digest: String

    public init(name: String, bytes: Int, digest: String) {
      (self.name, self.bytes, self.digest) = (name, bytes, digest)
    }
  }
}
