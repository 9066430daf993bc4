extension Rule {
  private static let pureTargets: Set<String?> = [
    "Quantities", "Integrators", "Foaming", "Plant", "Columnar", "Learning",
  ]

  static let purity = [
    forbid(
      "a pure target touches no world", in: { pureTargets.contains($0.target) },
      [
        ("\\bimport\\s+(Foundation\\w*|Glibc|Musl|Darwin|Dispatch|Android)\\b", "a pure target imports no system"),
        ("\\b(print|debugPrint|dump|readLine|fopen|getenv)\\s*\\(", "a pure target reads and writes nothing"),
        ("\\b(FileManager|FileHandle|ProcessInfo|CommandLine)\\b", "a pure target does not ask its process"),
        ("\\b(Date|DispatchTime|ContinuousClock|SuspendingClock)\\b", "time is a parameter"),
        ("\\bTask\\s*(\\{|\\(|<|\\.)", "a pure target starts no work of its own"),
        ("\\bSystemRandomNumberGenerator\\b|\\.random\\s*\\(\\s*in:[^,()]*\\)", "randomness is a parameter"),
      ])
  ]

  static let hazards = [
    forbid(
      "no source can trap by carelessness", in: { $0.target != nil },
      [
        ("\\btry!", "throw, or prove it with a precondition"),
        ("\\bas!", "cast conditionally"),
        ("\\bfatalError\\s*\\(", "use a precondition with a sentence"),
        ("\\bcatch\\s*\\{\\s*\\}", "catch only where you can act"),
        ("@unchecked\\s+Sendable", "give the state an owner"),
      ]),
    Rule(
      name: "nothing is left for later in the code", applies: { $0.isSwift && !$0.path.hasPrefix("Tests/TidyTests") }
    ) {
      breaches(of: "\\b(TODO|FIXME|XXX|HACK)\\b", why: "do it, or put it on the road map", in: $0.text)
    },
  ]

  static let words = [
    Rule(name: "spelling is American", applies: { !$0.path.hasPrefix("Tests/TidyTests") }) {
      breaches(
        of: britishStems.joined(separator: "|"), why: "American spelling",
        in: foreignWords.reduce($0.text.lowercased()) { $0.replacing($1, with: "foreign") })
    },
    Rule(name: "no path of one machine", applies: { !$0.path.hasPrefix("Tests/TidyTests") }) {
      breaches(
        of: "(^|[\\s\"'`(=:])/(work|home|root|Users)/[\\w.]+", why: "paths are relative or parameters", in: $0.text)
    },
  ]

  /// Words fixed by others: an attribute of HTML, a name in a published reference.
  private static let foreignWords = ["aria-labelledby", "flexible_moulded", "rho_moulded"]

  private static let britishStems = [
    "mould", "colour", "behaviour", "favour", "neighbour", "initialis", "optimis", "normalis", "organis(e|ing|ation)",
    "summaris", "polymeris", "vaporis", "trimeris", "minimis", "maximis", "serialis", "recognis", "characteris",
    "analys(e|ing)\\b", "grey", "centre", "litre", "fibre", "catalogue", "artefact", "licence", "modell(ed|ing)",
    "labell(ed|ing)", "(milli|centi|kilo)metre", "\\bmetres?\\b",
  ]
}
