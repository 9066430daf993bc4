/// How full a spool is. Each level is left 10 % of the bound below where it was entered, so that it does not flicker.
public enum SpoolLevel: String, Hashable, Sendable, Comparable, CaseIterable {
  case normal
  /// Half of the bound is in use.
  case high
  /// Eight tenths are.
  case critical
  /// Batches are being refused.
  case full

  /// The level at a share of the bound, after this one.
  package func next(_ share: Double) -> SpoolLevel {
    let entered: SpoolLevel = share >= 1 ? .full : share >= 0.8 ? .critical : share >= 0.5 ? .high : .normal
    if entered >= self { return entered }
    let kept: SpoolLevel = share >= 0.9 ? .full : share >= 0.7 ? .critical : share >= 0.4 ? .high : .normal
    return min(self, max(entered, kept))
  }

  private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }

  /// Emptier is less.
  public static func < (lhs: SpoolLevel, rhs: SpoolLevel) -> Bool { lhs.rank < rhs.rank }
}
