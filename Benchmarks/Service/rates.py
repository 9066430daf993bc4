"""Requests at even distances, whether answers come or not: an open loop, as the world asks.

    rates.py PROGRAM GENERATOR [CONNECTIONS] [SECONDS] [FOLDER]

Steps the rate up over CONNECTIONS, 1,000 unless said otherwise, SECONDS at each. A latency counts from when the request
was to be sent; the generator's own lateness is printed beside it, for both run on the same cores. A rate is held when
at least 99 of 100 requests were answered in time to keep up with it, and none failed."""
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from service import Service, fail, load, memory, registry, rows

RATES = (500, 1000, 2000, 3000, 5000, 7500, 10_000)


def request(method, path, key, body=None):
    text = json.dumps(body) if body is not None else ""
    head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    if key:
        head += f"Authorization: Bearer {key}\r\n"
    if text:
        head += f"Content-Type: application/json\r\nContent-Length: {len(text)}\r\n"
    return (head + "\r\n" + text).encode()


def main():
    program, generator = sys.argv[1:3]
    connections = sys.argv[3] if len(sys.argv) > 3 else "1000"
    seconds = sys.argv[4] if len(sys.argv) > 4 else "10"
    with tempfile.TemporaryDirectory(prefix="pur-rates.") as name:
        folder = Path(name)
        models = registry(program, sys.argv[5] if len(sys.argv) > 5 else folder / "registry")
        with Service(program, "--models", models, folder=folder, limits=False) as service:
            row = rows(models, 1)[0]
            asked = [
                ("GET /version", request("GET", "/version", service.key)),
                ("GET /api/v1/systems", request("GET", "/api/v1/systems", service.key)),
                ("POST /api/v1/predict, one task", request(
                    "POST", "/api/v1/predict", service.key, {"row": row, "tasks": ["cycle_time"]})),
            ]
            print(f"{connections} connections, {seconds} s a step; at rest {service.memory()[0]:.0f} MB; {load()}")
            for words, text in asked:
                print(f"{words}\n{'rate':>8}{'answered':>10}{'p50':>9}{'p95':>9}{'p99':>9}{'most':>9} ms"
                      f"{'generator p99':>16} ms")
                (folder / "request").write_bytes(text)
                for rate in RATES:
                    done = subprocess.run(
                        [generator, "rate", str(service.port), connections, str(rate), seconds, folder / "request"],
                        stdout=subprocess.PIPE, text=True)
                    if done.returncode != 0:
                        fail(f"{words}: {done.stdout}")
                    found = json.loads(done.stdout)
                    times, lag = found["latency"], found["lag"]
                    print(
                        f"{rate:>8}{found['rate']:>10.0f}{times['p50']:>9.2f}{times['p95']:>9.2f}{times['p99']:>9.2f}"
                        f"{times['max']:>9.0f}{'':<3}{lag['p99']:>16.2f}{'':<4}{load()}", flush=True)
                    if found["failed"] or found["busy"]:
                        fail(f"{found['failed']} requests failed, {found['busy']} were refused")
                    if found["answered"] < 0.99 * found["wanted"] or found["rate"] < 0.95 * rate:
                        print(f"{'':>8} not held")
                        break
            now, most = memory(service.process.pid)
            print(f"afterwards {now:.0f} MB, most {most:.0f} MB")
            if service.end() != 0:
                fail(f"the service did not end in order:\n{service.said()[-2000:]}")


main()
