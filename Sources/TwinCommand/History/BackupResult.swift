import Historian
import Twin

/// What a backup or its way back made, and whether it is whole.
struct BackupResult {
  let from: String
  let to: String
  let bytes: Int?
  let crc32c: UInt32?
  let finding: HistorianDiagnosis

  var text: String {
    let sum = bytes.map { ", \($0) bytes, crc32c \(BackupFile.hex(crc32c ?? 0))" } ?? ""
    return "\(from) → \(to): \(HistorianCheck.words(finding))\(sum)\n" + finding.problems.map { "  \($0)\n" }.joined()
  }

  func json(_ kind: String) -> String {
    var json = JSONWriter()
    json.object { json in
      json.string("schema", "pur-mold-twin/\(kind)/1")
      json.string("from", from)
      json.string("to", to)
      if let bytes { json.integer("bytes", bytes) } else { json.null("bytes") }
      json.string("crc32c", crc32c.map { BackupFile.hex($0) })
      json.integer("samples", finding.samples)
      json.integer("blocks", finding.blocks)
      json.integer("artifacts", finding.artifacts)
      json.strings("problems", finding.problems)
    }
    return json.text + "\n"
  }
}
