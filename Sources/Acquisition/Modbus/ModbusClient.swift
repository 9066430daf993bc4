package import NIOCore
import NIOPosix
public import Plant

/// A Modbus device as this process sees it: connects when it is asked something, asks, and lets go of what is broken.
public actor ModbusClient {
  /// Unanswered questions in a row after which a connection counts as dead, though nobody closed it.
  static let silenceMaximum = 2

  private let device: DeviceDescription
  private let group: any EventLoopGroup
  private var connection: ModbusConnection?
  /// A connection under way, shared by all who ask meanwhile.
  private var connecting: Task<ModbusConnection, any Error>?
  private var silence = 0
  /// Connections made so far.
  public private(set) var connections = 0

  /// A client that has not connected yet.
  public init(_ device: DeviceDescription) {
    self.init(device, on: MultiThreadedEventLoopGroup.singleton)
  }

  /// A client on event loops of the caller's.
  package init(_ device: DeviceDescription, on group: any EventLoopGroup) {
    self.device = device
    self.group = group
  }

  /// Asks the device; connects first if need be.
  public func read(_ request: ModbusRequest) async throws(ModbusFailure) -> ModbusAnswer {
    let place = "\(device.id), \(request)"
    let connection = try await connected()
    do {
      let answer = try await connection.read(request)
      silence = 0
      await rest(connection)
      return answer
    } catch {
      await note(error, connection)
      throw error.at(place)
    }
  }

  /// Closes the connection, if there is one. The next question opens another.
  public func close() async {
    if let connecting {
      self.connecting = nil
      if let late = try? await connecting.value { await late.close() }
    }
    if let connection { await drop(connection) }
  }

  private func connected() async throws(ModbusFailure) -> ModbusConnection {
    if let connection {
      if connection.isOpen { return connection }
      await drop(connection)
    }
    if connecting == nil {
      let (device, group) = (device, group)
      connecting = Task {
        let fresh = try await ModbusConnection.open(device, on: group)
        if device.quirks.contains(.pauseAfterConnecting) { try? await Task.sleep(for: .milliseconds(100)) }
        return fresh
      }
    }
    guard let connecting else { throw ModbusFailure(.notConnected("closed"), place: device.id) }
    do {
      let fresh = try await connecting.value
      if connection == nil, self.connecting == connecting {
        connection = fresh
        connections += 1
        silence = 0
      }
      if self.connecting == connecting { self.connecting = nil }
      return fresh
    } catch {
      if self.connecting == connecting { self.connecting = nil }
      throw error as? ModbusFailure ?? ModbusFailure(.notConnected("\(error)"), place: device.id)
    }
  }

  private func rest(_ connection: ModbusConnection) async {
    if device.quirks.contains(.pauseBetweenRequests) { try? await Task.sleep(for: .milliseconds(20)) }
    if device.quirks.contains(.connectionPerRequest) { await drop(connection) }
  }

  /// Learns from a failure whether the connection can still be used.
  private func note(_ failure: ModbusFailure, _ connection: ModbusConnection) async {
    switch failure.kind {
    case .exception:
      silence = 0
      await rest(connection)
    case .timedOut:
      silence += 1
      if silence >= Self.silenceMaximum { await drop(connection) }
    case .notConnected, .connectionLost, .malformed: await drop(connection)
    }
  }

  private func drop(_ broken: ModbusConnection) async {
    if let connection, connection === broken { self.connection = nil }
    await broken.close()
  }
}
