// swift-format-ignore-file: OrderedImports
// Glibc comes first in the first file of the module: loaded after the modules of the service, the compiler takes `stat`
// for a type of CDispatch, which nobody can import.
import Glibc
import Foundation
import Integrators
import JAXBackend

#if Sundials
  import Sundials
#endif

/// The integrators of this program: those of the package, those compiled in behind a trait, and the one that runs in a
/// Python process, where there is one.
enum Backends {
  /// Every method, the usual choice first.
  static var entries: [IntegratorCatalog.Entry] {
    var entries = IntegratorCatalog.entries
    #if Sundials
      entries.append(CVODE.entry)
    #endif
    if JAXInterpreter.find() != nil { entries.append(Diffrax.entry) }
    return entries
  }

  /// A method this program knows but cannot offer as it stands.
  struct Missing {
    let name: String
    /// Why, after the name.
    let reason: String
    /// How to get it.
    let remedy: String
  }

  /// Methods this program cannot offer, and how to get them.
  static var missing: [Missing] {
    var missing: [Missing] = []
    #if !Sundials
      missing.append(
        Missing(
          name: "cvode", reason: "which this program was built without",
          remedy: "to get it: apt-get install libsundials-dev, then in the sources: "
            + "swift build -c release --traits Sundials --product pur-mold-twin"))
    #endif
    if JAXInterpreter.find() == nil {
      missing.append(
        Missing(
          name: Diffrax.name, reason: "for which no Python with JAX and diffrax was found",
          remedy: JAXInterpreter.remedy))
    }
    return missing
  }

  /// The method named `name`, or `nil`.
  static func integrator(named name: String) -> (any Integrator)? {
    entries.first { $0.name == name }?.integrator
  }

  /// What there is to say about each method: whether it can be used, and with what.
  ///
  /// Starts the Python process of `jax` to see what it has.
  static var states: [(name: String, isWell: Bool, words: String)] {
    entries.map { entry in
      guard let diffrax = entry.integrator as? Diffrax, let interpreter = diffrax.interpreter else {
        return (entry.name, true, entry.summary)
      }
      do {
        let found = try interpreter.versions()
        let words = "jax \(found.jax), diffrax \(found.diffrax), Python \(found.python): \(interpreter.url.path)"
        return (entry.name, true, words)
      } catch {
        return (entry.name, false, "\(error)")
      }
    } + missing.map { ($0.name, true, "not available, \($0.reason); \($0.remedy)") }
  }
}
