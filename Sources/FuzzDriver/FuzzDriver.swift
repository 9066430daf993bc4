import Synchronization

/// The driver of libFuzzer; its header is not importable from Swift.
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
  _ count: UnsafeMutablePointer<CInt>, _ arguments: UnsafeMutablePointer<CommandLineArguments>,
  _ callback: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

private typealias CommandLineArguments = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>

/// What each input is given to: libFuzzer takes a plain function, which can hold nothing.
private let body = Mutex<@Sendable ([UInt8]) -> Void> { _ in }

/// Gives random inputs to `check`, as the arguments of the command line ask libFuzzer to.
package func fuzz(_ check: @escaping @Sendable ([UInt8]) -> Void) {
  body.withLock { $0 = check }
  var count = CommandLine.argc
  var arguments = CommandLine.unsafeArgv
  _ = runDriver(&count, &arguments) { bytes, count in
    let check = body.withLock { $0 }
    check([UInt8](UnsafeBufferPointer(start: bytes, count: count)))
    return 0
  }
}
