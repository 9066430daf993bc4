import Foundation
import HTTPTypes
import NIOCore
import Testing
import Twin
import TwinServer

@Suite("Bodies are packed for who asks for it, and unpacked within limits")
struct CompressionTests {
  private let body = #"{"scenario": "car-seat"}"#

  private func packed(_ bytes: [UInt8], _ coding: ContentCoding) throws -> [UInt8] {
    let packer = try Packer(coding)
    var buffer = try packer.pack(ByteBuffer(bytes: bytes[..<(bytes.count / 2)]), isLast: false)
    var rest = try packer.pack(ByteBuffer(bytes: bytes[(bytes.count / 2)...]), isLast: true)
    buffer.writeBuffer(&rest)
    return Array(buffer.readableBytesView)
  }

  @Test("What is packed comes back byte for byte", arguments: ContentCoding.allCases)
  func roundTrip(coding: ContentCoding) throws {
    var generator = SeededBytes(seed: 7)
    for count in [0, 1, 100, 16_384, 300_000] {
      let noise = (0..<count).map { _ in generator.next() }
      for bytes in [noise, [UInt8](repeating: 65, count: count)] {
        let found = try packed(bytes, coding)
        #expect(try Unpacker.unpack(found, coding, limit: count) == bytes)
        if count > 1 {
          #expect(throws: Unpacker.Failure.self) { try Unpacker.unpack(found, coding, limit: count - 1) }
          #expect(throws: Unpacker.Failure.malformed) {
            try Unpacker.unpack(Array(found.dropLast()), coding, limit: count)
          }
          #expect(throws: Unpacker.Failure.malformed) { try Unpacker.unpack(found + [0], coding, limit: count) }
        }
      }
    }
  }

  @Test("Answers are packed as asked", arguments: ContentCoding.allCases)
  func answers(coding: ContentCoding) async throws {
    let service = try MadeService()
    let plain = try await service.call(.post, "/api/v1/simulate", body: body) { Array($0.body.readableBytesView) }
    try await service.call(.post, "/api/v1/simulate", body: body, headers: [.acceptEncoding: "br, \(coding.rawValue)"])
    {
      #expect($0.headers[.contentEncoding] == coding.rawValue)
      #expect($0.headers[.vary]?.contains("Accept-Encoding") == true)
      let bytes = Array($0.body.readableBytesView)
      #expect(bytes.count < plain.count / 2)
      let unpacked = try Unpacker.unpack(bytes, coding, limit: plain.count)
      #expect(unpacked.count == plain.count)
    }
    try await service.call(.post, "/api/v1/simulate", body: body, headers: [.acceptEncoding: "gzip;q=0, br"]) {
      #expect($0.headers[.contentEncoding] == nil && $0.body.readableBytes == plain.count)
    }
    try await service.call(.get, "/version", as: nil, headers: [.acceptEncoding: coding.rawValue]) {
      #expect($0.headers[.contentEncoding] == nil, "too small to be worth it")
    }
  }

  @Test("Requests may come packed; what unpacks to too much, to nothing or in an unknown way is refused")
  func requests() async throws {
    let service = try MadeService { $0.bodyMaximum = 2000 }
    func status(_ bytes: [UInt8], _ encoding: String) async throws -> Int {
      try await service.call(
        .post, "/api/v1/simulate", bytes: bytes,
        headers: [.contentEncoding: encoding, .contentType: "application/json"]
      ) { $0.status.code }
    }
    for coding in ContentCoding.allCases {
      #expect(try await status(packed(Array(body.utf8), coding), coding.rawValue) == 200)
      #expect(try await status(packed([UInt8](repeating: 32, count: 100_000), coding), coding.rawValue) == 413)
      #expect(try await status(Array(body.utf8), coding.rawValue) == 400)
    }
    #expect(try await status(Array(body.utf8), "br") == 415)
    #expect(try await status(Array(body.utf8), "identity") == 200)
  }

  @Test("Weights decide, and a coding of weight 0 is not taken")
  func weights() {
    #expect(ContentCoding.accepted(by: nil) == nil)
    #expect(ContentCoding.accepted(by: "") == nil)
    #expect(ContentCoding.accepted(by: "gzip;q=0.2, deflate;q=0.5") == .deflate)
    #expect(ContentCoding.accepted(by: "GZIP") == .gzip)
    #expect(ContentCoding.accepted(by: "gzip;q=0") == nil)
    #expect(ContentCoding.accepted(by: "*") != nil)
    #expect(ContentCoding.accepted(by: "*, gzip;q=0") == .deflate)
    #expect(ContentCoding.accepted(by: "br, identity") == nil)
  }
}

/// Bytes that look random and are the same every time (SplitMix64).
private struct SeededBytes {
  var state: UInt64
  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt8 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return UInt8(truncatingIfNeeded: z ^ (z >> 31))
  }
}
