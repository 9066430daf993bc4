import Columnar
import Foundation
import Integrators
import Learning

/// Tables of `build-features` as one, with the digest of their bytes.
struct FeatureTables {
  let table: ColumnTable
  /// SHA-256 of the file; of several, of the lines of their digests.
  let digest: String

  /// Larger files than this are refused.
  private static let bytesMaximum = 2 << 30

  /// Reads files, one at least, all of the schema of this program.
  init(_ paths: [String], option: String, schema: FeatureSchema = .current) throws {
    var (tables, digests) = ([ColumnTable](), [String]())
    for path in paths {
      let bytes = try Self.bytes(path, option: option)
      digests.append(SHA256Digest(bytes).description)
      let table: ColumnTable
      do throws(ColumnarError) {
        table =
          bytes.starts(with: Array("PAR1".utf8))
          ? try ColumnTable(parquet: bytes) : try ColumnTable(csv: bytes, schema: schema.columns)
      } catch {
        throw CommandFailure(
          .dataUnusable, place: path + (error.column.map { ", column `\($0)`" } ?? ""), found: error.found,
          expected: error.expected, remedy: "build the features again with this program")
      }
      do throws(FeatureSchemaMismatch) { try schema.check(table) } catch {
        throw CommandFailure(
          .dataUnusable, place: path, found: error.found, expected: "\(error.expected), as `build-features` writes it",
          remedy: "build the features again with this program")
      }
      tables.append(table)
    }
    table = try ColumnTable.stacked(tables)
    digest = digests.count == 1 ? digests[0] : SHA256Digest(digests.joined(separator: "\n")).description
  }

  private static func bytes(_ path: String, option: String) throws(CommandFailure) -> [UInt8] {
    guard let file = FileHandle(forReadingAtPath: path), !ProgramPlace.isFolder(URL(filePath: path)) else {
      throw CommandFailure(
        place: option, found: "`\(path)`, which cannot be read", expected: "a table of build-features",
        remedy: "check the path")
    }
    defer { try? file.close() }
    guard let size = try? file.seekToEnd(), size <= bytesMaximum, (try? file.seek(toOffset: 0)) != nil,
      let data = try? file.readToEnd() ?? Data()
    else {
      throw CommandFailure(
        .dataUnusable, place: path, found: "a file that cannot be read, or too large a one",
        expected: "at most \(bytesMaximum) bytes")
    }
    return Array(data)
  }
}
