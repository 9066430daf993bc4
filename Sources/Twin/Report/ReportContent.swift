/// A report before it is rendered: sections, tables and charts as values. Every renderer shows the same content.
package struct ReportContent: Hashable, Sendable {
  /// What a statement means for the reader; renderers may color it, the words always say it too.
  package enum Tone: String, Hashable, Sendable {
    case good
    case caution
    case bad
    case neutral
  }

  /// The judgement at the head.
  package struct Badge: Hashable, Sendable {
    package var word: String
    package var tone: Tone
    /// Why, in sentences.
    package var reasons: [String]
  }

  /// One of the few numbers to be seen first.
  package struct Fact: Hashable, Sendable {
    package var label: String
    package var value: String
    package var unit: String
    package var note: String
    package var tone: Tone = .neutral
  }

  /// Sentences that must not be overlooked.
  package struct Notice: Hashable, Sendable {
    package var title: String
    package var tone: Tone
    package var lines: [String]
  }

  /// A cell of a table.
  package struct Cell: Hashable, Sendable, ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
    package var text: String
    package var tone: Tone?

    /// A cell with this text.
    package init(_ text: String, _ tone: Tone? = nil) {
      self.text = text
      self.tone = tone
    }

    package init(stringLiteral value: String) { self.init(value) }
  }

  /// A table.
  package struct Table: Hashable, Sendable {
    /// How a column is aligned.
    package enum Alignment: Hashable, Sendable {
      case leading
      case trailing
    }

    /// The head of a column.
    package struct Column: Hashable, Sendable {
      package var title: String
      package var alignment: Alignment

      /// A column with this head.
      package init(_ title: String, _ alignment: Alignment = .leading) {
        self.title = title
        self.alignment = alignment
      }
    }

    package var title: String?
    package var columns: [Column]
    /// Each row has as many cells as there are columns.
    package var rows: [[Cell]]

    /// A table.
    package init(_ title: String? = nil, columns: [Column], rows: [[Cell]]) {
      self.title = title
      self.columns = columns
      self.rows = rows
    }
  }

  /// A part of a section.
  package enum Block: Hashable, Sendable {
    case paragraph(String)
    case list([String])
    case table(Table)
    case plot(Plot)
    case timeline(Timeline)
    case bars(BarChart)
    /// Text to be shown letter by letter.
    case literal(String)
  }

  /// A titled part of the report.
  package struct Section: Hashable, Sendable {
    /// Anchor: lower-case words joined by hyphens.
    package var id: String
    package var title: String
    package var blocks: [Block]

    /// A titled part.
    package init(_ id: String, _ title: String, _ blocks: [Block]) {
      self.id = id
      self.title = title
      self.blocks = blocks
    }
  }

  package var title: String
  package var subtitle: String
  package var badge: Badge?
  package var facts: [Fact]
  package var notices: [Notice]
  package var sections: [Section]
  /// The last line: which program made this.
  package var colophon: String

  /// A report.
  package init(
    title: String, subtitle: String, badge: Badge? = nil, facts: [Fact] = [], notices: [Notice] = [],
    sections: [Section], colophon: String
  ) {
    self.title = title
    self.subtitle = subtitle
    self.badge = badge
    self.facts = facts
    self.notices = notices
    self.sections = sections
    self.colophon = colophon
  }

  /// The charts as files: name and contents, in the order of their appearance.
  package var drawings: [(name: String, contents: String)] {
    sections.flatMap(\.blocks).compactMap { block in
      switch block {
      case .plot(let plot): (plot.id + ".svg", PlotDrawing.svg(plot, isFile: true))
      case .timeline(let timeline): (timeline.id + ".svg", timeline.svg(isFile: true))
      case .bars(let chart): (chart.id + ".svg", chart.svg(isFile: true))
      default: nil
      }
    }
  }
}
