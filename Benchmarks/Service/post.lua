-- wrk: posts the body of a file, again and again. Usage: wrk … -s post.lua ADDRESS -- FILE [KEY]
function init(arguments)
  local file = assert(io.open(arguments[1], "rb"))
  wrk.method = "POST"
  wrk.body = file:read("*a")
  file:close()
  wrk.headers["Content-Type"] = "application/json"
  if arguments[2] then wrk.headers["Authorization"] = "Bearer " .. arguments[2] end
end

-- One line that a program reads: requests, other statuses, errors of the connection, duration [µs], and percentiles
-- of the latency [µs].
function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format(
    "RESULT %d %d %d %d %d %d %d\n", summary.requests, errors.status,
    errors.connect + errors.read + errors.write + errors.timeout, summary.duration, latency:percentile(50),
    latency:percentile(95), latency:percentile(99)))
end
