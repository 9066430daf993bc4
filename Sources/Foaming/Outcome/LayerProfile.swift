/// The course of every layer at the times of a ``Profile``.
public struct LayerProfile: Hashable, Sendable {
  /// A recorded quantity. The raw value is its column name in CSV and its key in JSON, unit included.
  public enum Column: String, Hashable, Sendable, CaseIterable {
    /// Distance of the layer's middle from the first wall; layers keep their mass, not their place.
    case position = "position_m"
    case temperature = "temperature_K"
    case conversion = "hydroxyl_conversion"
    case density = "density_kg_per_m3"
    /// Pressure in the cells, absolute; layers that have set keep their own.
    case pressure = "pressure_Pa"

    /// What a person reads on an axis, without the unit.
    public var label: String {
      switch self {
      case .position: "Distance from the first wall"
      case .temperature: "Temperature"
      case .conversion: "Hydroxyl conversion"
      case .density: "Foam density"
      case .pressure: "Cell pressure"
      }
    }
  }

  /// Mass of each layer as a share of the shot, from the first wall to the second, shape (n); they sum to 1.
  public let shares: [Double]
  /// Distance between the walls [m].
  public let thickness: Double
  private var columns: [Column: [Double]] = [:]

  /// Layers without rows.
  public init(shares: [Double], thickness: Double) {
    self.shares = shares
    self.thickness = thickness
  }

  init(_ readings: [FoamReading], thickness: Double) {
    self.init(shares: readings.first?.layers.map(\.share) ?? [], thickness: thickness)
    let layers = readings.flatMap(\.layers)
    self[.temperature] = layers.map(\.temperature)
    self[.conversion] = layers.map(\.conversion)
    self[.density] = layers.map(\.density)
    self[.pressure] = layers.map(\.pressure)
    self[.position] = readings.indices.flatMap { row in
      let edges = edges(row: row)
      return zip(edges, edges.dropFirst()).map { 0.5 * ($0 + $1) }
    }
  }

  /// Number of layers n.
  public var count: Int { shares.count }

  /// Number of times m.
  public var rows: Int { count == 0 ? 0 : self[.temperature].count / count }

  /// Values of a column in the SI unit its name states, shape (m, n): time by time from the first wall to the second.
  public subscript(column: Column) -> [Double] {
    get { columns[column] ?? [] }
    set { columns[column] = newValue }
  }

  /// Values of a column at one time, shape (n).
  public func values(_ column: Column, row: Int) -> ArraySlice<Double> { self[column][row * count..<(row + 1) * count] }

  /// Distances of the layers' boundaries from the first wall [m], shape (n + 1), from 0 to the thickness.
  public func edges(row: Int) -> [Double] {
    let volumes = zip(shares, values(.density, row: row)).map { $0 / $1 }
    let whole = volumes.reduce(0, +)
    var edges = [0.0]
    edges.reserveCapacity(count + 1)
    var sum = 0.0
    for volume in volumes {
      sum += volume
      edges.append(thickness * sum / whole)
    }
    return edges
  }
}
