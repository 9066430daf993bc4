/// How a source of logs is reached.
public enum LogConnection: Hashable, Sendable {
  /// A folder, by its path; a relative one counts from the folder of the description.
  case folder(path: String, layout: FolderLayout, csv: CSVForm)
  /// A file of SQLite, by its path; a relative one counts from the folder of the description.
  case sqlite(path: String)
  case server(LogServer)

  /// The value of `kind` in a file.
  public var kind: String {
    switch self {
    case .folder: "folder"
    case .sqlite: "sqlite"
    case .server(let server): server.engine.rawValue
    }
  }
}

/// How a folder holds its shots.
public enum FolderLayout: String, Hashable, Sendable, CaseIterable {
  /// A folder for each shot with `shot.yaml` and series in `*.csv`.
  case shots
  /// A folder for each shot with `meta.yaml`, `process.yaml`, `qc.yaml` and `sensors_*.csv`, or `core_temp.csv` and
  /// its like.
  case former
  /// A CSV file for each shot of a cup test, with the columns t, T1, T2, T3, Tj, H, m in any order.
  case cup
}

/// How the CSV files of a folder are written.
public struct CSVForm: Hashable, Sendable {
  /// Between cells: `,`, `;` or a tab.
  public var separator: UInt8
  /// Whether numbers have a decimal comma.
  public var hasDecimalComma: Bool

  /// A form; by default comma between cells and decimal point.
  public init(separator: UInt8 = UInt8(ascii: ","), hasDecimalComma: Bool = false) {
    self.separator = separator
    self.hasDecimalComma = hasDecimalComma
  }
}

/// A data base server and how to log in.
public struct LogServer: Hashable, Sendable {
  /// Which server; MySQL speaks as MariaDB does.
  public enum Engine: String, Hashable, Sendable, CaseIterable {
    case postgresql
    case mariadb
  }

  public var engine: Engine
  /// Name or address, or the path of a socket's folder (PostgreSQL) or file (MariaDB) when it begins with `/`.
  public var host: String
  public var port: Int
  public var database: String
  public var user: String
  /// Where the password is found; `nil` when none is needed.
  public var password: SecretPlace?
  public var tls: TLSOptions
  /// Connections at most, 1 … 32.
  public var poolSize: Int
  /// Time to connect and for one statement [s].
  public var timeout: Double

  /// A server.
  public init(
    engine: Engine, host: String, port: Int, database: String, user: String, password: SecretPlace? = nil,
    tls: TLSOptions = TLSOptions(), poolSize: Int = 4, timeout: Double = 30
  ) {
    self.engine = engine
    self.host = host
    self.port = port
    self.database = database
    self.user = user
    self.password = password
    self.tls = tls
    self.poolSize = poolSize
    self.timeout = timeout
  }
}

/// Where a secret is kept; never in the description itself.
public enum SecretPlace: Hashable, Sendable {
  /// The environment variable of this name.
  case environment(String)
  /// The first line of the file at this path.
  case file(String)
}

/// How the connection is protected.
public struct TLSOptions: Hashable, Sendable {
  /// How much is asked of the server.
  public enum Mode: String, Hashable, Sendable, CaseIterable {
    /// No encryption; only for a socket of this machine.
    case disable
    /// Encryption, whoever the server is.
    case require
    /// Encryption, and a certificate of a trusted authority.
    case verifyAuthority = "verify-ca"
    /// The same, and the certificate names the host.
    case verifyFull = "verify-full"
  }

  public var mode: Mode
  /// Path of the trusted authorities' certificates.
  public var authorities: String?
  /// Path of our certificate, for servers that ask for one.
  public var certificate: String?
  /// Path of its key.
  public var key: String?

  /// Options; by default the strictest.
  public init(mode: Mode = .verifyFull, authorities: String? = nil, certificate: String? = nil, key: String? = nil) {
    self.mode = mode
    self.authorities = authorities
    self.certificate = certificate
    self.key = key
  }
}
