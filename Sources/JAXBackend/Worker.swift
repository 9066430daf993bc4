import Foundation

/// One Python process and the socket to it.
///
/// A socket, because writing to a process that has died is then an error and no signal.
final class Worker {
  private let process: Process
  private let socket: Int32
  let versions: JAXInterpreter.Versions

  init(_ interpreter: JAXInterpreter) throws(JAXUnavailable) {
    let path = interpreter.url.path
    guard FileManager.default.isExecutableFile(atPath: path) else {
      throw JAXUnavailable("no Python with JAX: \(path) is no program")
    }
    var ends: [Int32] = [-1, -1]
    guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
      throw JAXUnavailable("no socket to a Python with JAX: \(String(cString: strerror(errno)))")
    }
    let (near, far) = (ends[0], FileHandle(fileDescriptor: ends[1], closeOnDealloc: true))
    let process = Process()
    process.executableURL = interpreter.url
    process.arguments = ["-B", "-c", String(decoding: PackageResources.worker_py, as: UTF8.self)]
    process.standardInput = far
    process.standardOutput = far
    process.standardError = FileHandle.nullDevice
    do {
      try process.run()
    } catch {
      close(near)
      throw JAXUnavailable("the Python \(path) does not start: \(error.localizedDescription)")
    }
    try? far.close()
    do throws(JAXUnavailable) {
      versions = try Self.greeting(near, path)
    } catch {
      kill(process.processIdentifier, SIGKILL)
      close(near)
      throw error
    }
    self.process = process
    socket = near
  }

  /// What the worker says when it is ready.
  private static func greeting(_ socket: Int32, _ path: String) throws(JAXUnavailable) -> JAXInterpreter.Versions {
    let (hello, _) = try receive(socket, deadline: .now + .seconds(startLimit))
    guard hello.ok, let python = hello.python, let jax = hello.jax, let diffrax = hello.diffrax else {
      throw JAXUnavailable("the Python \(path) lacks JAX or diffrax: \(hello.words ?? "no reason given")")
    }
    return JAXInterpreter.Versions(python: python, jax: jax, diffrax: diffrax)
  }

  deinit {
    kill(process.processIdentifier, SIGKILL)
    close(socket)
  }

  /// Seconds a worker may take to start, and to answer: compiling some thousand operations takes a minute or two.
  private static let startLimit = 120
  private static let answerLimit = 600

  /// Sends a request and waits for its answer.
  func exchange(
    _ request: WorkerRequest, _ numbers: [Double]
  ) throws(JAXUnavailable) -> (answer: WorkerAnswer, numbers: [Double]) {
    var request = request
    request.count = numbers.count
    guard var bytes = try? JSONEncoder().encode(request) else {
      throw JAXUnavailable("a request that cannot be written: \(request)")
    }
    bytes.append(UInt8(ascii: "\n"))
    numbers.withUnsafeBytes { bytes.append(contentsOf: $0) }
    try send(bytes)
    return try Self.receive(socket, deadline: .now + .seconds(Self.answerLimit))
  }

  private func send(_ bytes: Data) throws(JAXUnavailable) {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        Foundation.send(
          socket, buffer.baseAddress.map { $0 + sent }, buffer.count - sent, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 || errno == EINTR else { throw Self.hungUp }
      sent += max(count, 0)
    }
  }

  private static var hungUp: JAXUnavailable { JAXUnavailable("the Python process ended without a word") }

  private static func receive(
    _ socket: Int32, deadline: ContinuousClock.Instant
  ) throws(JAXUnavailable) -> (answer: WorkerAnswer, numbers: [Double]) {
    var bytes = Data()
    var head: Range<Data.Index>?
    while head == nil {
      bytes += try read(socket, deadline: deadline)
      head = bytes.firstIndex(of: UInt8(ascii: "\n")).map { bytes.startIndex..<$0 }
    }
    guard let head, let answer = try? JSONDecoder().decode(WorkerAnswer.self, from: bytes[head]) else {
      throw JAXUnavailable("the Python process gave an answer that cannot be read")
    }
    var tail = Data(bytes[(head.upperBound + 1)...])
    while tail.count < 8 * answer.count { tail += try read(socket, deadline: deadline) }
    var numbers = Array(repeating: 0.0, count: answer.count)
    _ = numbers.withUnsafeMutableBytes { tail.copyBytes(to: $0) }
    return (answer, numbers)
  }

  private static func read(_ socket: Int32, deadline: ContinuousClock.Instant) throws(JAXUnavailable) -> Data {
    var buffer = [UInt8](repeating: 0, count: 1 << 18)
    while true {
      let left = ContinuousClock.now.duration(to: deadline)
      guard left > .zero else { throw JAXUnavailable("the Python process did not answer in time") }
      var waiting = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
      let ready = poll(&waiting, 1, Int32(min(left / .milliseconds(1), 1000)) + 1)
      guard ready > 0 else { continue }
      let count = recv(socket, &buffer, buffer.count, 0)
      if count > 0 { return Data(buffer[..<count]) }
      guard count < 0 && errno == EINTR else { throw hungUp }
    }
  }
}
