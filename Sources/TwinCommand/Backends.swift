import Integrators

#if Sundials
  import Sundials
#endif

/// The integrators of this program: those of the package, and those compiled in behind a trait.
enum Backends {
  /// Every method, the usual choice first.
  static var entries: [IntegratorCatalog.Entry] {
    #if Sundials
      IntegratorCatalog.entries + [CVODE.entry]
    #else
      IntegratorCatalog.entries
    #endif
  }

  /// Methods this program was built without, and how to get them.
  static var missing: [(name: String, remedy: String)] {
    #if Sundials
      []
    #else
      [
        (
          "cvode",
          "to get it: apt-get install libsundials-dev, then in the sources: "
            + "swift build -c release --traits Sundials --product pur-mold-twin"
        )
      ]
    #endif
  }

  /// The method named `name`, or `nil`.
  static func integrator(named name: String) -> (any Integrator)? {
    entries.first { $0.name == name }?.integrator
  }
}
