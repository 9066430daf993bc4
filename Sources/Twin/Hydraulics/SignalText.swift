package import Learning

/// The text of one signal: a row per load cycle, a number per sample.
package enum SignalText {
  /// Number of cycles that is still believed.
  private static let cyclesMaximum = 10_000_000

  /// Means over each second of each cycle, shape (cycles, 60).
  ///
  /// Rows have as many numbers as the signal has samples in a cycle, or one for each second; tabs or blanks stand
  /// between them. A sample that says `NaN` is missing, and its second with it.
  ///
  /// - Parameter file: name of the file, for errors.
  /// - Throws: `FileErrors` with file, line and sample.
  package static func means(_ bytes: [UInt8], _ sensor: HydraulicSensor, file: String) throws(FileErrors) -> [[Double]]
  {
    let span = bytes.span
    var cycles: [[Double]] = []
    var row: [Double] = []
    row.reserveCapacity(sensor.samplesPerCycle)
    var (place, line) = (0, 1)
    while place < span.count {
      row.removeAll(keepingCapacity: true)
      while true {
        skipBlanks(span, &place)
        guard place < span.count, span[place] != 10 else { break }
        let start = place
        guard let number = DecimalScan.short(span, &place) ?? slow(span, &place), isEnd(span, place) else {
          throw malformed(span, start, file, line, sample: row.count + 1)
        }
        row.append(number)
        guard row.count <= sensor.samplesPerCycle else { break }
      }
      if row.isEmpty, rest(span, place) { break }
      cycles.append(try seconds(row, sensor, file, line))
      guard cycles.count <= cyclesMaximum else {
        throw FileErrors(
          FileError(.file(file, line: line), found: "more cycles", expected: "at most \(cyclesMaximum)"))
      }
      place += 1
      line += 1
    }
    guard !cycles.isEmpty else {
      throw FileErrors(FileError(.file(file), found: "no cycle", expected: "a line for each load cycle"))
    }
    return cycles
  }

  private static func skipBlanks(_ bytes: Span<UInt8>, _ place: inout Int) {
    while place < bytes.count, bytes[place] == 9 || bytes[place] == 32 || bytes[place] == 13 { place += 1 }
  }

  private static func isEnd(_ bytes: Span<UInt8>, _ place: Int) -> Bool {
    guard place < bytes.count else { return true }
    let byte = bytes[place]
    return byte == 9 || byte == 10 || byte == 13 || byte == 32
  }

  /// Whether nothing but blanks and empty lines is left.
  private static func rest(_ bytes: Span<UInt8>, _ place: Int) -> Bool {
    for next in place..<bytes.count where !isEnd(bytes, next) { return false }
    return true
  }

  /// A number with an exponent or many digits, or `NaN`.
  private static func slow(_ bytes: Span<UInt8>, _ place: inout Int) -> Double? {
    let (word, end) = word(bytes, place)
    let isMissing = word.lowercased() == "nan"
    guard let number = isMissing ? .nan : Double(word), isMissing || number.isFinite else { return nil }
    place = end
    return number
  }

  /// At most 40 bytes up to the next blank, and where they end.
  private static func word(_ bytes: Span<UInt8>, _ start: Int) -> (text: String, end: Int) {
    var end = start
    var word: [UInt8] = []
    while !isEnd(bytes, end), word.count < 40 {
      word.append(bytes[end])
      end += 1
    }
    return (String(decoding: word, as: UTF8.self), end)
  }

  private static func malformed(
    _ bytes: Span<UInt8>, _ start: Int, _ file: String, _ line: Int, sample: Int
  ) -> FileErrors {
    let word = word(bytes, start).text
    return FileErrors(
      FileError(
        .file(file, line: line), found: "`\(word)` as sample \(sample)",
        expected: "a number, or NaN where none was read",
        remedy: "tabs stand between numbers, a point before decimals"))
  }

  /// Means over whole seconds.
  private static func seconds(
    _ row: [Double], _ sensor: HydraulicSensor, _ file: String, _ line: Int
  ) throws(FileErrors) -> [Double] {
    let seconds = HydraulicCycle.seconds
    guard row.count == seconds || row.count == sensor.samplesPerCycle else {
      let full = sensor.samplesPerCycle == seconds ? "" : ", or \(seconds) means over seconds"
      let found = row.count > sensor.samplesPerCycle ? "more than \(sensor.samplesPerCycle)" : "\(row.count)"
      throw FileErrors(
        FileError(
          .file(file, line: line), found: "\(found) samples of \(sensor.rawValue)",
          expected: "\(sensor.samplesPerCycle) samples in a cycle\(full)"))
    }
    return means(row, sensor) ?? row
  }

  /// Means over whole seconds of one cycle; `nil` for numbers that are neither as many as the signal has in a cycle nor
  /// one for each second.
  package static func means(_ row: [Double], _ sensor: HydraulicSensor) -> [Double]? {
    let seconds = HydraulicCycle.seconds
    guard row.count != seconds else { return row }
    guard row.count == sensor.samplesPerCycle else { return nil }
    let width = row.count / seconds
    return (0..<seconds).map { second in
      row[second * width..<(second + 1) * width].reduce(0, +) / Double(width)
    }
  }
}

/// The text of what was set: cooler, valve, pump, accumulator and stable flag, a line per cycle.
package enum ProfileText {
  /// Labels of each cycle.
  /// - Throws: `FileErrors` with file, line and what numbers there may be.
  package static func labels(_ bytes: [UInt8], file: String) throws(FileErrors) -> [HydraulicLabels] {
    let text = try fileText(bytes: bytes, file: file)
    var labels: [HydraulicLabels] = []
    let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
    for (index, line) in lines.enumerated() {
      let words = line.split { $0 == "\t" || $0 == " " }
      if words.isEmpty, lines[index...].allSatisfy({ $0.allSatisfy(\.isWhitespace) }) { break }
      guard words.count == HydraulicTarget.allCases.count else {
        throw FileErrors(
          FileError(
            .file(file, line: index + 1), found: "\(words.count) numbers",
            expected: "five: \(HydraulicTarget.allCases.map(\.rawValue).joined(separator: ", "))"))
      }
      var levels: [Int] = []
      for (target, word) in zip(HydraulicTarget.allCases, words) {
        guard let code = Double(word).flatMap({ Int(exactly: $0) }), let level = target.level(ofCode: code) else {
          throw FileErrors(
            FileError(
              .file(file, line: index + 1), path: target.rawValue, found: "`\(word.prefix(40))`",
              expected: "one of \(target.levels.map { "\($0.code)" }.joined(separator: ", "))"))
        }
        levels.append(level)
      }
      labels.append(HydraulicLabels(levels))
    }
    guard !labels.isEmpty else {
      throw FileErrors(FileError(.file(file), found: "no cycle", expected: "a line for each load cycle"))
    }
    return labels
  }
}
