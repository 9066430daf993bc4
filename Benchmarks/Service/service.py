"""What the benches of the service have in common: a service of their own, requests, processes, percentiles."""
import http.client
import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


class Service:
    """A service in a folder of its own, on a port that is free, until it is ended."""

    def __init__(self, program, *options, folder, environment=None, limits=True, port=0):
        self.folder = Path(folder)
        environment = {**os.environ, "PUR_MOLD_TWIN_HOME": str(ROOT), **(environment or {})}
        if not limits:
            # Shares of callers are tested elsewhere; here one address stands for many.
            environment.update(
                PUR_MOLD_TWIN_LIMITS_REQUESTS_PER_SECOND="1000000", PUR_MOLD_TWIN_LIMITS_BURST="1000000")
        descriptor, self.words = tempfile.mkstemp(dir=self.folder, prefix="words", suffix=".log")
        self.process = subprocess.Popen(
            [program, "serve", "--port", str(port), "--state", str(self.folder / "state"), *options],
            stdout=descriptor, stderr=descriptor, env=environment)
        os.close(descriptor)
        self.port, self.key = None, None
        deadline = time.monotonic() + 120
        while self.port is None:
            text = self.said()
            if found := re.search(r"listening at https?://[^\s]*:(\d+)/", text):
                self.port = int(found[1])
            if found := re.search(r"^\s*(pmt_[0-9a-f_]+)$", text, re.MULTILINE):
                self.key = found[1]
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.process.kill()
                raise SystemExit(f"the service does not start:\n{text}")
            time.sleep(0.02)

    def said(self):
        return Path(self.words).read_text()

    def ask(self, method, path, body=None, key=None, timeout=30, headers=None):
        """Status and body of an answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            headers = dict(headers or {})
            if key or self.key:
                headers["Authorization"] = "Bearer " + (key or self.key)
            if body is not None:
                headers["Content-Type"] = "application/json"
                body = json.dumps(body)
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def memory(self):
        """Resident memory now, and the most there ever was [MB]."""
        return memory(self.process.pid)

    @property
    def is_alive(self):
        return self.process.poll() is None

    def kill(self):
        self.process.kill()
        self.process.wait()

    def end(self):
        """Ends it in order; its exit code."""
        if self.is_alive:
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            return -9

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.end()


def memory(pid):
    text = Path(f"/proc/{pid}/status").read_text()
    return tuple(int(re.search(rf"{name}:\s*(\d+) kB", text)[1]) / 1000 for name in ("VmRSS", "VmHWM"))


def free_port():
    with socket.socket() as socket_:
        socket_.bind(("127.0.0.1", 0))
        return socket_.getsockname()[1]


def rows(registry, count, seed=1):
    """Rows of features like those the models learned from: each between the least and the most of the training."""
    card = json.loads((Path(registry) / "cycle_time" / "versions" / "1" / "card.json").read_text())
    source = random.Random(seed)
    return [
        {"shot": f"shot-{number}", "features": {
            column["name"]: round(source.uniform(column["minimum"], column["maximum"]), 6)
            for column in card["features"]["columns"] if column["minimum"] is not None}}
        for number in range(count)]


def registry(program, folder):
    """A registry of three models, learned from 2,000 made-up shots; made when it is not there yet."""
    folder = Path(folder).resolve()
    registry = folder / "Models"
    if (folder / "made-whole").exists():
        return registry
    folder.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, "PUR_MOLD_TWIN_HOME": str(ROOT)}

    def run(*arguments, codes=(0,)):
        done = subprocess.run([program, *arguments], env=environment, capture_output=True, text=True)
        if done.returncode not in codes:
            raise SystemExit(f"{' '.join(map(str, arguments))}\n{done.stdout}{done.stderr}")

    for name in ("made", "logs", "Models"):
        subprocess.run(["rm", "-rf", str(folder / name)], check=True)
    training = (ROOT / "Training" / "example.yaml").read_text()
    training = training.replace("kind: grouped", "kind: ordered").replace("  by: [day]\n", "")
    (folder / "training.yaml").write_text(training)
    run("synthesize-shots", "--scenario", "car-seat", "--count", "2000", "--seed", "1", "--out", folder / "made", "-q")
    run("import-logs", "--source", folder / "made" / "datasource.yaml", "--out", folder / "logs", "-q")
    run("build-features", "--logs", folder / "logs", "--out", folder / "features.parquet", "--without-simulation", "-q")
    # 1 is a finding: a model that is no better than the mean is as quick as one that is.
    run("train-ml", "--config", folder / "training.yaml", "--features", folder / "features.parquet",
        "--registry", registry, "-q", codes=(0, 1))
    for task in ("defect_risk", "defect_class", "cycle_time"):
        run("models", "promote", task, "1", "--registry", registry)
    (folder / "made-whole").touch()
    return registry


def median(values):
    return percentile(values, 50)


def percentile(values, share):
    """By the nearest rank."""
    ordered = sorted(values)
    if not ordered:
        return float("nan")
    return ordered[min(len(ordered) - 1, max(0, -(-len(ordered) * share // 100) - 1))]


def load():
    return f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"


def fail(text):
    print("failed: " + text, file=sys.stderr)
    raise SystemExit(1)
