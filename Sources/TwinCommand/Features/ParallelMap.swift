import Dispatch
import Synchronization

/// Short work on many things at once, waited for.
struct ParallelMap {
  /// Things worked on at once, at least 1.
  let threads: Int

  /// The results of `work`, in the order of the numbers.
  /// - Throws: the error of the first number that has one.
  func map<Value: Sendable, Failure: Error>(
    _ numbers: Range<Int>, _ work: @Sendable (Int) throws(Failure) -> Value
  ) throws(Failure) -> [Value] {
    let results = Mutex<[Int: Result<Value, Failure>]>([:])
    let next = Atomic(numbers.lowerBound)
    DispatchQueue.concurrentPerform(iterations: min(threads, numbers.count)) { _ in
      while true {
        let number = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard number < numbers.upperBound else { return }
        let result = Result { () throws(Failure) in try work(number) }
        results.withLock { $0[number] = result }
      }
    }
    var values: [Value] = []
    let all = results.withLock { $0 }
    for number in numbers { if let result = all[number] { values.append(try result.get()) } }
    return values
  }
}
