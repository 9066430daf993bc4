/// A line chart over time as a value: one or more panels above each other that share the time axis.
///
/// All numbers are in the units shown; nothing here knows what they mean.
package struct Plot: Hashable, Sendable {
  /// One curve.
  package struct Series: Hashable, Sendable {
    /// How a series is drawn.
    package enum Style: Hashable, Sendable {
      case line
      case dashed
      /// Markers without a line, for measured values.
      case points
      /// Small dots without a line, all of them: a cloud.
      case cloud
      /// Columns from zero, as wide as the first two values of `x` are apart.
      case columns
    }

    package var label: String
    /// Position in the palette, 0 … 5.
    package var color: Int
    package var style: Style
    package var x: [Double]
    /// Same shape as `x`; values that are not finite leave a gap.
    package var y: [Double]

    /// Pairs `x` and `y`; the longer one is cut.
    package init(_ label: String, color: Int, style: Style = .line, x: [Double], y: [Double]) {
      self.label = label
      self.color = color
      self.style = style
      self.x = Array(x.prefix(y.count))
      self.y = Array(y.prefix(x.count))
    }
  }

  /// A range of values that is wanted (`band`), or a value not to be crossed (`limit`).
  package enum Target: Hashable, Sendable {
    case band(ClosedRange<Double>, label: String)
    case limit(Double, label: String)
  }

  /// One pair of axes.
  package struct Panel: Hashable, Sendable {
    /// Title of the vertical axis, unit included.
    package var title: String
    /// Height of the axes in pixels.
    package var height: Double
    package var series: [Series]
    package var targets: [Target]
    /// True to start the axis at or below zero.
    package var includesZero: Bool
    /// Drawn instead of the series.
    package var map: HeatMap?
    /// The vertical axis of a map.
    package var extent: ClosedRange<Double>?

    /// Axes with a map.
    package init(_ title: String, height: Double, map: HeatMap, extent: ClosedRange<Double>) {
      self.init(title, height: height, series: [])
      self.map = map
      self.extent = extent
    }

    /// Axes with their series.
    package init(
      _ title: String, height: Double = 240, includesZero: Bool = false, series: [Series], targets: [Target] = []
    ) {
      self.title = title
      self.height = height
      self.includesZero = includesZero
      self.series = series
      self.targets = targets
    }
  }

  /// A named moment: a dotted vertical line through all panels.
  package struct Event: Hashable, Sendable {
    package var time: Double
    package var label: String
    /// True for the one event to look at: drawn solid.
    package var isStrong: Bool

    /// Names a moment.
    package init(_ label: String, at time: Double, isStrong: Bool = false) {
      self.label = label
      self.time = time
      self.isStrong = isStrong
    }
  }

  /// A stretch of time to shade.
  package struct Window: Hashable, Sendable {
    package var range: ClosedRange<Double>
    package var label: String

    /// Names a stretch of time.
    package init(_ label: String, _ range: ClosedRange<Double>) {
      self.label = label
      self.range = range
    }
  }

  /// Name of the file without extension, and prefix of element identifiers: lower-case words joined by hyphens.
  package var id: String
  package var title: String
  /// What the chart shows, for those who cannot see it.
  package var summary: String
  /// Title of the horizontal axis, unit included.
  package var axis: String
  /// Times shown.
  package var domain: ClosedRange<Double>
  package var panels: [Panel]
  package var events: [Event]
  /// Stretches of time to shade.
  package var windows: [Window]

  /// A chart of these panels.
  package init(
    id: String, title: String, summary: String, axis: String, domain: ClosedRange<Double>, panels: [Panel],
    events: [Event] = [], windows: [Window] = []
  ) {
    self.id = id
    self.title = title
    self.summary = summary
    self.axis = axis
    self.domain = domain
    self.panels = panels
    self.events = events
    self.windows = windows
  }
}
