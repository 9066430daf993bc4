import Plant
import Quantities

extension FieldReader {
  /// An alarm rule of a machine; its identifier is `machine.alarm`.
  func alarm(of machine: MachineDescription, _ names: SignalNames) -> AlarmRule? {
    let keys = [
      "id", "name", "signal", "above", "below", "outside", "equals", "unusable", "hysteresis", "priority", "on_delay",
      "off_delay", "latched", "when_unknown", "chatter", "group", "suppressed_while", "consequence", "response",
    ]
    guard let fields = fields(keys) else { return nil }
    let id = fields.require("id", "an identifier")?.identifier()
    let place = fields.require("signal", "a signal of this machine")?.signalPlace(machine, names)
    guard let id, let place, let condition = condition(fields, names.signals[Int(place.rawValue)]) else { return nil }
    var rule = AlarmRule(
      id: "\(machine.id).\(id)", name: fields["name"]?.text() ?? id, signal: place, condition: condition)
    if let word = fields["priority"]?.choice(AlarmPriority.allCases.map(\.rawValue)),
      let priority = AlarmPriority(rawValue: word)
    {
      rule.priority = priority
    }
    rule.onDelay = fields["on_delay"]?.siValue(TimeSpanDimension.self, in: 0...86_400) ?? 0
    rule.offDelay = fields["off_delay"]?.siValue(TimeSpanDimension.self, in: 0...86_400) ?? 0
    rule.isLatched = fields["latched"]?.flag() ?? false
    if let word = fields["when_unknown"]?.choice(AlarmRule.UnknownPolicy.allCases.map(\.rawValue)),
      let policy = AlarmRule.UnknownPolicy(rawValue: word)
    {
      rule.whenUnknown = policy
    }
    rule.flapGuard = fields["chatter"]?.flapGuard()
    rule.group = fields["group"]?.identifier()
    if let field = fields["suppressed_while"] {
      guard let suppression = field.suppression(machine, names) else { return nil }
      rule.suppression = suppression
    }
    rule.consequence = fields["consequence"]?.text() ?? ""
    rule.response = fields["response"]?.text() ?? ""
    return rule
  }

  private static let conditions = ["above", "below", "outside", "equals", "unusable"]

  /// Exactly one of the keys that state a condition.
  private func condition(_ fields: Fields, _ signal: SignalDescription) -> AlarmCondition? {
    let stated = Self.conditions.filter { fields[$0] != nil }
    guard let key = stated.first, stated.count == 1, let field = fields[key] else {
      report(
        found: stated.isEmpty ? "no condition" : stated.joined(separator: " and "),
        expected: "exactly one of \(Self.conditions.joined(separator: ", "))")
      return nil
    }
    if signal.type == .text, key != "unusable" {
      field.report(expected: "only `unusable`: the signal is a text")
      return nil
    }
    let takesHysteresis = ["above", "below", "outside"].contains(key)
    if !takesHysteresis { fields["hysteresis"]?.report(expected: "no hysteresis beside `\(key)`") }
    let hysteresis = takesHysteresis ? fields["hysteresis"].map { $0.change(of: signal) } ?? 0 : 0
    guard let hysteresis else { return nil }
    switch key {
    case "above": return field.value(of: signal).map { .above($0, hysteresis: hysteresis) }
    case "below": return field.value(of: signal).map { .below($0, hysteresis: hysteresis) }
    case "outside":
      guard let range = field.valueRange(of: signal) else { return nil }
      guard 2 * hysteresis <= range.upperBound - range.lowerBound else {
        report(found: "a hysteresis above half of the range", expected: "a range that the alarm can return to")
        return nil
      }
      return .outside(range, hysteresis: hysteresis)
    case "equals": return field.value(of: signal).map { .equals($0) }
    default:
      if field.flag() == true { return .unusable }
      field.report(expected: "`unusable: true`")
      return nil
    }
  }

  private func flapGuard() -> FlapGuard? {
    guard let fields = fields(["count", "window", "quiet"]) else { return nil }
    var guardian = FlapGuard()
    if let count = fields["count"]?.count(in: 2...100) { guardian.count = count }
    if let window = fields["window"]?.siValue(TimeSpanDimension.self, in: 1...86_400) { guardian.window = window }
    if let quiet = fields["quiet"]?.siValue(TimeSpanDimension.self, in: 1...86_400) { guardian.quiet = quiet }
    return guardian
  }

  private func suppression(_ machine: MachineDescription, _ names: SignalNames) -> AlarmSuppression? {
    guard let fields = fields(["signal"] + Self.conditions.dropLast() + ["hysteresis"]) else { return nil }
    guard let place = fields.require("signal", "the signal that says so")?.signalPlace(machine, names),
      let condition = condition(fields, names.signals[Int(place.rawValue)])
    else { return nil }
    return AlarmSuppression(signal: place, condition: condition)
  }

  /// The place of a signal that this value names.
  func signalPlace(_ machine: MachineDescription, _ names: SignalNames) -> SignalIndex? {
    guard let word = text() else { return nil }
    if let place = names.place(word, machine: machine) { return place }
    report(expected: "a signal of the plant", remedy: suggestion(among: names.words(machine)))
    return nil
  }
}
