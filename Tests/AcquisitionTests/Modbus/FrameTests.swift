import Acquisition
import NIOCore
import Plant
import Testing

@Suite struct `Modbus messages` {
  private func frames(_ pieces: [[UInt8]]) throws -> [ModbusFrame] {
    var decoder = ModbusFrameDecoder()
    var buffer = ByteBuffer()
    var frames: [ModbusFrame] = []
    for piece in pieces {
      buffer.writeBytes(piece)
      while let frame = try decoder.decode(buffer: &buffer) { frames.append(frame) }
    }
    return frames
  }

  private static let messages = [
    ModbusFrame(transaction: 1, unit: 3, data: [4, 2, 0xAB, 0xCD]),
    ModbusFrame(transaction: 0xFFFF, unit: 0, data: [1]),
    ModbusFrame(transaction: 7, unit: 255, data: Array(repeating: 9, count: 253)),
  ]

  @Test(arguments: 1...40) func `are found however their bytes are cut and joined`(_ size: Int) throws {
    var buffer = ByteBuffer()
    for message in Self.messages { message.write(into: &buffer) }
    let bytes = Array(buffer.readableBytesView)
    let pieces = stride(from: 0, to: bytes.count, by: size).map { Array(bytes[$0..<min($0 + size, bytes.count)]) }
    #expect(try frames(pieces) == Self.messages)
  }

  @Test(
    arguments: [
      ([0, 1, 0, 1, 0, 2, 1, 1], "protocol number 1"), ([0, 1, 0, 0, 0, 1, 1], "a length of 1"),
      ([0, 1, 0, 0, 0, 255, 1], "a length of 255"), ([0, 1, 0, 0, 0xFF, 0xFF], "a length of 65535"),
    ] as [([UInt8], String)])
  func `that break the protocol are refused before anything is awaited`(_ bytes: [UInt8], _ words: String) {
    #expect { try frames([bytes]) } throws: { ($0 as? ModbusFailure)?.found.contains(words) == true }
  }

  @Test(
    arguments: [
      ([3, 4, 0, 1, 0, 2], nil), ([3, 2, 0, 1], SampleReason.malformedAnswer), ([3, 4, 0, 1, 0], .malformedAnswer),
      ([3, 4, 0, 1, 0, 2, 9], .malformedAnswer), ([4, 4, 0, 1, 0, 2], .malformedAnswer), ([], .malformedAnswer),
      ([0x83], .malformedAnswer), ([0x83, 2], .addressRefused), ([0x83, 1], .functionRefused),
      ([0x83, 3], .lengthRefused), ([0x83, 4], .deviceFailed), ([0x83, 6], .deviceBusy), ([0x83, 11], .gatewayFailed),
      ([0x83, 99], .refused), ([0x84, 2], .malformedAnswer),
    ] as [([UInt8], SampleReason?)])
  func `are answers only where they fit the question`(_ bytes: [UInt8], _ reason: SampleReason?) throws {
    let request = try #require(ModbusRequest(unit: 1, table: .holdingRegister, offset: 0, count: 2))
    do throws(ModbusFailure) {
      #expect(try ModbusAnswer(bytes, to: request) == .registers([1, 2]))
      #expect(reason == nil)
    } catch {
      #expect(error.reason == reason)
    }
  }

  @Test func `ask for no more than the protocol allows`() {
    func exists(_ table: ModbusAddress.Table, _ offset: UInt16, _ count: Int) -> Bool {
      ModbusRequest(unit: 1, table: table, offset: offset, count: count) != nil
    }
    #expect(exists(.inputRegister, 0, 125) && !exists(.inputRegister, 0, 126) && !exists(.inputRegister, 0, 0))
    #expect(exists(.coil, 0, 2000) && !exists(.coil, 0, 2001))
    #expect(exists(.inputRegister, 65_535, 1) && !exists(.inputRegister, 65_535, 2))
  }

  @Test func `hold bits in the order of the protocol`() throws {
    let request = try #require(ModbusRequest(unit: 1, table: .coil, offset: 0, count: 10))
    let answer = try ModbusAnswer([1, 2, 0b0000_0101, 0b10] as [UInt8], to: request)
    #expect(answer == .bits([true, false, true, false, false, false, false, false, false, true]))
  }
}

@Suite struct `Random bytes from a peer` {
  /// A short run of what `make fuzz-modbus` does ten million times: whole messages with a few bytes damaged.
  @Test(arguments: 0..<20) func `end in messages or errors, and are not hoarded`(_ seed: Int) throws {
    var state = UInt64(seed) &* 104_729 &+ 12_345
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    let request = try #require(ModbusRequest(unit: 1, table: .inputRegister, offset: 0, count: 4))
    var (frames, refused, values) = (0, 0, 0)
    for _ in 0..<500 {
      var buffer = ByteBuffer()
      for transaction in 0..<3 {
        ModbusFrame(transaction: UInt16(transaction), unit: 1, data: [4, 8] + (0..<8).map { _ in UInt8(next(256)) })
          .write(into: &buffer)
      }
      var bytes = Array(buffer.readableBytesView)
      for _ in 0..<next(3) { bytes[next(bytes.count)] = UInt8(next(256)) }
      var decoder = ModbusFrameDecoder()
      var rest = ByteBuffer()
      do throws(ModbusFailure) {
        for start in stride(from: 0, to: bytes.count, by: 7) {
          rest.writeBytes(bytes[start..<min(start + 7, bytes.count)])
          while let frame = try decoder.decode(buffer: &rest) {
            frames += 1
            if (try? ModbusAnswer(frame.data, to: request)) != nil { values += 1 }
          }
          #expect(rest.readableBytes < 260 + 7)
        }
      } catch {
        refused += 1
      }
    }
    #expect(frames > 500 && refused > 10 && values > 100)
  }
}
