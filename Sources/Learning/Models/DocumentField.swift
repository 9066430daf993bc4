/// What documents of the program's own ask of a value, beyond what models do: strict keys, double precision, lengths.
extension ModelField {
  /// Longest text of a document.
  static let textMaximum = 4096

  /// Checks that this is an object whose keys are all among `keys`.
  func checkKeys(_ keys: [String]) throws(ModelFileError) {
    guard case .object(let members) = value else { throw wrong("an object") }
    if let unknown = members.keys.filter({ !keys.contains($0) }).min() {
      throw wrong("one of \(keys.joined(separator: ", "))", found: "the unknown key `\(unknown.prefix(40))`")
    }
  }

  var isNull: Bool { if case .null = value { true } else { false } }

  /// The member of this name unless it is null; it must be there.
  func nullable(_ key: String) throws(ModelFileError) -> ModelField? {
    let field = try member(key)
    return field.isNull ? nil : field
  }

  /// A finite number within `range`.
  func double(in range: ClosedRange<Double> = -1e300...1e300) throws(ModelFileError) -> Double {
    let found: Double? =
      switch value {
      case .double(let number): number
      case .integer(let number): Double(number)
      default: nil
      }
    guard let found, range.contains(found) else {
      throw wrong("a number \(range.lowerBound) … \(range.upperBound)")
    }
    return found
  }

  /// A whole number written as a number.
  func count(in range: ClosedRange<Int>) throws(ModelFileError) -> Int {
    guard case .integer = value else { throw wrong("a whole number \(range.lowerBound) … \(range.upperBound)") }
    return try integer(in: range)
  }

  /// A text of at most ``textMaximum`` bytes, which may be empty only if said.
  func words(orEmpty: Bool = false) throws(ModelFileError) -> String {
    let text = try text()
    guard text.utf8.count <= Self.textMaximum, orEmpty || !text.isEmpty else {
      throw wrong("a text of \(orEmpty ? 0 : 1) … \(Self.textMaximum) bytes", found: "\(text.utf8.count) bytes")
    }
    return text
  }

  /// A word of an enumeration.
  func choice<Word: RawRepresentable & CaseIterable>(
    _: Word.Type = Word.self
  ) throws(ModelFileError) -> Word where Word.RawValue == String {
    let text = try words()
    guard let word = Word(rawValue: text) else {
      throw wrong("one of \(Word.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return word
  }

  /// An array of at most `limit` elements.
  func items(limit: Int) throws(ModelFileError) -> [ModelField] {
    let fields: [ModelField]
    switch value {
    case .integers(let row):
      fields = row.prefix(limit + 1).enumerated().map { ModelField(.integer($1), path: "\(path)[\($0)]") }
    default: fields = try elements()
    }
    guard fields.count <= limit else { throw wrong("at most \(limit) elements") }
    return fields
  }

  /// An array of numbers within `range`.
  func doubles(
    limit: Int, in range: ClosedRange<Double> = -1e300...1e300
  ) throws(ModelFileError) -> [Double] {
    var numbers: [Double] = []
    for item in try items(limit: limit) { numbers.append(try item.double(in: range)) }
    return numbers
  }

  /// An array of texts, none empty.
  func texts(limit: Int) throws(ModelFileError) -> [String] {
    var texts: [String] = []
    for item in try items(limit: limit) { texts.append(try item.words()) }
    return texts
  }

  /// Each element read by `read`.
  func list<Element>(
    limit: Int, _ read: (ModelField) throws(ModelFileError) -> Element
  ) throws(ModelFileError) -> [Element] {
    var list: [Element] = []
    for item in try items(limit: limit) { list.append(try read(item)) }
    return list
  }
}
