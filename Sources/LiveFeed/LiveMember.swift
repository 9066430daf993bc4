public import Plant
import Twin

/// The shape of a value in a message.
public indirect enum LiveSchema: Hashable, Sendable {
  case text
  /// One of some words.
  case words([String])
  case number
  case whole
  case flag
  /// ISO 8601 in UTC.
  case time
  case list(LiveSchema, atMost: Int? = nil)
  case object(LiveShape)
}

/// The shape of an object in a message.
public struct LiveShape: Hashable, Sendable {
  /// One member of the object.
  public struct Member: Hashable, Sendable {
    public let name: String
    /// What it means, with its unit.
    public let meaning: String
    public let schema: LiveSchema
    /// Whether the member is always there; otherwise it is left out where there is nothing to say.
    public let isRequired: Bool
  }

  public let name: String
  public let summary: String
  public let members: [Member]

  init<Subject>(name: String, summary: String, _ members: [LiveMember<Subject>]) {
    self.name = name
    self.summary = summary
    self.members = members.map {
      Member(name: $0.name, meaning: $0.meaning, schema: $0.schema, isRequired: $0.isRequired)
    }
  }
}

/// A type that is said in messages: one list of members makes its JSON text and its schema, so that they cannot differ.
public protocol LiveDescribed: Sendable {
  /// What it is, in a sentence.
  static var summary: String { get }
  /// Its members in the order they are written.
  static var members: [LiveMember<Self>] { get }
}

extension LiveDescribed {
  /// The name of its schema.
  public static var shapeName: String { String(describing: Self.self) }

  /// Its schema.
  public static var shape: LiveShape {
    LiveShape(name: shapeName, summary: summary, members)
  }

  /// Its JSON text on one line.
  public var json: String {
    var json = JSONWriter(indented: false)
    json.object { write(to: &$0) }
    return json.text
  }

  func write(to json: inout JSONWriter) {
    for member in Self.members { member.write(self, &json) }
  }
}

/// One member of a described type: its name, its meaning, and how it is read off a value.
public struct LiveMember<Subject>: Sendable {
  /// Its name in JSON.
  public let name: String
  /// What it means, with its unit.
  public let meaning: String
  /// What its values look like.
  public let schema: LiveSchema
  /// Whether it is always there.
  public let isRequired: Bool
  let write: @Sendable (Subject, inout JSONWriter) -> Void

  private init(
    _ name: String, _ meaning: String, _ schema: LiveSchema, isRequired: Bool,
    write: @escaping @Sendable (Subject, inout JSONWriter) -> Void
  ) {
    self.name = name
    self.meaning = meaning
    self.schema = schema
    self.isRequired = isRequired
    self.write = write
  }

  /// A word that is the same in all values.
  public static func constant(_ name: String, _ word: String, _ meaning: String) -> Self {
    Self(name, meaning, .words([word]), isRequired: true) { $1.string(name, word) }
  }

  /// A text.
  public static func text(
    _ name: String, _ meaning: String, _ path: any KeyPath<Subject, String> & Sendable
  ) -> Self {
    Self(name, meaning, .text, isRequired: true) { $1.string(name, $0[keyPath: path]) }
  }

  /// A text, or nothing.
  public static func text(
    _ name: String, _ meaning: String, _ path: any KeyPath<Subject, String?> & Sendable
  ) -> Self {
    Self(name, meaning, .text, isRequired: false) { subject, json in
      if let value = subject[keyPath: path] { json.string(name, value) }
    }
  }

  /// One word of several.
  public static func word<Word: RawRepresentable<String> & CaseIterable & SendableMetatype>(
    _ name: String, _ meaning: String, _ path: any KeyPath<Subject, Word> & Sendable
  ) -> Self {
    Self(name, meaning, .words(Word.allCases.map(\.rawValue)), isRequired: true) {
      $1.string(name, $0[keyPath: path].rawValue)
    }
  }

