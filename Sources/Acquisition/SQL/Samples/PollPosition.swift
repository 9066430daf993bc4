import Databases
import Foundation
import Plant

/// How far a table was read, kept in a file over a restart.
struct PollPosition: Codable {
  /// What the position is of: another table or column begins anew.
  let table: String
  let order: String
  /// The kind of the value, and the value as text.
  let kind: String
  let value: String

  /// The position of a value; `nil` for one that cannot be kept.
  init?(_ table: SampleTableDescription, _ greatest: SQLCell) {
    self.table = table.table.description
    order = table.columns.order.name
    switch greatest {
    case .integer(let number): (kind, value) = ("integer", String(number))
    case .double(let number): (kind, value) = ("double", "\(number)")
    case .text(let text): (kind, value) = ("text", text)
    case .instant(let time): (kind, value) = ("instant", String(time))
    case .clock(let time): (kind, value) = ("clock", String(time))
    case .null, .bytes: return nil
    }
  }

  /// The value, if it is one of this table.
  func cell(_ table: SampleTableDescription) -> SQLCell? {
    guard self.table == table.table.description, order == table.columns.order.name else { return nil }
    return switch kind {
    case "integer": Int64(value).map { .integer($0) }
    case "double": Double(value).map { .double($0) }
    case "text": .text(value)
    case "instant": Int64(value).map { .instant($0) }
    case "clock": Int64(value).map { .clock($0) }
    default: nil
    }
  }

  /// Reads the file; `nil` where there is none, or none of this table.
  static func read(_ path: String, of table: SampleTableDescription) -> SQLCell? {
    FileManager.default.contents(atPath: path).flatMap { try? JSONDecoder().decode(PollPosition.self, from: $0) }?
      .cell(table)
  }

  /// Writes the file whole. Where that fails a restart reads more again, which the historian knows.
  func write(_ path: String) {
    guard let data = try? JSONEncoder().encode(self) else { return }
    try? data.write(to: URL(filePath: path), options: .atomic)
  }
}
