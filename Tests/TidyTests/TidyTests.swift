import Testing

@Suite("The tree keeps the rules of the house")
struct TidyTests {
  @Test("The scanner finds the files it is to judge")
  func treeIsFound() {
    let targets = Set(SourceTree.shared.files.compactMap(\.target))
    #expect(targets.isSuperset(of: ["Quantities", "Integrators", "Foaming", "Twin", "TwinCommand"]))
    #expect(SourceTree.shared.files.contains { $0.path == "Package.swift" })
  }

  @Test("Every file keeps the rule", arguments: Rule.all)
  func fileKeeps(_ rule: Rule) {
    for file in SourceTree.shared.files where rule.applies(file) {
      for breach in rule.breaches(file) {
        Issue.record("\(file.path):\(breach.line): \(breach.message)")
      }
    }
  }
}