  /// One word of several, or nothing.
  public static func word<Word: RawRepresentable<String> & CaseIterable & SendableMetatype>(
    _ name: String, _ meaning: String, _ path: any KeyPath<Subject, Word?> & Sendable
  ) -> Self {
    Self(name, meaning, .words(Word.allCases.map(\.rawValue)), isRequired: false) { subject, json in
      if let value = subject[keyPath: path] { json.string(name, value.rawValue) }
    }
  }

  /// A number; `null` never: a value that is not finite is left out.
  public static func number(
    _ name: String, _ meaning: String, _ path: any KeyPath<Subject, Double?> & Sendable
  ) -> Self {
    Self(name, meaning, .number, isRequired: false) { subject, json in
      if let value = subject[keyPath: path], value.isFinite { json.number(name, value) }
    }
  }

  /// A whole number.
  public static func whole(
    _ name: String, _ meaning: String, _ path: any KeyPath<Subject, Int> & Sendable
  ) -> Self {
    Self(name, meaning, .whole, isRequired: true) { $1.integer(name, $0[keyPath: path]) }
  }

  /// A whole number, or nothing.
  public static func whole(
    _ name: String, _ meaning: String, _ path: any KeyPath<Subject, Int?> & Sendable
  ) -> Self {
    Self(name, meaning, .whole, isRequired: false) { subject, json in
      if let value = subject[keyPath: path] { json.integer(name, value) }
    }
  }

  /// Yes or no.
  public static func flag(
    _ name: String, _ meaning: String, _ path: any KeyPath<Subject, Bool> & Sendable
  ) -> Self {
    Self(name, meaning, .flag, isRequired: true) { $1.boolean(name, $0[keyPath: path]) }
  }

  /// A time.
  public static func time(
    _ name: String, _ meaning: String, _ path: any KeyPath<Subject, Instant> & Sendable
  ) -> Self {
    Self(name, meaning, .time, isRequired: true) { $1.string(name, $0[keyPath: path].description) }
  }

  /// A time, or nothing.
  public static func time(
    _ name: String, _ meaning: String, _ path: any KeyPath<Subject, Instant?> & Sendable
  ) -> Self {
    Self(name, meaning, .time, isRequired: false) { subject, json in
      if let value = subject[keyPath: path] { json.string(name, value.description) }
    }
  }

  /// Texts, or nothing.
  public static func texts(
    _ name: String, _ meaning: String, atMost count: Int, _ path: any KeyPath<Subject, [String]?> & Sendable
  ) -> Self {
    Self(name, meaning, .list(.text, atMost: count), isRequired: false) { subject, json in
      if let value = subject[keyPath: path] { json.strings(name, value) }
    }
  }

  /// An object, or nothing.
  public static func object<Element: LiveDescribed>(
    _ name: String, _ meaning: String, _ path: any KeyPath<Subject, Element?> & Sendable
  ) -> Self {
    Self(name, meaning, .object(Element.shape), isRequired: false) { subject, json in
      if let value = subject[keyPath: path] { json.object(name) { value.write(to: &$0) } }
    }
  }

  /// Objects.
  public static func list<Element: LiveDescribed>(
    _ name: String, _ meaning: String, _ path: any KeyPath<Subject, [Element]> & Sendable
  ) -> Self {
    Self(name, meaning, .list(.object(Element.shape)), isRequired: true) { subject, json in
      json.array(name, subject[keyPath: path]) { json, element in json.object { element.write(to: &$0) } }
    }
  }

  /// Objects of one shape whose text is written already.
  static func written(
    _ name: String, _ meaning: String, _ shape: LiveShape, _ path: any KeyPath<Subject, [String]> & Sendable
  ) -> Self {
    Self(name, meaning, .list(.object(shape)), isRequired: true) { subject, json in
      json.array(name, subject[keyPath: path]) { $0.written(nil, $1) }
    }
  }

  /// An object of one shape whose text is written already.
  static func written(
    _ name: String, _ meaning: String, _ shape: LiveShape, _ path: any KeyPath<Subject, String> & Sendable
  ) -> Self {
    Self(name, meaning, .object(shape), isRequired: true) { $1.written(name, $0[keyPath: path]) }
  }
}
