"""How many predictions a second: the service against FastAPI under uvicorn with four workers, which serve the same
models of XGBoost from the same files.

    predict.py PROGRAM PYTHON FOLDER [TURNS]

PYTHON has fastapi, uvicorn and xgboost; FOLDER keeps the registry between runs. wrk asks over 64 connections, the two
in turns of four seconds, TURNS of them each; medians over the turns and their ratio are printed. One of the two runs
at a time. The service verifies a key, counts and limits with each request; the peer does nothing of the kind."""
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from service import Service, fail, free_port, load, median, registry, rows

HERE = Path(__file__).resolve().parent
CONNECTIONS, SECONDS = 64, 4


def bodies(models):
    """What is asked: name, path, body, rows in it."""
    one, many = rows(models, 1)[0], rows(models, 64)
    plain = {"share": False}
    tensors = {"inputs": [
        {"name": name, "shape": [1], "datatype": "FP64", "data": [value]} for name, value in one["features"].items()]}
    return [
        ("one row, three tasks", "/api/v1/predict", {"row": one, **plain}, 1),
        ("one row, three tasks, with shares", "/api/v1/predict", {"row": one}, 1),
        ("one row, one task", "/api/v1/predict", {"row": one, "tasks": ["cycle_time"], **plain}, 1),
        ("64 rows, three tasks", "/api/v1/predict/batch", {"rows": many, **plain}, 64),
        ("64 rows, three tasks, with shares", "/api/v1/predict/batch", {"rows": many}, 64),
        ("tensors of one row, one task", "/v2/models/cycle_time/infer", tensors, 1),
    ]


class Peer:
    """FastAPI under uvicorn."""

    def __init__(self, python, models):
        self.port = free_port()
        self.process = subprocess.Popen(
            [python, "-m", "uvicorn", "peer:app", "--workers", "4", "--port", str(self.port), "--log-level", "warning",
             "--no-access-log"], cwd=HERE, env={**os.environ, "MODELS": str(models)}, start_new_session=True)
        for _ in range(600):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/ready").read()
                break
            except (OSError, urllib.error.URLError):
                if self.process.poll() is not None:
                    fail("the peer does not start")
                time.sleep(0.1)
        # All of its workers have read their models by then.
        time.sleep(3)

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)


def turn(port, path, file, key=None):
    """Answers a second, and the median and the 99th percentile of the latency [ms]."""
    done = subprocess.run(
        ["wrk", "-t2", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "--timeout", "10s", "-s", str(HERE / "post.lua"),
         f"http://127.0.0.1:{port}{path}", "--", str(file)] + ([key] if key else []), capture_output=True, text=True)
    result = [line for line in done.stdout.splitlines() if line.startswith("RESULT")]
    if not result:
        fail(f"wrk: {done.stdout}{done.stderr}")
    requests, wrong, broken, duration, middle, _, late = (int(word) for word in result[0].split()[1:])
    if wrong:
        fail(f"{path}: {wrong} of {requests} answers were no answers")
    return requests / duration * 1e6, middle / 1e3, late / 1e3


def main():
    program, python, folder = sys.argv[1:4]
    turns = int(sys.argv[4]) if len(sys.argv) > 4 else 5
    models = registry(program, folder)
    with tempfile.TemporaryDirectory(prefix="pur-predict.") as place:
        place = Path(place)
        environment = {"PUR_MOLD_TWIN_LIMITS_PARALLEL": str(os.cpu_count()), "PUR_MOLD_TWIN_LIMITS_WAITING": "1000"}
        with Service(
            program, "--models", models, folder=place, limits=False, environment=environment) as service:
            peer = Peer(python, models)
            try:
                print(f"{CONNECTIONS} connections, turns of {SECONDS} s, {turns} each; {load()}")
                print(f"{'':<36}{'service/s':>10}{'peer/s':>10}{'ratio':>7}   p50, p99 [ms] of both; answer [bytes]")
                for name, path, body, count in bodies(models):
                    file = place / "body.json"
                    file.write_text(json.dumps(body))
                    status, text = service.ask("POST", path, body)
                    if status == 400 and "share" in body:
                        print(f"{name:<36} this program always tells shares")
                        continue
                    if status != 200:
                        fail(f"{path}: {status} {text[:500]}")
                    ours, theirs = [], []
                    for _ in range(turns):
                        ours.append(turn(service.port, path, file, service.key))
                        theirs.append(turn(peer.port, path, file))
                    (us, p50, p99), (they, q50, q99) = (map(median, zip(*found)) for found in (ours, theirs))
                    print(
                        f"{name:<36}{us:>10.0f}{they:>10.0f}{us / they if they else float('nan'):>7.1f}   {p50:.1f}, {p99:.1f} / {q50:.1f}, "
                        f"{q99:.1f}; {len(text)}; {load()}", flush=True)
                now, most = service.memory()
                print(f"memory of the service: {now:.0f} MB, most {most:.0f} MB")
            finally:
                peer.end()
            if service.end() != 0:
                fail(f"the service did not end in order:\n{service.said()[-2000:]}")


if __name__ == "__main__":
    main()
