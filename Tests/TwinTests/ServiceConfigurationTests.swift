import Testing
import Twin

@Suite("Settings of the service come from the right place")
struct ServiceConfigurationTests {
  private let file = (
    text: """
    schema: pur-mold-twin/service/1
    host: 10.0.0.1
    port: 8443
    tls: { certificate: chain.pem, key: key.pem }
    limits: { parallel: 3, request_time: 2 min }
    """, name: "service.yaml"
  )

  @Test("An option counts before the environment, that before the file, that before the default")
  func precedence() throws {
    let found = try ServiceConfiguration.read(
      file: file, environment: ["PUR_MOLD_TWIN_PORT": "9000", "PUR_MOLD_TWIN_LIMITS_BODY": "2048"],
      options: [("host", "127.0.0.1", "--host"), ("plant", "line-3", "--plant"), ("twin", "car-seat", "--twin")])
    let configuration = found.configuration
    #expect(configuration.host == "127.0.0.1" && configuration.port == 9000 && configuration.parallel == 3)
    #expect(configuration.bodyMaximum == 2048 && configuration.requestTime == 120 && configuration.waiting == 64)
    let origins = Dictionary(found.settings.map { ($0.key, $0.origin.map { "\($0)" } ?? "default") }) { $1 }
    #expect(configuration.plant == "line-3" && origins["plant"] == "--plant")
    #expect(configuration.twin == "car-seat" && origins["twin"] == "--twin")
    #expect(origins["host"] == "--host")
    #expect(origins["port"] == "PUR_MOLD_TWIN_PORT")
    #expect(origins["limits.parallel"] == "service.yaml:5:21")
    #expect(origins["limits.waiting"] == "default")
    #expect(origins["tls.key"] == "service.yaml:4:37")
  }

  @Test(
    "What is wrong is told with its place and the nearest key",
    arguments: [
      ("schema: pur-mold-twin/service/1\nhots: x", "service.yaml:2:1: hots: unknown key", "did you mean `host`?"),
      ("schema: pur-mold-twin/service/1\nport: 70000", "service.yaml:2:7: port", "0 … 65535"),
      ("schema: pur-mold-twin/service/1\ntls: { certificate: a }", "tls.key", "private key"),
      ("schema: pur-mold-twin/service/1\norigins: [panel]", "origins.0", "https://"),
      ("port: 80", "schema", "pur-mold-twin/service/1"),
    ])
  func errors(text: String, place: String, expected: String) throws {
    let errors = try #require(throws: FileErrors.self) {
      try ServiceConfiguration.read(file: (text: text, name: "service.yaml"))
    }
    #expect("\(errors)".contains(place) && "\(errors)".contains(expected), "\(errors)")
  }

  @Test("A wrong variable is told by its name")
  func wrongVariable() throws {
    let errors = try #require(throws: FileErrors.self) {
      try ServiceConfiguration.read(file: nil, environment: ["PUR_MOLD_TWIN_PORT": "many"])
    }
    #expect("\(errors)".contains("PUR_MOLD_TWIN_PORT"))
  }
}
