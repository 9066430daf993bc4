/// A trace with the names that let it be printed as source code.
///
/// Printing is deterministic: the same trace with the same names gives the same text, byte for byte.
public struct EquationListing: Hashable, Sendable {
  /// What a number is called.
  public struct Label: Hashable, Sendable {
    /// An identifier of C and Python: letters, digits, underscores.
    public let name: String
    /// SI unit; "1" for a pure number.
    public let unit: String

    public init(_ name: String, unit: String) {
      self.name = name
      self.unit = unit
    }
  }

  public let trace: Trace
  /// Identifier of the function.
  public let function: String
  /// First lines of the header comment: which model, of what.
  public let title: [String]
  /// Names of the components, shape (n + q).
  public let components: [Label]
  /// Names of the parameters.
  public let parameters: [Label]
  /// Names of constants by their bits; others are printed as numbers.
  public let constants: [UInt64: Label]

  /// - Parameters:
  ///   - function: made an identifier by replacing what does not belong into one.
  ///   - constants: names of numbers; a number that has two, or is a small integer, is printed without.
  public init(
    _ trace: Trace, function: String, title: [String], components: [Label], parameters: [Label] = [],
    constants: [(value: Double, label: Label)] = []
  ) {
    precondition(components.count == trace.dimension + trace.quadratures, "one label per component")
    precondition(parameters.count == trace.parameters, "one label per parameter")
    self.trace = trace
    self.function = Self.identifier(function)
    self.title = title.map(Self.singleLine)
    self.components = components
    self.parameters = parameters
    var names: [UInt64: Label] = [:]
    var ambiguous: Set<UInt64> = []
    for (value, label) in constants where !(value == value.rounded() && abs(value) < 10) {
      if names.updateValue(label, forKey: value.bitPattern) != nil { ambiguous.insert(value.bitPattern) }
    }
    self.constants = names.filter { !ambiguous.contains($0.key) }
  }

  /// What the header says, line by line.
  var header: [String] {
    let kinds = Trace.Function.allCases.map { ($0, trace.count(of: $0)) }.filter { $0.1 > 0 && $0.0 != .negate }
    let functions = kinds.map { "\($0.1) \($0.0.rawValue)" }.joined(separator: ", ")
    var lines = title + ["digest: sha256 \(trace.digest)"]
    lines.append("\(trace.operations) operations\(functions.isEmpty ? "" : ", of these \(functions)"); SI units")
    for (index, label) in components.enumerated() {
      let kind = index < trace.dimension ? "state" : "quadrature, not read"
      lines.append("y[\(index)] \(label.name) [\(label.unit)], \(kind)")
    }
    for (index, label) in parameters.enumerated() { lines.append("p[\(index)] \(label.name) [\(label.unit)]") }
    return lines
  }

  /// The identifier or number that stands for a node where it is used.
  func operand(_ index: Int, number: (Double) -> String) -> String {
    switch trace.nodes[index] {
    case .input(.time): "t"
    case .input(.state(let component)): components[component].name
    case .input(.parameter(let parameter)): parameters[parameter].name
    case .constant(let bits): constants[bits]?.name ?? number(Double(bitPattern: bits))
    case .unary, .binary: "v\(index)"
    }
  }

  /// True when some operation or output reads the clock.
  var readsTime: Bool { trace.nodes.contains(.input(.time)) }

  private static func identifier(_ text: String) -> String {
    let plain = String(text.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
    return plain.first?.isLetter == true ? plain : "f_" + plain
  }

  /// Text that can neither end a comment nor a line.
  private static func singleLine(_ text: String) -> String {
    String(text.map { $0.isNewline ? " " : $0 }).split(separator: "*/", omittingEmptySubsequences: false)
      .joined(separator: "* /")
  }
}
