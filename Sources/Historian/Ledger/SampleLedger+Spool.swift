extension SampleLedger {
  /// Samples that wait in a spool which no process uses: received and waiting, by source. Those that its records no
  /// longer hold are under `spool`.
  /// - Throws: a failure of kind `.busy` while a process uses the spool.
  public static func waiting(inSpool folder: String) throws(HistorianFailure) -> SampleLedger {
    let spool = try DiskSpool(folder)
    var ledger = SampleLedger()
    let contents = try spool.contents()
    for (source, samples) in contents {
      ledger[source].received = samples
      ledger[source].waiting = samples
    }
    let lost = spool.waiting - contents.values.reduce(0, +)
    if lost > 0 {
      ledger["spool"].received += lost
      ledger["spool"].waiting += lost
    }
    return ledger
  }
}
