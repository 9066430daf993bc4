import Plant
import Quantities

/// The joining of the fields of one shot.
struct ShotWork {
  /// A field of a source with its meaning.
  struct Statement {
    let source: Int
    let mapping: ColumnMapping
    let field: RawField
  }

  let assembly: ShotAssembly
  let parts: [ShotAssembly.Part]
  var findings: ShotFindings
  private let statements: [LogTarget: [Statement]]
  private let unmapped: [RawField]

  init(_ assembly: ShotAssembly, _ parts: [ShotAssembly.Part]) {
    self.assembly = assembly
    self.parts = parts
    findings = ShotFindings(assembly.sources)
    var statements: [LogTarget: [Statement]] = [:]
    var unmapped: [RawField] = []
    for part in parts {
      let description = assembly.sources[part.source].description
      let shotColumns = description.shots.columns.map { ($0.column, $0) }
      let qualityColumns = description.quality?.columns.map { ("quality.\($0.column)", $0) } ?? []
      var isMapped: Set<String> = ["schema"]
      for (name, mapping) in shotColumns + qualityColumns {
        isMapped.insert(name)
        for field in part.shot.fields where field.name == name {
          statements[mapping.target, default: []].append(
            Statement(source: part.source, mapping: mapping, field: field))
        }
      }
      unmapped += part.shot.fields.filter { !isMapped.contains($0.name) && !$0.value.isNull }
    }
    self.statements = statements
    self.unmapped = unmapped
  }

  mutating func reject(_ field: String, _ kind: LogFinding.Kind, found: String, expected: String) {
    guard let part = parts.first else { return }
    findings.add(part.source, part.shot.origin, field, kind, .rejects, found: found, expected: expected)
  }

  private mutating func add(
    _ statement: Statement, _ kind: LogFinding.Kind, _ severity: LogFinding.Severity, found: String? = nil,
    expected: String
  ) {
    findings.add(
      statement.source, statement.field.origin, statement.mapping.target.key, kind, severity,
      found: found ?? statement.field.value.summary, expected: expected)
  }

  // MARK: Words

  /// The first word stated for a target; others that differ are noted.
  mutating func word(_ target: LogTarget) -> (text: String, statement: Statement)? {
    var result: (text: String, statement: Statement)?
    for statement in statements[target] ?? [] {
      guard let text = statement.field.value.text else { continue }
      let word = statement.mapping.ourWord(for: text)
      guard let first = result else {
        result = (word, statement)
        continue
      }
      if first.text != word {
        add(statement, .conflict, .noted, expected: "`\(first.text)`, as \(first.statement.field.origin) has it")
      }
    }
    if result == nil, let empty = statements[target]?.first { add(empty, .gap, .noted, expected: "a text") }
    return result
  }

  mutating func status() -> QualityStatus? {
    guard let (word, statement) = word(.status) else { return nil }
    if let status = QualityStatus(rawValue: word) { return status }
    let words = QualityStatus.allCases.map(\.rawValue).joined(separator: ", ")
    add(statement, .unreadable, .repaired, expected: "one of \(words), or a word the mapping translates")
    return nil
  }

  /// All classes stated, sorted. A cell may hold several, separated by commas or semicolons, or a JSON list.
  mutating func defects() -> [DefectClass] {
    var classes: Set<DefectClass> = []
    for statement in statements[.defects] ?? [] {
      guard let text = statement.field.value.text else { continue }
      let separators: Set<Character> = [",", ";", "[", "]", "\""]
      for part in text.split(whereSeparator: separators.contains) {
        let word = part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()
        guard !word.isEmpty else { continue }
        let ours = statement.mapping.ourWord(for: String(word))
        let spelled = ours.lowercased().map { $0 == " " || $0 == "-" ? "_" : $0 }
        guard let defect = DefectClass(rawValue: String(spelled)) else {
          add(statement, .unreadable, .repaired, expected: "lower-case words joined by underscores, or a mapping")
          continue
        }
        if !DefectClass.known.contains(defect) {
          add(statement, .unmapped, .noted, expected: "one of the known defects, or a mapping to one")
        }
        classes.insert(defect)
      }
    }
    return classes.sorted()
  }

  /// What no mapping names, as written.
  mutating func metadata() -> [String: String] {
    var metadata: [String: String] = [:]
    let maximum = ShotAssembly.metadataMaximum
    func keep(_ name: String, _ value: RawValue) {
      guard let text = value.text, metadata[name] == nil, metadata.count < maximum.fields else { return }
      metadata[name] = text.utf8.count <= maximum.bytes ? text : String(text.prefix(maximum.bytes / 4)) + "…"
    }
    for part in parts {
      for mapping in assembly.sources[part.source].description.metadataColumns {
        guard case .metadata(let name) = mapping.target else { continue }
        for statement in statements[mapping.target] ?? [] where statement.source == part.source {
          keep(name, statement.field.value)
        }
      }
    }
    for field in unmapped { keep(field.name, field.value) }
    return metadata
  }

  // MARK: Time

