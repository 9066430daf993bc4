import Foundation
import Testing

@Suite("The catalog is found from anywhere")
struct CatalogTests {
  private func systems(_ run: Program.Run) throws -> [String] {
    let list = try #require(try run.json["systems"] as? [[String: Any]])
    return list.compactMap { $0["id"] as? String }
  }

  @Test("From the root folder, a program in its build folder uses its checkout")
  func fromCheckout() throws {
    let run = try Program().run(["systems", "list", "--output", "json"], in: URL(filePath: "/"))
    #expect(run.status == 0)
    #expect(try systems(run).contains("flexible-molded"))
  }

  @Test("An installed program uses the catalog beside it")
  func installed() throws {
    try Scratch.with { prefix in
      let files = FileManager.default
      let (bin, share) = (prefix.appending(path: "bin"), prefix.appending(path: "share/pur-mold-twin"))
      for folder in [bin, share.appending(path: "Systems")] {
        try files.createDirectory(at: folder, withIntermediateDirectories: true)
      }
      try files.copyItem(at: Program.built, to: bin.appending(path: "pur-mold-twin"))
      try copySystem("flexible-molded", to: share)
      try Data("0123456789abcdef\n".utf8).write(to: share.appending(path: "revision"))
      let program = try Program(bin.appending(path: "pur-mold-twin"))
      let run = try program.run(["systems", "list", "--output", "json"], in: URL(filePath: "/"))
      #expect(try systems(run) == ["flexible-molded"])
      #expect(try program.run("version").output.contains("git 0123456789ab"))
    }
  }

  @Test("PUR_MOLD_TWIN_HOME comes first, and a wrong one is an error")
  func home() throws {
    try Scratch.with { home in
      try FileManager.default.createDirectory(
        at: home.appending(path: "Systems"), withIntermediateDirectories: true)
      try copySystem("system-r1", to: home)
      let run = try Program().run("systems", "list", "--output", "json", environment: ["PUR_MOLD_TWIN_HOME": home.path])
      #expect(try systems(run) == ["system-r1"])
    }
    let wrong = try Program().run("systems", "list", environment: ["PUR_MOLD_TWIN_HOME": "nowhere"])
    #expect(wrong.status == 2)
    #expect(wrong.words.contains("PUR_MOLD_TWIN_HOME"))
  }

  @Test("A system file named by --systems takes the place of the catalog's")
  func shadowing() throws {
    try Scratch.with { folder in
      let original = Program.checkout.appending(path: "Systems/system-r1.yaml")
      let text = try String(contentsOf: original, encoding: .utf8).replacing(/(?m)^name:.*$/, with: "name: Mine")
      let mine = folder.appending(path: "mine.yaml")
      try Data(text.utf8).write(to: mine)
      let run = try Program().run(["systems", "show", "system-r1", "--systems", mine.path], in: folder)
      #expect(run.status == 0)
      #expect(run.output.hasPrefix("system-r1: Mine"))
    }
  }

  private func copySystem(_ id: String, to root: URL) throws {
    let name = "Systems/\(id).yaml"
    try FileManager.default.copyItem(at: Program.checkout.appending(path: name), to: root.appending(path: name))
  }
}
