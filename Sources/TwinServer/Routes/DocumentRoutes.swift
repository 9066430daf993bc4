import HTTPTypes
import Hummingbird
import Twin

/// The API's own description: as a document for programs, as a page for people.
struct DocumentRoutes: Sendable {
  let document: [UInt8]
  let api: API

  func register(on router: Router<ServiceContext>) {
    let document = ByteBuffer(bytes: document)
    router.get("openapi.json") { _, _ in Response.json(document) }
    let page = ByteBuffer(string: page)
    router.get("docs") { _, _ in
      Response(
        status: .ok,
        headers: [
          .contentType: "text/html; charset=utf-8",
          .contentSecurityPolicy: "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
        ],
        body: ResponseBody(byteBuffer: page))
    }
  }

  /// One page, without script and without anything from elsewhere.
  private var page: String {
    var body = ""
    for tag in Set(api.operations.map(\.tag)).sorted() {
      body += "<h2>\(tag)</h2>\n"
      for operation in api.operations where operation.tag == tag { body += section(operation) }
    }
    body += "<h2>schemas</h2>\n"
    for (name, schema) in api.components.sorted(by: { $0.key < $1.key }) {
      body += "<h3 id=\"\(Markup.escaped(name))\">\(Markup.escaped(name))</h3>\n" + Self.code(schema.json)
    }
    return """
      <!doctype html>
      <html lang="en"><head><meta charset="utf-8"><title>pur-mold-twin: API</title>
      <meta name="viewport" content="width=device-width">
      <style>
      body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
      pre { background: #f4f4f2; padding: .6rem; overflow: auto; } h2 { text-transform: capitalize; }
      .method { font-family: monospace; font-weight: bold; } td, th { text-align: left; padding: .1rem .8rem .1rem 0; }
      </style></head><body>
      <h1>pur-mold-twin: API</h1>
      <p>For programs: <a href="/openapi.json">/openapi.json</a>. Problems are told as RFC 9457. A key goes into the
      header <code>Authorization: Bearer …</code>.</p>
      \(body)</body></html>

      """
  }

  private func section(_ operation: Operation) -> String {
    var text = "<h3><span class=\"method\">\(operation.method.rawValue)</span> "
    text += "<code>\(Markup.escaped(operation.path))</code></h3>\n"
    let role = operation.role.map { "needs the role \($0.rawValue) or more" } ?? "needs no key"
    text += "<p>\(Markup.escaped(operation.summary)); \(role).</p>\n"
    if !operation.parameters.isEmpty {
      text += "<table><tr><th>parameter</th><th>in</th><th>schema</th></tr>\n"
      for parameter in operation.parameters {
        text += "<tr><td>\(Markup.escaped(parameter.name))</td><td>\(parameter.place.rawValue)</td><td>"
        text += Self.inline(parameter.schema.json) + "</td></tr>\n"
      }
      text += "</table>\n"
    }
    if let body = operation.body { text += "<p>Body: \(Self.inline(body.json))</p>\n" }
    for answer in operation.answers {
      text += "<p>\(answer.status.code): \(Markup.escaped(answer.summary))"
      if let schema = answer.schema, case .object(let members) = schema.json, members.count < 4 {
        text += ", " + Self.inline(schema.json)
      }
      text += "</p>\n"
    }
    return text
  }

  private static func inline(_ json: JSONValue) -> String {
    if case .string(let reference)? = json["$ref"], let name = reference.split(separator: "/").last {
      return "<a href=\"#\(Markup.escaped(String(name)))\">\(Markup.escaped(String(name)))</a>"
    }
    return "<code>\(Markup.escaped(text(json, indented: false)))</code>"
  }

  private static func code(_ json: JSONValue) -> String {
    "<pre>\(Markup.escaped(text(json, indented: true)))</pre>\n"
  }

  private static func text(_ json: JSONValue, indented: Bool) -> String {
    (try? json.text(indented: indented)).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }
}