  /// The start of the shot; `nil` when it cannot be known, and then the shot is rejected.
  mutating func start() -> Instant? {
    var result: (instant: Instant, statement: Statement)?
    for statement in statements[.start] ?? [] {
      let reading = StartReading(
        statement.field.value, unit: statement.mapping.unit, clock: assembly.sources[statement.source].clock)
      guard let instant = reading.instant else {
        if reading.problem != .missing || result == nil {
          add(statement, .clock, result == nil ? .rejects : .noted, expected: Self.expected(reading.problem))
        }
        continue
      }
      if let first = result {
        if abs(instant.seconds(since: first.instant)) > 1 {
          add(
            statement, .clock, .noted, expected: "\(first.instant), as \(first.statement.field.origin) has it")
        }
        continue
      }
      result = (instant, statement)
      if reading.problem == .ambiguous {
        add(
          statement, .clock, .repaired,
          expected: "a zone: the clocks showed this time twice; the earlier is taken, \(instant)")
      }
      if instant.seconds(since: assembly.now) > ShotAssembly.futureTolerance {
        add(statement, .clock, .rejects, expected: "a start before the time of the import, \(assembly.now)")
      }
    }
    if statements[.start] == nil { reject("start", .gap, found: "nothing", expected: "when the shot began") }
    return result?.instant
  }

  static func expected(_ problem: StartReading.Problem?) -> String {
    switch problem {
    case .zoneMissing: "a time with its zone, such as 2026-03-01T08:15:00+01:00, or `time_zone` in the datasource"
    case .skipped: "a time that exists: the clocks skipped this one"
    default: "a time such as 2026-03-01T08:15:00+01:00"
    }
  }

  // MARK: Numbers

  /// The first number stated for a target; others that differ are noted.
  mutating func number(
    _ target: LogTarget, _ dimension: any Dimension.Type, _ range: ClosedRange<Double>
  ) -> Reading {
    var result: Reading = .missing(.notRecorded)
    var first: Statement?
    for statement in statements[target] ?? [] {
      let reading = read(statement, dimension, range, isGapNoted: result.value == nil)
      if let value = result.value, let first, let other = reading.value {
        // Logs round their numbers; what differs by more than a thousandth of its size is not the same number.
        if abs(other - value) > 1e-3 * max(abs(other), abs(value)) {
          add(
            statement, .conflict, .noted, found: dimension.text(ofSI: other),
            expected: "\(dimension.text(ofSI: value)), as \(first.field.origin) has it")
        }
      } else if result.value == nil, reading.value != nil || result == .missing(.notRecorded) {
        result = reading
        first = statement
      }
    }
    return result
  }

  private mutating func read(
    _ statement: Statement, _ dimension: any Dimension.Type, _ range: ClosedRange<Double>, isGapNoted: Bool
  ) -> Reading {
    let field = statement.field
    var unit = field.unit ?? statement.mapping.unit
    if let stated = field.unit, let mapped = statement.mapping.unit, !LogUnit.isSame(stated, mapped, of: dimension) {
      add(statement, .unitConflict, .repaired, found: "the unit \(stated)", expected: "\(mapped), as the mapping says")
      return .missing(.unitConflict)
    }
    let number: Double
    switch field.value {
    case .null:
      if isGapNoted { add(statement, .gap, .noted, expected: "a \(dimension.name)") }
      return .missing(.empty)
    case .number(let value): number = value
    case .text(let text):
      let (value, rest) = PlainNumber.split(text)
      guard let value else {
        if Self.isUndefined(text) {
          add(statement, .impossible, .repaired, expected: "a finite \(dimension.name)")
          return .missing(.impossible)
        }
        add(statement, .unreadable, .repaired, expected: "a \(dimension.name)")
        return .missing(.unreadable)
      }
      if !rest.isEmpty {
        let own = String(rest)
        if LogUnit(own, of: dimension) != nil, let mapped = unit, !LogUnit.isSame(own, mapped, of: dimension) {
          add(statement, .unitConflict, .repaired, expected: "the unit \(mapped), as the mapping says")
          return .missing(.unitConflict)
        }
        unit = own
      }
      number = value
    }
    let plain = dimension == FractionDimension.self ? "1" : nil
    guard let symbol = unit ?? plain, let known = LogUnit(symbol, of: dimension) else {
      let symbols = LogUnit.symbols(of: dimension).joined(separator: ", ")
      add(statement, .unitUnknown, .repaired, expected: "a \(dimension.name) with one of the units \(symbols)")
      return .missing(.unitUnknown)
    }
    let value = known.si(number)
    guard range.contains(value) else {
      add(statement, .impossible, .repaired, expected: "\(dimension.name) \(dimension.text(ofSI: range))")
      return .missing(.impossible)
    }
    return .value(value)
  }

  /// Whether a text means an undefined or infinite number, as programs print them.
  static func isUndefined(_ text: String) -> Bool {
    ["nan", "inf", "-inf", "+inf", "infinity", "-infinity", "#num!", "#div/0!", "1.#inf", "1.#qnan", "-1.#ind"]
      .contains(text.lowercased()) || PlainNumber.split(text).number == nil && Double(text)?.isInfinite == true
  }
}

extension DatasourceDescription {
  fileprivate var metadataColumns: [ColumnMapping] {
    (shots.columns + (quality?.columns ?? [])).filter {
      if case .metadata = $0.target { true } else { false }
    }
  }
}
